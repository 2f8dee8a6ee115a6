//! Countries as the layouts of event data name them: ISO 3166 codes, Gleditsch and Ward's numbers, world regions.
//! A country that is not listed keeps its two letters and leaves the other columns empty.

/// A country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166 two letters.
    pub iso2: &'static str,
    /// ISO 3166 three letters.
    pub iso3: &'static str,
    /// ISO 3166 number.
    pub number: i64,
    /// English name.
    pub name: &'static str,
    /// Number of the state system (Gleditsch and Ward); 0 where it is no member.
    pub gw: i64,
    /// Region, as event data sets call it.
    pub region: &'static str,
    /// Part of the world.
    pub part: &'static str,
}

const fn c(
    iso2: &'static str,
    iso3: &'static str,
    number: i64,
    name: &'static str,
    gw: i64,
    region: &'static str,
    part: &'static str,
) -> Country {
    Country { iso2, iso3, number, name, gw, region, part }
}

const ME: &str = "Middle East";
const NA: &str = "Northern Africa";
const EA: &str = "Eastern Africa";
const WA: &str = "Western Africa";

const ALL: [Country; 58] = [
    c("AE", "ARE", 784, "United Arab Emirates", 696, ME, ME),
    c("AF", "AFG", 4, "Afghanistan", 700, "South Asia", "Asia"),
    c("AM", "ARM", 51, "Armenia", 371, "Caucasus and Central Asia", "Asia"),
    c("AZ", "AZE", 31, "Azerbaijan", 373, "Caucasus and Central Asia", "Asia"),
    c("BF", "BFA", 854, "Burkina Faso", 439, WA, "Africa"),
    c("BH", "BHR", 48, "Bahrain", 692, ME, ME),
    c("CD", "COD", 180, "Democratic Republic of Congo", 490, "Middle Africa", "Africa"),
    c("CF", "CAF", 140, "Central African Republic", 482, "Middle Africa", "Africa"),
    c("CM", "CMR", 120, "Cameroon", 471, "Middle Africa", "Africa"),
    c("CN", "CHN", 156, "China", 710, "East Asia", "Asia"),
    c("CY", "CYP", 196, "Cyprus", 352, "Europe", "Europe"),
    c("DE", "DEU", 276, "Germany", 255, "Europe", "Europe"),
    c("DJ", "DJI", 262, "Djibouti", 522, EA, "Africa"),
    c("DZ", "DZA", 12, "Algeria", 615, NA, "Africa"),
    c("EG", "EGY", 818, "Egypt", 651, NA, "Africa"),
    c("ER", "ERI", 232, "Eritrea", 531, EA, "Africa"),
    c("ES", "ESP", 724, "Spain", 230, "Europe", "Europe"),
    c("ET", "ETH", 231, "Ethiopia", 530, EA, "Africa"),
    c("FR", "FRA", 250, "France", 220, "Europe", "Europe"),
    c("GB", "GBR", 826, "United Kingdom", 200, "Europe", "Europe"),
    c("GE", "GEO", 268, "Georgia", 372, "Caucasus and Central Asia", "Asia"),
    c("GR", "GRC", 300, "Greece", 350, "Europe", "Europe"),
    c("IL", "ISR", 376, "Israel", 666, ME, ME),
    c("IN", "IND", 356, "India", 750, "South Asia", "Asia"),
    c("IQ", "IRQ", 368, "Iraq", 645, ME, ME),
    c("IR", "IRN", 364, "Iran", 630, ME, ME),
    c("IT", "ITA", 380, "Italy", 325, "Europe", "Europe"),
    c("JO", "JOR", 400, "Jordan", 663, ME, ME),
    c("KE", "KEN", 404, "Kenya", 501, EA, "Africa"),
    c("KW", "KWT", 414, "Kuwait", 690, ME, ME),
    c("LB", "LBN", 422, "Lebanon", 660, ME, ME),
    c("LY", "LBY", 434, "Libya", 620, NA, "Africa"),
    c("MA", "MAR", 504, "Morocco", 600, NA, "Africa"),
    c("ML", "MLI", 466, "Mali", 432, WA, "Africa"),
    c("MM", "MMR", 104, "Myanmar", 775, "Southeast Asia", "Asia"),
    c("MR", "MRT", 478, "Mauritania", 435, WA, "Africa"),
    c("MZ", "MOZ", 508, "Mozambique", 541, EA, "Africa"),
    c("NE", "NER", 562, "Niger", 436, WA, "Africa"),
    c("NG", "NGA", 566, "Nigeria", 475, WA, "Africa"),
    c("OM", "OMN", 512, "Oman", 698, ME, ME),
    c("PH", "PHL", 608, "Philippines", 840, "Southeast Asia", "Asia"),
    c("PK", "PAK", 586, "Pakistan", 770, "South Asia", "Asia"),
    c("PL", "POL", 616, "Poland", 290, "Europe", "Europe"),
    c("PS", "PSE", 275, "Palestine", 0, ME, ME),
    c("QA", "QAT", 634, "Qatar", 694, ME, ME),
    c("RU", "RUS", 643, "Russia", 365, "Europe", "Europe"),
    c("SA", "SAU", 682, "Saudi Arabia", 670, ME, ME),
    c("SD", "SDN", 729, "Sudan", 625, NA, "Africa"),
    c("SO", "SOM", 706, "Somalia", 520, EA, "Africa"),
    c("SS", "SSD", 728, "South Sudan", 626, EA, "Africa"),
    c("SY", "SYR", 760, "Syria", 652, ME, ME),
    c("TD", "TCD", 148, "Chad", 483, "Middle Africa", "Africa"),
    c("TN", "TUN", 788, "Tunisia", 616, NA, "Africa"),
    c("TR", "TUR", 792, "Turkey", 640, ME, ME),
    c("UA", "UKR", 804, "Ukraine", 369, "Europe", "Europe"),
    c("UG", "UGA", 800, "Uganda", 500, EA, "Africa"),
    c("US", "USA", 840, "United States", 2, "North America", "Americas"),
    c("YE", "YEM", 887, "Yemen", 678, ME, ME),
];

/// The country of two letters.
#[must_use]
pub fn country(iso2: &str) -> Option<&'static Country> {
    ALL.binary_search_by(|c| c.iso2.cmp(iso2)).ok().map(|i| &ALL[i])
}

#[cfg(test)]
mod tests {
    use super::{ALL, country};

    #[test]
    fn each_once_and_in_order() {
        assert!(ALL.windows(2).all(|w| w[0].iso2 < w[1].iso2));
        assert_eq!(country("SY").map(|c| (c.iso3, c.number, c.gw)), Some(("SYR", 760, 652)));
        assert_eq!(country("XX"), None);
    }
}
