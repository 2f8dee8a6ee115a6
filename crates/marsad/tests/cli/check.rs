//! `marsad check`: faults of data with file, line, column and caret.

use super::{Folder, run};

const ONTOLOGY: &str = "[[type]]\nid = \"harm.killed\"\nen = \"Killed\"\nar = \"قتل\"\n\n[[type]]\nid = \"detention.arrest\"\nen = \"Arrest\"\nar = \"اعتقال\"\n";
const LEXICON: &str = "verb = [\n  { root = \"ق ت ل\", form = \"I\", vowel = \"u\", masdar = [\"قتل\"], gloss = \"kill\" },\n]\nnoun = [\n  { lemma = \"جندي\", plural = [\"جنود\"], class = [\"person\", \"soldier\"], gloss = \"soldier\" },\n]\n";
const FRAME: &str = "family = \"harm\"\n\n[[frame]]\nid = \"harm.kill\"\ntype = \"harm.killed\"\nverbs = [\"قتل I\"]\nsubject = \"agent\"\nobject = \"target\"\nstrength = 0.9\n";

fn folder(frames: &str) -> Folder {
    let f = Folder::new();
    f.write("ontology.toml", ONTOLOGY);
    f.write("lexicon/ar/words.toml", LEXICON);
    f.write("frames/harm.toml", format!("{FRAME}{frames}"));
    f
}

const GOOD: &str = "[[frame.match]]\ntext = \"قتل الجنود\"\ntrigger = \"قتل\"\n[[frame.match]]\ntext = \"يقتل الجنود\"\ntrigger = \"يقتل\"\n[[frame.reject]]\ntext = \"وصل الجنود\"\n";

#[test]
fn good_data_has_no_faults() {
    let f = folder(GOOD);
    let r = run(&["check", f.path()]);
    assert_eq!((r.code, r.err.as_str()), (0, ""), "{}", r.out);
    assert_eq!(r.out, "1 verb, 1 noun, 1 frame, 0 cues, 0 actors, 0 places, 3 sentences run: no faults\n");
}

#[test]
fn a_sentence_that_must_match_and_does_not() {
    let f = folder(&format!("{GOOD}[[frame.match]]\ntext = \"وصل الجنود\"\ntrigger = \"وصل\"\n"));
    let r = run(&["check", f.path()]);
    assert_eq!(r.code, 1);
    let path = format!("{}/frames/harm.toml:19:9: harm.kill: ", f.path());
    assert!(r.out.starts_with(&path), "{path}\n{}", r.out);
    assert!(
        r.out.contains("«وصل» must give harm.killed, but the sentence gives no claim\n  text = \"وصل الجنود\"\n          ^^^^^^^^^^\n"),
        "{}",
        r.out
    );
    assert!(r.out.ends_with("4 sentences run: 1 fault\n"), "{}", r.out);
}

#[test]
fn a_sentence_that_must_not_match_and_does() {
    let f = folder(&format!("{GOOD}[[frame.reject]]\ntext = \"قتل الوقت\"\n"));
    let r = run(&["check", f.path()]);
    assert_eq!(r.code, 1);
    assert!(r.out.contains("/frames/harm.toml:19:9: harm.kill: must not match here, but «قتل» gives harm.killed"), "{}", r.out);
}

#[test]
fn a_role_that_is_filled_by_other_words() {
    let f = folder(&GOOD.replace("trigger = \"يقتل\"", "trigger = \"يقتل\"\ninstrument = \"الجنود\""));
    let r = run(&["check", f.path()]);
    assert_eq!(r.code, 1);
    assert!(r.out.contains("the instrument of «يقتل» must be «الجنود», but is nothing"), "{}", r.out);
}

#[test]
fn entries_that_are_wrong() {
    let f = folder(GOOD);
    f.write("lexicon/ar/more.toml", "noun = [\n  { lemma = \"حاجز\", class = [\"bulding\"] },\n]\n");
    f.write("lexicon/ar/typo.toml", "verb = [\n  { rot = \"ق ت ل\", form = \"I\" },\n]\n");
    f.write("lexicon/ar/broken.toml", "verb = [\n");
    let r = run(&["check", f.path()]);
    assert_eq!(r.code, 1);
    for wanted in ["more.toml:2:", "unknown class \"bulding\"", "typo.toml:2:5: unknown field `rot`", "broken.toml:"] {
        assert!(r.out.contains(wanted), "{wanted}\n{}", r.out);
    }
    assert!(r.out.contains("\n    { rot = \"ق ت ل\", form = \"I\" },\n      ^^^\n"), "{}", r.out);
    assert!(r.out.ends_with("3 faults\n"), "{}", r.out);
}

#[test]
fn no_folder() {
    let f = Folder::new();
    assert_eq!(run(&["check", &format!("{}/none", f.path())]).code, 2);
    assert_eq!(run(&["check", f.path()]).code, 2);
}
