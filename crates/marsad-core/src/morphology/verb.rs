//! Verb conjugation: all folded forms of a verb from its root and form.
//!
//! The stems of each form are built with their vowels, so that hamza finds its seat, and are spelled
//! without them. Weak (و ي), doubled and hamzated roots follow the grammars' paradigms.

use super::spell::spell;
use super::{Feats, Form};

/// The ten common forms and the quadriliterals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum VerbForm {
    I,
    II,
    III,
    IV,
    V,
    VI,
    VII,
    VIII,
    IX,
    X,
    Q,
    Q2,
    Q4,
}

impl VerbForm {
    /// Reads the name used in data files: I to X, Q, Q2, Q4.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "I" => Self::I,
            "II" => Self::II,
            "III" => Self::III,
            "IV" => Self::IV,
            "V" => Self::V,
            "VI" => Self::VI,
            "VII" => Self::VII,
            "VIII" => Self::VIII,
            "IX" => Self::IX,
            "X" => Self::X,
            "Q" => Self::Q,
            "Q2" => Self::Q2,
            "Q4" => Self::Q4,
            _ => return None,
        })
    }
}

/// A verb as a lexicon writes it.
#[derive(Debug, Clone)]
pub struct Verb {
    /// Three or four root letters; hamza in any seat.
    pub root: Vec<char>,
    /// Its form.
    pub form: VerbForm,
    /// Middle vowel of form I's imperfect: `a`, `i` or `u`.
    pub vowel: char,
}

/// Stems without person endings: before a vowel, before a consonant.
#[derive(Debug, Default, Clone)]
struct Stem {
    /// Before endings that begin with a vowel, or none (قال، مدّ).
    open: String,
    /// Before endings that begin with a consonant (قل، مدد).
    closed: String,
}

struct Stems {
    perfect: [Stem; 2],
    imperfect: [Stem; 2],
    /// Prefix vowel of the imperfect, active and passive.
    prefix: [char; 2],
    active: String,
    passive: Option<String>,
    masdar: Vec<String>,
    imperative: bool,
}

fn is_weak(c: char) -> bool {
    matches!(c, 'و' | 'ي')
}

impl Verb {
    /// A verb from root letters apart («ق ت ل») and the form's name.
    ///
    /// # Errors
    /// Says what is wrong with the root or form.
    pub fn parse(root: &str, form: &str, vowel: &str) -> Result<Self, String> {
        let form_is = VerbForm::from_name(form).ok_or_else(|| format!("unknown verb form {form:?}: I to X, Q, Q2 or Q4"))?;
        let letters: Vec<char> = root
            .split_whitespace()
            .filter_map(|p| {
                let mut c = p.chars();
                c.next().filter(|_| c.next().is_none())
            })
            .map(|c| {
                if matches!(c, 'أ' | 'إ' | 'ؤ' | 'ئ' | 'آ' | 'ا') {
                    'ء'
                } else if c == 'ى' {
                    'ي'
                } else {
                    c
                }
            })
            .collect();
        let want = if matches!(form_is, VerbForm::Q | VerbForm::Q2 | VerbForm::Q4) { 4 } else { 3 };
        if letters.len() != want || root.split_whitespace().count() != want {
            return Err(format!("root {root:?} of form {form} must be {want} letters with blanks between"));
        }
        let vowel = match vowel {
            "a" | "i" | "u" => vowel.chars().next().unwrap_or('a'),
            "" => 'u',
            _ => return Err(format!("vowel {vowel:?} must be a, i or u")),
        };
        Ok(Self { root: letters, form: form_is, vowel })
    }

    /// All finite forms.
    #[must_use]
    pub fn finite(&self) -> Vec<Form> {
        let s = self.stems();
        let mut out = Vec::with_capacity(80);
        self.perfect_forms(&s, &mut out);
        self.imperfect_forms(&s, &mut out);
        if s.imperative {
            self.imperative_forms(&s, &mut out);
        }
        out.sort_unstable();
        out.dedup();
        merge(&mut out);
        out
    }

    /// Active and passive participle lemmas (without ال), folded; the passive one may be missing.
    #[must_use]
    pub fn participles(&self) -> (String, Option<String>) {
        let s = self.stems();
        (spell(&s.active), s.passive.as_deref().map(spell))
    }

    /// The regular verbal nouns, folded; empty for form I.
    #[must_use]
    pub fn masdars(&self) -> Vec<String> {
        self.stems().masdar.iter().map(|m| spell(m)).collect()
    }

    fn defective(&self) -> bool {
        is_weak(self.root[self.root.len() - 1])
    }

    fn hollow(&self) -> bool {
        self.root.len() == 3
            && is_weak(self.root[1])
            && !self.defective()
            && matches!(self.form, VerbForm::I | VerbForm::IV | VerbForm::VII | VerbForm::VIII | VerbForm::X)
    }

    /// Whether it is of form I and its last two radicals are the same: its active participle looks like a hollow verb (قال).
    #[must_use]
    pub fn doubles_in_form_i(&self) -> bool {
        self.form == VerbForm::I && self.doubled()
    }

    fn doubled(&self) -> bool {
        self.root.len() == 3 && self.root[1] == self.root[2] && !matches!(self.form, VerbForm::II | VerbForm::V)
    }

    #[allow(clippy::too_many_lines)]
    fn stems(&self) -> Stems {
        let r: Vec<String> = self.root.iter().map(char::to_string).collect();
        let (f, e, l) = (r[0].as_str(), r[1].as_str(), r[2].as_str());
        let four = r.get(3).map_or("", String::as_str);
        let first_weak = self.root[0] == 'و';
        // «skeletons»: before the middle radical, the middle vowel, the last radical are put together
        let (perf, perf_p, imp, imp_p, active, passive, masdar, prefix): (
            String,
            String,
            String,
            String,
            String,
            Option<String>,
            Vec<String>,
            [char; 2],
        );
        let i_masdar = |s: String| vec![s];
        match self.form {
            VerbForm::I => {
                let drop = first_weak
                    && (self.vowel == 'i'
                        || matches!((self.root[1], self.root[2]), ('ض', 'ع') | ('ق', 'ع') | ('د', 'ع') | ('س', 'ع') | ('ه', 'ب')));
                let head = if drop { String::new() } else { f.to_owned() };
                return self.finish(
                    [format!("{f}a"), format!("{f}u")],
                    [head, f.to_owned()],
                    ['a', 'u'],
                    format!("{f}A{e}i{l}"),
                    Some(format!("مa{f}{e}U{l}")),
                    Vec::new(),
                    [('a', 'i'), (self.vowel, 'a')],
                );
            }
            VerbForm::II => {
                perf = format!("{f}a{e}");
                perf_p = format!("{f}u{e}");
                imp = format!("{f}a{e}");
                imp_p = imp.clone();
                active = format!("مu{f}a{e}{e}i{l}");
                passive = Some(format!("مu{f}a{e}{e}a{l}"));
                masdar = i_masdar(if self.defective() {
                    format!("تa{f}{e}iيaة")
                } else if self.root[2] == 'ء' {
                    format!("تa{f}{e}iءaة")
                } else {
                    format!("تa{f}{e}I{l}")
                });
                prefix = ['u', 'u'];
            }
            VerbForm::III => {
                perf = format!("{f}A");
                perf_p = format!("{f}U");
                imp = format!("{f}A");
                imp_p = imp.clone();
                active = format!("مu{f}A{e}i{l}");
                passive = Some(format!("مu{f}A{e}a{l}"));
                masdar = i_masdar(if self.defective() {
                    format!("مu{f}A{e}Aة")
                } else if self.doubled() {
                    format!("مu{f}A{e}{e}aة")
                } else {
                    format!("مu{f}A{e}a{l}aة")
                });
                prefix = ['u', 'u'];
            }
            VerbForm::IV => {
                perf = if self.root[0] == 'ء' { "ءA".to_owned() } else { format!("ءa{f}") };
                perf_p = if first_weak || self.root[0] == 'ي' { "ءU".to_owned() } else { format!("ءu{f}") };
                imp = if self.root[0] == 'ي' { "و".to_owned() } else { f.to_owned() };
                imp_p = imp.clone();
                let head = if self.root[0] == 'ي' { "و" } else { f };
                active = format!("مu{head}{e}i{l}");
                passive = Some(format!("مu{head}{e}a{l}"));
                let head = if is_weak(self.root[0]) || self.root[0] == 'ء' { "ءI".to_owned() } else { format!("ءi{f}") };
                masdar = i_masdar(if self.hollow() {
                    format!("ءi{f}A{l}aة")
                } else if self.defective() {
                    format!("{head}{e}Aء")
                } else {
                    format!("{head}{e}A{l}")
                });
                prefix = ['u', 'u'];
            }
            VerbForm::V => {
                perf = format!("تa{f}a{e}");
                perf_p = format!("تu{f}u{e}");
                imp = perf.clone();
                imp_p = perf.clone();
                active = format!("مuتa{f}a{e}{e}i{l}");
                passive = Some(format!("مuتa{f}a{e}{e}a{l}"));
                masdar = i_masdar(if self.defective() { format!("تa{f}a{e}{e}I") } else { format!("تa{f}a{e}{e}u{l}") });
                prefix = ['a', 'u'];
            }
            VerbForm::VI => {
                perf = format!("تa{f}A");
                perf_p = format!("تu{f}U");
                imp = perf.clone();
                imp_p = perf.clone();
                active = format!("مuتa{f}A{e}i{l}");
                passive = Some(format!("مuتa{f}A{e}a{l}"));
                masdar = i_masdar(if self.defective() {
                    format!("تa{f}A{e}I")
                } else if self.doubled() {
                    format!("تa{f}A{e}{l}")
                } else {
                    format!("تa{f}A{e}u{l}")
                });
                prefix = ['a', 'u'];
            }
            VerbForm::VII => {
                perf = format!("iن{f}a");
                perf_p = format!("uن{f}u");
                imp = format!("ن{f}a");
                imp_p = imp.clone();
                active = format!("مuن{f}a{e}i{l}");
                passive = None;
                masdar = i_masdar(if self.hollow() {
                    format!("iن{f}iيA{l}")
                } else if self.defective() {
                    format!("iن{f}i{e}Aء")
                } else {
                    format!("iن{f}i{e}A{l}")
                });
                prefix = ['a', 'u'];
            }
            VerbForm::VIII => {
                let cluster = match self.root[0] {
                    'و' | 'ي' => "تت".to_owned(),
                    'ت' => "تت".to_owned(),
                    'د' => "دد".to_owned(),
                    'ذ' => "دد".to_owned(),
                    'ز' => "زد".to_owned(),
                    'ص' => "صط".to_owned(),
                    'ض' => "ضط".to_owned(),
                    'ط' => "طط".to_owned(),
                    'ظ' => "ظظ".to_owned(),
                    'ث' => "ثث".to_owned(),
                    'ء' if self.root[1] == 'خ' => "تت".to_owned(),
                    _ => format!("{f}ت"),
                };
                let lead = if cluster == "ءت" { "ئت".to_owned() } else { cluster.clone() };
                let mid = if cluster == "ءت" { "ءت".to_owned() } else { cluster };
                perf = format!("i{lead}a");
                perf_p = format!("u{lead}u");
                imp = format!("{mid}a");
                imp_p = imp.clone();
                active = format!("مu{mid}a{e}i{l}");
                passive = Some(format!("مu{mid}a{e}a{l}"));
                masdar = i_masdar(if self.hollow() {
                    format!("i{lead}iيA{l}")
                } else if self.defective() {
                    format!("i{lead}i{e}Aء")
                } else {
                    format!("i{lead}i{e}A{l}")
                });
                prefix = ['a', 'u'];
            }
            VerbForm::IX => {
                let stem = |v: &str| format!("{v}{f}{e}a");
                return self.finish_stems(
                    [doubled_stem(&stem("i"), 'a', l), doubled_stem(&stem("u"), 'a', l)],
                    [doubled_stem(&stem(""), 'i', l), doubled_stem(&stem(""), 'a', l)],
                    ['a', 'u'],
                    format!("مu{f}{e}a{l}{l}"),
                    None,
                    vec![format!("i{f}{e}i{l}A{l}")],
                    false,
                );
            }
            VerbForm::X => {
                perf = if first_weak { "iستaو".to_owned() } else { format!("iستa{f}") };
                perf_p = format!("uستu{f}");
                imp = format!("ستa{f}");
                imp_p = imp.clone();
                active = format!("مuستa{f}{e}i{l}");
                passive = Some(format!("مuستa{f}{e}a{l}"));
                let head = if is_weak(self.root[0]) { "iستI".to_owned() } else { format!("iستi{f}") };
                masdar = i_masdar(if self.hollow() {
                    format!("iستi{f}A{l}aة")
                } else if self.defective() {
                    format!("{head}{e}Aء")
                } else {
                    format!("{head}{e}A{l}")
                });
                prefix = ['a', 'u'];
            }
            VerbForm::Q | VerbForm::Q2 => {
                let (t, tp) = if self.form == VerbForm::Q { ("", "") } else { ("تa", "تu") };
                perf = format!("{t}{f}a{e}{l}");
                let p = format!("{tp}{f}u{e}{l}");
                let i = format!("{t}{f}a{e}{l}");
                let stems = |head: &str, v: char| Stem { open: format!("{head}{v}{four}"), closed: format!("{head}{v}{four}") };
                let q = self.form == VerbForm::Q;
                return self.finish_stems(
                    [stems(&perf, 'a'), stems(&p, 'i')],
                    [stems(&i, if q { 'i' } else { 'a' }), stems(&i, 'a')],
                    if q { ['u', 'u'] } else { ['a', 'u'] },
                    format!("مu{t}{f}a{e}{l}i{four}"),
                    Some(format!("مu{t}{f}a{e}{l}a{four}")),
                    vec![if q { format!("{f}a{e}{l}a{four}aة") } else { format!("تa{f}a{e}{l}u{four}") }],
                    true,
                );
            }
            VerbForm::Q4 => {
                let stem =
                    |head: String, v: char| Stem { open: format!("{head}{v}{four}{four}"), closed: format!("{head}{four}{v}{four}") };
                return self.finish_stems(
                    [stem(format!("i{f}{e}a{l}"), 'a'), stem(format!("u{f}{e}u{l}"), 'i')],
                    [stem(format!("{f}{e}a{l}"), 'i'), stem(format!("{f}{e}a{l}"), 'a')],
                    ['a', 'u'],
                    format!("مu{f}{e}a{l}i{four}{four}"),
                    None,
                    vec![format!("i{f}{e}i{l}{four}A{four}")],
                    false,
                );
            }
        }
        let imp_vowel = if matches!(self.form, VerbForm::V | VerbForm::VI) { 'a' } else { 'i' };
        self.finish([perf, perf_p], [imp, imp_p], prefix, active, passive, masdar, [('a', 'i'), (imp_vowel, 'a')])
    }

    /// Puts the middle and last radical behind the heads, by the root's class.
    #[allow(clippy::too_many_arguments)]
    fn finish(
        &self,
        perfect: [String; 2],
        imperfect: [String; 2],
        prefix: [char; 2],
        active: String,
        passive: Option<String>,
        masdar: Vec<String>,
        vowels: [(char, char); 2],
    ) -> Stems {
        let (e, l) = (self.root[1].to_string(), self.root[2].to_string());
        let make = |head: &str, vowel: char, tense_perfect: bool, voice: usize| -> Stem {
            if self.hollow() {
                // head ends in the vowel before the middle radical, or in the first radical's consonant
                let head = head.trim_end_matches(['a', 'u', 'i']);
                let long = match (tense_perfect, voice) {
                    (true, 0) => 'A',
                    (true, _) => 'I',
                    (false, 0) => match self.form {
                        VerbForm::I => match (self.vowel, self.root[1]) {
                            ('a', _) => 'A',
                            ('i', _) => 'I',
                            _ => 'U',
                        },
                        VerbForm::IV | VerbForm::X => 'I',
                        _ => 'A',
                    },
                    (false, _) => 'A',
                };
                return Stem { open: format!("{head}{long}{l}"), closed: format!("{head}{}{l}", long.to_ascii_lowercase()) };
            }
            if self.doubled() && self.form != VerbForm::III && self.form != VerbForm::VI {
                let open_head = if head.ends_with(['a', 'u', 'i']) { head.to_owned() } else { format!("{head}{vowel}") };
                return Stem { open: format!("{open_head}{e}{l}"), closed: format!("{head}{e}{vowel}{l}") };
            }
            if self.doubled() {
                return Stem { open: format!("{head}{e}{l}"), closed: format!("{head}{e}{vowel}{l}") };
            }
            let s = format!("{head}{e}{vowel}{l}");
            Stem { open: s.clone(), closed: s }
        };
        let p = [make(&perfect[0], vowels[0].0, true, 0), make(&perfect[1], vowels[0].1, true, 1)];
        let i = [make(&imperfect[0], vowels[1].0, false, 0), make(&imperfect[1], vowels[1].1, false, 1)];
        let (mut active, mut passive) = (active, passive);
        if self.hollow() {
            let (f, l) = (self.root[0], self.root[2]);
            (active, passive) = match self.form {
                VerbForm::I => (format!("{f}Aءi{l}"), Some(if self.root[1] == 'ي' { format!("مa{f}I{l}") } else { format!("مa{f}U{l}") })),
                VerbForm::IV => (format!("مu{f}I{l}"), Some(format!("مu{f}A{l}"))),
                VerbForm::X => (format!("مuستa{f}I{l}"), Some(format!("مuستa{f}A{l}"))),
                VerbForm::VII => (format!("مuن{f}A{l}"), None),
                _ => {
                    (format!("مu{}A{l}", imperfect[0].trim_end_matches('a')), Some(format!("مu{}A{l}", imperfect[0].trim_end_matches('a'))))
                }
            };
        } else if self.doubled() {
            let (f, d) = (self.root[0], self.root[1]);
            (active, passive) = match self.form {
                VerbForm::I => (format!("{f}A{d}{d}"), Some(format!("مa{f}{d}U{d}"))),
                VerbForm::III => (format!("مu{f}A{d}{d}"), Some(format!("مu{f}A{d}{d}"))),
                VerbForm::VI => (format!("مuتa{f}A{d}{d}"), None),
                _ => (
                    format!("مu{}i{d}{d}", imperfect[0].trim_end_matches('a')),
                    Some(format!("مu{}a{d}{d}", imperfect[0].trim_end_matches('a'))),
                ),
            };
        }
        self.finish_stems(p, i, prefix, active, passive, masdar, true)
    }

    #[allow(clippy::too_many_arguments)]
    fn finish_stems(
        &self,
        perfect: [Stem; 2],
        imperfect: [Stem; 2],
        prefix: [char; 2],
        active: String,
        passive: Option<String>,
        masdar: Vec<String>,
        imperative: bool,
    ) -> Stems {
        let (mut active, mut passive) = (active, passive);
        if self.defective() {
            // رامٍ / الرامي: the lemma keeps its ي; the noun paradigm knows that it may fall
            active.pop();
            if active.ends_with('i') {
                active.pop();
            }
            active.push('I');
            passive = passive.map(|mut p| {
                p.pop();
                if self.form == VerbForm::I {
                    // مرميّ، مدعوّ
                    p.pop();
                    p.push(if self.root[2] == 'و' { 'U' } else { 'I' });
                } else {
                    if p.ends_with('a') {
                        p.pop();
                    }
                    p.push('Y');
                }
                p
            });
        }
        Stems { perfect, imperfect, prefix, active, passive, masdar, imperative }
    }

    fn perfect_forms(&self, s: &Stems, out: &mut Vec<Form>) {
        use Feats as F;
        let base = F::VERB | F::PERFECT;
        for (voice, stem) in s.perfect.iter().enumerate() {
            let v = if voice == 0 { F::ACTIVE } else { F::PASSIVE };
            let mut add = |p: String, f: Feats| out.push((spell(&p), base | v | f));
            if self.defective() {
                let head = stem.open.trim_end_matches(is_weak);
                let cut = head.trim_end_matches(['a', 'i']);
                let i_type = voice == 1
                    || (self.form == VerbForm::I
                        && self.vowel == 'a'
                        && self.root[1] != 'ع'
                        && self.root[2] == 'ي'
                        && !matches!(self.root[1], 'ه'));
                if i_type {
                    // بقي، بقيت، بقوا
                    add(format!("{cut}I"), F::P3 | F::SG | F::MASC);
                    add(format!("{cut}iيaت"), F::P3 | F::SG | F::FEM);
                    add(format!("{cut}iيA"), F::P3 | F::DU | F::MASC);
                    add(format!("{cut}iيaتA"), F::P3 | F::DU | F::FEM);
                    add(format!("{cut}UA"), F::P3 | F::PL | F::MASC);
                    add(format!("{cut}U"), F::P3 | F::PL | F::MASC | F::JOINED);
                    add(format!("{cut}Iن"), F::P3 | F::PL | F::FEM);
                    add(format!("{cut}Iتu"), F::P1 | F::SG);
                    add(format!("{cut}InA").replace('n', "ن"), F::P1 | F::PL);
                    add(format!("{cut}Iتuم"), F::P2 | F::PL);
                } else {
                    let third_waw = self.form == VerbForm::I && self.root[2] == 'و';
                    add(format!("{cut}{}", if third_waw { 'A' } else { 'Y' }), F::P3 | F::SG | F::MASC);
                    add(format!("{cut}A"), F::P3 | F::SG | F::MASC | F::JOINED);
                    add(format!("{cut}aت"), F::P3 | F::SG | F::FEM);
                    let y = if third_waw { 'و' } else { 'ي' };
                    add(format!("{cut}a{y}A"), F::P3 | F::DU | F::MASC);
                    add(format!("{cut}aتA"), F::P3 | F::DU | F::FEM);
                    add(format!("{cut}aوA"), F::P3 | F::PL | F::MASC);
                    add(format!("{cut}aو"), F::P3 | F::PL | F::MASC | F::JOINED);
                    add(format!("{cut}a{y}ن"), F::P3 | F::PL | F::FEM);
                    add(format!("{cut}a{y}ت"), F::P1 | F::SG);
                    add(format!("{cut}a{y}نA"), F::P1 | F::PL);
                    add(format!("{cut}a{y}تuم"), F::P2 | F::PL);
                }
                continue;
            }
            let (o, c) = (&stem.open, &stem.closed);
            add(format!("{o}a").trim_end_matches('a').to_owned(), F::P3 | F::SG | F::MASC);
            add(format!("{o}aت"), F::P3 | F::SG | F::FEM);
            add(format!("{o}A"), F::P3 | F::DU | F::MASC);
            add(format!("{o}aتA"), F::P3 | F::DU | F::FEM);
            add(format!("{o}UA"), F::P3 | F::PL | F::MASC);
            add(format!("{o}U"), F::P3 | F::PL | F::MASC | F::JOINED);
            add(format!("{c}نa"), F::P3 | F::PL | F::FEM);
            add(format!("{c}تu"), F::P1 | F::SG);
            add(format!("{c}نA"), F::P1 | F::PL);
            add(format!("{c}تuم"), F::P2 | F::PL);
            if voice == 0 && o.ends_with('ء') {
                // قرأوا beside قرؤوا
                out.push((format!("{}اوا", spell(o.trim_end_matches('ء'))), base | v | F::P3 | F::PL | F::MASC));
            }
        }
    }

    fn imperfect_forms(&self, s: &Stems, out: &mut Vec<Form>) {
        use Feats as F;
        let base = F::VERB | F::IMPERFECT;
        let persons: [(&str, Feats); 4] = [("ي", F::P3), ("ت", F::P3), ("ن", F::P1), ("ء", F::P1)];
        for (voice, stem) in s.imperfect.iter().enumerate() {
            let v = if voice == 0 { F::ACTIVE } else { F::PASSIVE };
            let pv = s.prefix[voice];
            // يُؤْ… and يو… (وضع X, أوضح): a first radical و after u is long
            let join = |p: &str, rest: &str| format!("{p}{pv}{rest}");
            let mut add = |p: String, f: Feats| out.push((spell(&p), base | v | f));
            for (n, (letter, person)) in persons.iter().enumerate() {
                let gender = match n {
                    0 => F::SG | F::MASC,
                    1 => F::SG | F::FEM,
                    2 => F::PL,
                    _ => F::SG,
                };
                let initial_hamza = n == 3 && stem.open.starts_with('ء');
                let prefix = if initial_hamza { "ءA".to_owned() } else { format!("{letter}{pv}") };
                let tail = |x: &str| if initial_hamza { x.trim_start_matches('ء').to_owned() } else { x.to_owned() };
                if self.defective() {
                    let head = stem.open.trim_end_matches(is_weak);
                    let vowel = head.chars().last().unwrap_or('a');
                    let cut = head.trim_end_matches(['a', 'i', 'u']);
                    let end = if voice == 1 || vowel == 'a' {
                        'Y'
                    } else if self.form == VerbForm::I && self.root[2] == 'و' {
                        'U'
                    } else {
                        'I'
                    };
                    add(format!("{prefix}{}{end}", tail(cut)), *person | gender);
                    if end == 'Y' {
                        add(format!("{prefix}{}A", tail(cut)), *person | gender | F::JOINED);
                    }
                    // jussive
                    add(format!("{prefix}{}", tail(cut)), *person | gender | F::RARE);
                } else {
                    add(format!("{prefix}{}", tail(&stem.open)), *person | gender);
                    if stem.closed != stem.open && self.hollow() {
                        add(format!("{prefix}{}", tail(&stem.closed)), *person | gender);
                    }
                }
            }
            for (letter, f) in [("ي", F::P3), ("ت", F::P2)] {
                if self.defective() {
                    let head = stem.open.trim_end_matches(is_weak);
                    let vowel = head.chars().last().unwrap_or('a');
                    let cut = head.trim_end_matches(['a', 'i', 'u']);
                    let (u, y): (&str, char) = if voice == 1 || vowel == 'a' {
                        ("aو", 'ي')
                    } else if self.form == VerbForm::I && self.root[2] == 'و' {
                        ("U", 'و')
                    } else {
                        ("U", 'ي')
                    };
                    add(join(letter, &format!("{cut}{u}ن")), f | F::PL | F::MASC);
                    add(join(letter, &format!("{cut}{u}A")), f | F::PL | F::MASC);
                    add(join(letter, &format!("{cut}{u}")), f | F::PL | F::MASC | F::JOINED);
                    add(join(letter, &format!("{cut}a{y}Aن")), f | F::DU);
                    add(join(letter, &format!("{cut}a{y}A")), f | F::DU);
                    add(join(letter, &format!("{cut}{}ن", if y == 'و' { "U" } else { "I" })), f | F::PL | F::FEM);
                } else {
                    let o = &stem.open;
                    add(join(letter, &format!("{o}Uن")), f | F::PL | F::MASC);
                    add(join(letter, &format!("{o}UA")), f | F::PL | F::MASC);
                    add(join(letter, &format!("{o}U")), f | F::PL | F::MASC | F::JOINED);
                    add(join(letter, &format!("{o}Aن")), f | F::DU);
                    add(join(letter, &format!("{o}A")), f | F::DU);
                    add(join(letter, &format!("{}نa", stem.closed)), f | F::PL | F::FEM);
                    if o.ends_with('ء') {
                        // يلجأون beside يلجؤون
                        let plain = spell(&join(letter, o.trim_end_matches('ء')));
                        let plain = plain.trim_end_matches('ا');
                        out_push_alt(&mut add, letter, pv, o, plain, f);
                    }
                }
            }
        }
    }

    fn imperative_forms(&self, s: &Stems, out: &mut Vec<Form>) {
        use Feats as F;
        if self.defective() || self.hollow() || self.form == VerbForm::VII {
            return; // رم، قل: too short to be told from other words
        }
        let stem = &s.imperfect[0];
        let lead = match self.form {
            VerbForm::I if !stem.open.chars().nth(1).is_some_and(|c| matches!(c, 'a' | 'i' | 'u')) => "i",
            VerbForm::IV => "ءa",
            VerbForm::VIII | VerbForm::X => "i",
            _ => "",
        };
        let f = F::VERB | F::IMPERATIVE | F::ACTIVE | F::P2 | F::RARE;
        out.push((spell(&format!("{lead}{}UA", stem.open)), f | F::PL | F::MASC));
    }
}

fn out_push_alt(add: &mut impl FnMut(String, Feats), letter: &str, pv: char, open: &str, _plain: &str, f: Feats) {
    // an alif as the hamza's seat: «أ» folds to «ا»
    let base = format!("{letter}{pv}{}", open.trim_end_matches('ء'));
    add(format!("{base}Aون"), f | Feats::PL | Feats::MASC);
    add(format!("{base}AوA"), f | Feats::PL | Feats::MASC);
}

fn doubled_stem(head: &str, vowel: char, last: &str) -> Stem {
    Stem { open: format!("{head}{last}{last}"), closed: format!("{head}{last}{vowel}{last}") }
}

/// Joins equal spellings: their features are united where person, number and gender agree.
fn merge(forms: &mut Vec<Form>) {
    let voice = Feats::ACTIVE | Feats::PASSIVE;
    let mut kept: Vec<Form> = Vec::with_capacity(forms.len());
    for (word, f) in forms.drain(..) {
        if let Some((_, k)) = kept.iter_mut().rev().take_while(|(w, _)| *w == word).find(|(_, k)| k.without(voice) == f.without(voice)) {
            *k = k.with(f);
        } else {
            kept.push((word, f));
        }
    }
    *forms = kept;
}

#[cfg(test)]
mod tests;
