//! The shape of `data/values/*.toml`: one list a class of words.

use super::words::{Particle, Shape, Shift, Unit};
use crate::record::Exactness;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// A currency code of ISO 4217 (the codes in use, 2024).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Iso(pub &'static str);

const ISO_4217: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR \
IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN \
MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN \
SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL XXX";

impl<'de> Deserialize<'de> for Iso {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let s = String::deserialize(d)?;
        ISO_4217
            .split_ascii_whitespace()
            .find(|c| *c == s)
            .map(Iso)
            .ok_or_else(|| D::Error::custom(format!("{s:?} is no currency code of ISO 4217")))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub never: Vec<String>,
    pub unlike: Vec<String>,
    pub number: Vec<Number>,
    pub teen: Vec<Number>,
    pub scale: Vec<Scale>,
    pub fraction: Vec<Fraction>,
    pub ordinal: Vec<Ordinal>,
    pub vague: Vec<Vague>,
    pub bound: Vec<Bound>,
    pub percent: Vec<String>,
    pub nisba: Vec<Nisba>,
    pub currency: Vec<CurrencyEntry>,
    pub symbol: Vec<Symbol>,
    pub unit: Vec<UnitEntry>,
    pub month: Vec<Month>,
    pub hijri: Vec<Month>,
    pub weekday: Vec<Weekday>,
    pub feast: Vec<FeastEntry>,
    pub relative: Vec<Relative>,
    pub shift: Vec<ShiftEntry>,
    pub day_part: Vec<String>,
    pub lead: Vec<String>,
    pub part: Vec<PartEntry>,
    pub season: Vec<Season>,
    pub decade: Vec<Decade>,
    pub particle: Vec<ParticleEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Number {
    pub value: f64,
    pub forms: Vec<String>,
}

/// A noun in the singular, dual and plural.
macro_rules! shapes {
    ($name:ident) => {
        impl $name {
            pub(super) fn shapes(&self) -> [(&[String], Shape); 4] {
                [(&self.one, Shape::One), (&self.two, Shape::Two), (&self.many, Shape::Many), (&self.either, Shape::Either)]
            }
        }
    };
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scale {
    pub value: f64,
    pub one: Vec<String>,
    #[serde(default)]
    pub two: Vec<String>,
    #[serde(default)]
    pub many: Vec<String>,
    #[serde(default)]
    pub either: Vec<String>,
}
shapes!(Scale);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fraction {
    pub over: f64,
    #[serde(default)]
    pub one: Vec<String>,
    #[serde(default)]
    pub doubtful: Vec<String>,
    #[serde(default)]
    pub two: Vec<String>,
    #[serde(default)]
    pub many: Vec<String>,
    #[serde(skip)]
    pub either: Vec<String>,
}
shapes!(Fraction);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ordinal {
    pub value: i8,
    pub forms: Vec<String>,
    #[serde(default)]
    pub joined: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vague {
    pub forms: Vec<String>,
    #[serde(default)]
    pub tens: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bound {
    pub is: Exactness,
    #[serde(default)]
    pub before: Vec<String>,
    #[serde(default)]
    pub far: Vec<String>,
    #[serde(default)]
    pub after: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nisba {
    pub country: String,
    pub forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CurrencyEntry {
    pub one: Vec<String>,
    #[serde(default)]
    pub two: Vec<String>,
    #[serde(default)]
    pub many: Vec<String>,
    #[serde(skip)]
    pub either: Vec<String>,
    #[serde(default)]
    pub code: Option<Iso>,
    #[serde(default)]
    pub codes: BTreeMap<String, Iso>,
}
shapes!(CurrencyEntry);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Symbol {
    pub code: Iso,
    pub forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitEntry {
    pub is: Unit,
    #[serde(default = "once")]
    pub times: u8,
    pub one: Vec<String>,
    #[serde(default)]
    pub two: Vec<String>,
    #[serde(default)]
    pub many: Vec<String>,
    #[serde(default)]
    pub pair: Vec<String>,
    #[serde(skip)]
    pub either: Vec<String>,
}
shapes!(UnitEntry);

const fn once() -> u8 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Month {
    pub is: i8,
    #[serde(default)]
    pub names: Vec<String>,
    #[serde(default)]
    pub doubtful: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum DayName {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weekday {
    pub is: DayName,
    pub forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeastEntry {
    pub month: i8,
    pub day: i8,
    #[serde(default)]
    pub hijri: bool,
    pub forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relative {
    pub from: Option<i16>,
    pub to: Option<i16>,
    pub forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShiftEntry {
    pub is: Shift,
    pub forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartEntry {
    pub forms: Vec<String>,
    pub month: (i8, i8),
    pub year: (i8, i8),
    pub week: (i8, i8),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Season {
    pub months: (i8, i8),
    pub forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decade {
    pub is: i16,
    pub forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParticleEntry {
    pub is: Particle,
    pub forms: Vec<String>,
}
