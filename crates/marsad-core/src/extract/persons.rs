//! Persons that no list holds, by the shape of what stands around and in a name: a row of given and family names, or
//! of unknown words after a title, rank or office.

use super::reading::{Name, NameKind, Pos, Sheet};
use crate::lexicon::Classes;
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;
use crate::text::TokenKind;

/// How much a token looks like part of a person's name.
fn name_like(sheet: &Sheet, i: usize) -> i32 {
    let Some(tok) = sheet.toks.get(i) else { return -9 };
    if sheet.text.tokens[i].kind != TokenKind::Word || tok.name != u32::MAX || tok.fixed != u32::MAX || tok.value != u32::MAX {
        return -9;
    }
    let info = sheet.info(i);
    let given = info.classes.any(Classes::GIVEN);
    let family = info.classes.any(Classes::FAMILY);
    let ambiguous = info.classes.any(Classes::AMBIGUOUS);
    if info.closed.is_some() {
        return if tok.pos == Pos::Name || (given && tok.pos == Pos::Noun) { 1 } else { -9 };
    }
    match (given || family, ambiguous) {
        (true, false) => 3,
        (true, true) => 1,
        _ => {
            if is_particle_of_names(sheet.word(i)) {
                return 1;
            }
            // a word that the lexicon does not know at all
            if info.readings.is_empty() && info.letters >= 3 {
                return if tok.clitics.any(Clitics::ARTICLE) { 0 } else { 1 };
            }
            -3
        }
    }
}

fn is_particle_of_names(w: &str) -> bool {
    matches!(
        w,
        "بن" | "ابن"
            | "ابو"
            | "ابي"
            | "ام"
            | "عبد"
            | "ال"
            | "بنت"
            | "دي"
            | "فان"
            | "فون"
            | "لا"
            | "دو"
            | "اوغلو"
            | "ولد"
            | "بو"
            | "ايت"
    )
}

/// Finds persons and adds them to the sheet's names.
pub fn find(sheet: &mut Sheet) {
    let n = sheet.toks.len();
    let mut found: Vec<Name> = Vec::new();
    let mut i = 0;
    while i < n {
        let first = name_like(sheet, i);
        if first < 0 || sheet.toks[i].pos == Pos::Verb && first < 3 {
            i += 1;
            continue;
        }
        let mut j = i + 1;
        let mut score = first;
        let mut sure = i32::from(first >= 3);
        while j < n && j - i < 6 && !sheet.text.tokens[j].spaced.eq(&false) {
            let s = name_like(sheet, j);
            let clitic = sheet.toks[j].clitics;
            if s < 0 || clitic.any(Clitics(Clitics::CONJUNCTION.0 | Clitics::PREPOSITION.0)) && s < 3 {
                break;
            }
            // an unknown word goes on with a name only behind a sure part
            if s <= 1 && sure == 0 && j - i >= 2 {
                break;
            }
            score += s;
            sure += i32::from(s >= 3);
            j += 1;
        }
        while j > i + 1 && is_particle_of_names(sheet.word(j - 1)) {
            j -= 1;
        }
        let titled = i > 0 && title_before(sheet, i);
        let length = j - i;
        let person = (sure >= 1 && length >= 2) || (titled && (length >= 2 || sure >= 1) && score >= 1) || (length >= 2 && score >= 4);
        if person {
            let clitics = sheet.toks[i].clitics;
            let cut = sheet.info(i).readings.iter().find(|r| r.feats.any(Feats::NAME)).map_or(0, |r| r.before);
            found.push(Name {
                from: i as u32,
                to: j as u32,
                kind: NameKind::Person,
                before: if sheet.toks[i].clitics.any(Clitics::ARTICLE) { 0 } else { cut },
                clitics,
            });
            i = j;
        } else {
            i += 1;
        }
    }
    for name in found {
        let number = sheet.names.len() as u32;
        sheet.names.push(name);
        for t in &mut sheet.toks[name.from as usize..name.to as usize] {
            t.name = number;
            t.pos = Pos::Name;
        }
    }
}

fn title_before(sheet: &Sheet, i: usize) -> bool {
    let c = Classes::TITLE.with(Classes::RANK).with(Classes::OFFICIAL).with(Classes::LEADER);
    let mut k = i;
    for _ in 0..4 {
        if k == 0 {
            return false;
        }
        k -= 1;
        let info = sheet.info(k);
        if sheet.text.tokens[k].kind != TokenKind::Word {
            return false;
        }
        if info.classes.any(c) {
            return true;
        }
        // between title and name: adjectives of origin, «للشؤون الخارجية», names of organisations
        if !(info.feats.any(Feats::ADJ | Feats::NISBA) || sheet.toks[k].name != u32::MAX || info.classes.any(Classes::ORGANISATION)) {
            return false;
        }
    }
    false
}
