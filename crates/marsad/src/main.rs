//! The program `marsad`. `marsad --help` tells what it does; [`marsad::cli`] is where it begins.

fn main() -> std::process::ExitCode {
    marsad::cli::main()
}
