//! The data folder: the copy inside the binary, or one on disk.

use marsad_core::extract::coder::Knowledge;
use marsad_core::lexicon::load::Data;
use marsad_core::lexicon::{Faults, Lexicon};
use marsad_core::model::Models;
use std::path::{Path, PathBuf};

/// The data folder as it was when the program was built, so that the binary runs anywhere.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../data"]
#[include = "*.toml"]
#[include = "*.tsv"]
#[include = "model/*.bin"]
struct Embedded;

/// The weights' file below the data folder.
pub const MODEL: &str = "model/ar.bin";

/// Why the data cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file or folder cannot be read.
    #[error("cannot read the data folder: {}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is a folder, but no lexicon in it.
    #[error("{}: no lexicon, frames or ontology in this folder; give one like the project's data/", .0.display())]
    Empty(PathBuf),
    /// Entries are wrong.
    #[error("{0}\n{n} in the data; `marsad check` shows them again", n = count(.0.0.len(), "fault"))]
    Faults(Faults),
    /// The weights are no model file.
    #[error("{MODEL}: {0}")]
    Model(String),
}

/// «1 fault», «2 faults».
pub fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// All data files of a folder as (path below it, text), sorted by path.
pub fn files(folder: &Path) -> Result<Vec<(String, String)>, DataError> {
    let mut out = Vec::new();
    walk(folder, folder, &mut out).map_err(|(path, source)| DataError::Unreadable { path, source })?;
    if !out.iter().any(|(path, _)| path == "ontology.toml" || path.starts_with("lexicon/") || path.starts_with("frames/")) {
        return Err(DataError::Empty(folder.to_owned()));
    }
    Ok(out)
}

fn walk(folder: &Path, root: &Path, out: &mut Vec<(String, String)>) -> Result<(), (PathBuf, std::io::Error)> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |e| (path, e)
    };
    let mut entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(at(folder))?;
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().map_err(at(&path))?.is_dir() {
            walk(&path, root, out)?;
        } else if path.extension().is_some_and(|x| x == "toml" || x == "tsv") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            out.push((name, std::fs::read_to_string(&path).map_err(at(&path))?));
        }
    }
    Ok(())
}

/// What the coder needs: the built-in data, or that of `folder`; without weights if `model` is false.
///
/// # Errors
/// If `folder` cannot be read, or has faults.
pub fn knowledge(folder: Option<&Path>, model: bool) -> Result<Knowledge, DataError> {
    let lexicon = match folder {
        Some(folder) => Lexicon::freeze(Data::read(files(folder)?)).map_err(DataError::Faults)?,
        // the built-in data passed `marsad check` before it was released
        None => Lexicon::freeze_all(Data::read(built_in())).0,
    };
    let models = match folder {
        _ if !model => Models::default(),
        Some(folder) => self::model(folder)?,
        None => Embedded::get(MODEL).map(|f| Models::parse(&f.data)).transpose().map_err(DataError::Model)?.unwrap_or_default(),
    };
    Ok(Knowledge { lexicon, models })
}

/// The weights of a data folder; empty ones where it has none.
///
/// # Errors
/// If the file cannot be read, or is no model file.
pub fn model(folder: &Path) -> Result<Models, DataError> {
    let path = folder.join(MODEL);
    match std::fs::read(&path) {
        Ok(bytes) => Models::parse(&bytes).map_err(DataError::Model),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Models::default()),
        Err(source) => Err(DataError::Unreadable { path, source }),
    }
}

fn built_in() -> impl Iterator<Item = (String, String)> {
    Embedded::iter().filter(|name| !name.ends_with(".bin")).filter_map(|name| {
        let text = String::from_utf8(Embedded::get(&name)?.data.into_owned()).ok()?;
        Some((name.into_owned(), text))
    })
}
