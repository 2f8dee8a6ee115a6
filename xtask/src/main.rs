//! Tasks of the project: `cargo xtask gazetteer [--check]`.
use std::process::ExitCode;

mod gazetteer;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.first().map(String::as_str) {
        Some("gazetteer") => gazetteer::run(&arguments[1..]),
        _ => {
            eprintln!("usage: cargo xtask gazetteer [--check]");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
