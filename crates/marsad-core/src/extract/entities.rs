//! Entities of a document: names, and groups of people without a name; short mentions point at the full one.

use super::coder::Knowledge;
use super::phrases::Phrase;
use super::reading::{NameKind, Pos, Sheet};
use crate::lexicon::Classes;
use crate::record::{Entity, EntityKind, Span};

/// All entities in the order of the text.
pub fn find(sheet: &Sheet, k: &Knowledge, text: &str, phrases: &[Phrase]) -> Vec<Entity> {
    let lex = &k.lexicon;
    let mut out: Vec<(Entity, Vec<u64>)> = Vec::new();
    for n in &sheet.names {
        let span = sheet.span(text, n.from as usize, n.to as usize, super::phrases::clitic_cut(sheet, n.from as usize) as usize);
        let (kind, id) = match n.kind {
            NameKind::Actor(a) => {
                let a = &lex.actors[a as usize];
                let kind = match a.kind.as_str() {
                    "state" => EntityKind::Place,
                    "person" => EntityKind::Person,
                    _ => EntityKind::Organisation,
                };
                (kind, Some(a.id.clone()))
            }
            NameKind::Place(p) => (EntityKind::Place, Some(lex.places[p as usize].id.clone())),
            NameKind::Person => (EntityKind::Person, None),
        };
        let words = (n.from..n.to).map(|i| sheet.info(i as usize).names.first().map_or(0, |x| x.bare)).collect();
        out.push((Entity { kind, span, id, full: None }, words));
    }
    for p in phrases.iter().filter(|p| !p.inner) {
        let head = p.head as usize;
        let c = sheet.info(head).classes;
        if c.any(Classes::PEOPLE)
            && sheet.name_at(head).is_none()
            && sheet.pos(head) == Pos::Noun
            && !(p.from..p.to).any(|i| matches!(sheet.name_at(i as usize).map(|n| n.kind), Some(NameKind::Person)))
            && p.to - p.from >= 2
        {
            let span = sheet.span(text, p.from as usize, p.to as usize, p.cut as usize);
            out.push((Entity { kind: EntityKind::Group, span, id: None, full: None }, Vec::new()));
        }
    }
    out.sort_by_key(|(e, _)| (e.span, e.kind));
    // a person's last name alone stands for the last full name that ends in it
    for n in 0..out.len() {
        if out[n].0.kind != EntityKind::Person || out[n].1.len() > 1 {
            continue;
        }
        let Some(word) = out[n].1.first().copied() else { continue };
        let full = (0..n).rev().find(|&m| out[m].0.kind == EntityKind::Person && out[m].1.len() > 1 && out[m].1.last() == Some(&word));
        if let Some(m) = full {
            out[n].0.full = Some(m);
            out[n].0.id = out[m].0.id.clone();
        }
    }
    out.into_iter().map(|(e, _)| e).filter(|e| e.span != Span::default()).collect()
}
