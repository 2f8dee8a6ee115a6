//! The program `marsad`. `marsad --help` tells what it does; [`marsad::cli`] is where it begins.

/// Claims become many small JSON values: this allocator takes a tenth off the time of bringing reports in.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    marsad::cli::main()
}
