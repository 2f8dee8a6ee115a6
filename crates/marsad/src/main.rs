//! The program.

use marsad_core::lexicon::load::Data;
use marsad_core::lexicon::Lexicon;
use std::path::Path;

fn walk(dir: &Path, root: &Path, out: &mut Vec<(String, String)>) -> std::io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(dir)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::path);
    for e in entries {
        let p = e.path();
        if p.is_dir() {
            walk(&p, root, out)?;
        } else if p.extension().is_some_and(|x| x == "toml" || x == "tsv") {
            let name = p.strip_prefix(root).unwrap_or(&p).to_string_lossy().into_owned();
            out.push((name, std::fs::read_to_string(&p)?));
        }
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let dir = std::env::args().nth(2).unwrap_or_else(|| "data".into());
    let mut files = Vec::new();
    walk(Path::new(&dir), Path::new(&dir), &mut files)?;
    let t = std::time::Instant::now();
    let data = Data::read(files);
    eprintln!("read {:?}", t.elapsed());
    let (lex, faults) = Lexicon::freeze_all(data);
    eprintln!("frozen {:?}: {} lemmas {} forms {} frames {} places {} actors", t.elapsed(), lex.lemmas.len(), lex.forms.len(), lex.frames.len(), lex.places.len(), lex.actors.len());
    println!("{faults}");
    println!("{} faults", faults.0.len());
    Ok(())
}
