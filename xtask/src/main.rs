//! Tasks of the project: `cargo xtask annotations pack|unpack`, `cargo xtask gazetteer [--check]`, `cargo xtask synth N REPORTS.jsonl`,
//! `cargo xtask train CORPUS` and `cargo xtask joins REPORTS GOLD`.
use std::process::ExitCode;

mod annotations;
mod gazetteer;
mod joins;
mod synth;
mod train;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or(&[]);
    let result = match arguments.first().map(String::as_str) {
        Some("annotations") => annotations::run(rest).map_err(|e| e.to_string()),
        Some("gazetteer") => gazetteer::run(rest).map_err(|e| e.to_string()),
        Some("joins") => joins::run(rest).map_err(|e| e.to_string()),
        Some("synth") => synth::run(rest).map_err(|e| e.to_string()),
        Some("train") => train::run(rest).map_err(|e| e.to_string()),
        _ => {
            eprintln!(
                "usage: cargo xtask annotations pack|unpack … | gazetteer [--check] | synth N REPORTS.jsonl | train CORPUS [--also DIR] [--cv K] [--out FILE] [--frames] [--save FILE] | joins REPORTS GOLD [--fit …]"
            );
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
