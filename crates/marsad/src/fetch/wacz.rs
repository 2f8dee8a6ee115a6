//! WACZ: a ZIP with WARC files under `archive/`.

use super::warc::{self, Record};
use std::io::{Read, Seek};

/// A WACZ may list this many files.
const FILES: usize = 100_000;

/// Gives `each` the records of all WARC files inside with the name of each, until it returns false.
///
/// # Errors
/// Where the file breaks off; what came before was given.
pub fn records(file: impl Read + Seek, cap: u64, each: &mut dyn FnMut(&str, Record) -> bool) -> Result<(), String> {
    let mut zip = zip::ZipArchive::new(file).map_err(|e| format!("no WACZ: {e}"))?;
    if zip.len() > FILES {
        return Err(format!("a WACZ with {} files is not read", zip.len()));
    }
    let mut names: Vec<String> = zip
        .file_names()
        .filter_map(Result::ok)
        .filter(|n| n.starts_with("archive/") && (n.ends_with(".warc") || n.ends_with(".warc.gz")))
        .map(std::borrow::Cow::into_owned)
        .collect();
    names.sort();
    if names.is_empty() {
        return Err("no WARC file under archive/ in this WACZ".into());
    }
    let mut goes_on = true;
    for name in names {
        let inside = zip.by_name(&name).map_err(|e| format!("{name}: {e}"))?;
        warc::records(inside, cap, &mut |r| {
            goes_on = each(&name, r);
            goes_on
        })
        .map_err(|e| format!("{name}: {e}"))?;
        if !goes_on {
            break;
        }
    }
    Ok(())
}
