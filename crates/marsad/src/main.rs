//! The program `marsad`. `marsad --help` tells what it does; [`cli`] is where it begins.

mod cli;
mod data;
mod read;

fn main() -> std::process::ExitCode {
    cli::main()
}
