//! A value of a table, and how text is kept from being run by a spreadsheet.

use serde_json::Value;
use std::borrow::Cow;

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'v> {
    /// Nothing.
    Empty,
    /// Text.
    Text(Cow<'v, str>),
    /// A number.
    Number(f64),
    /// A whole number.
    Whole(i64),
    /// A list or object, written as JSON.
    Json(Value),
}

impl<'v> Cell<'v> {
    /// Text; nothing where it is empty.
    pub fn text(s: impl Into<Cow<'v, str>>) -> Self {
        let s = s.into();
        if s.is_empty() { Self::Empty } else { Self::Text(s) }
    }

    /// A string, number or list of JSON.
    #[must_use]
    pub fn of(v: &'v Value) -> Self {
        match v {
            Value::String(s) => Self::text(s.as_str()),
            Value::Number(n) => n.as_i64().map_or_else(|| n.as_f64().map_or(Self::Empty, Self::Number), Self::Whole),
            Value::Bool(b) => Self::Whole(i64::from(*b)),
            Value::Null => Self::Empty,
            Value::Array(a) if a.is_empty() => Self::Empty,
            other => Self::Json(other.clone()),
        }
    }

    /// As JSON, for formats that have types.
    #[must_use]
    pub fn json(self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(s) => s.into_owned().into(),
            Self::Number(x) => x.into(),
            Self::Whole(n) => n.into(),
            Self::Json(v) => v,
        }
    }

    /// As text without types.
    #[must_use]
    pub fn written(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(s) => Cow::Borrowed(s),
            Self::Number(x) => x.to_string().into(),
            Self::Whole(n) => n.to_string().into(),
            Self::Json(v) => v.to_string().into(),
        }
    }
}

const DANGEROUS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

fn is_dangerous(s: &str) -> bool {
    s.trim_start_matches('\'').starts_with(DANGEROUS)
}

/// Text that no spreadsheet takes for a formula: an apostrophe is put before what begins with `=`, `+`, `-`, `@`, a
/// tab or a line's end, and before what begins with apostrophes and then one of these, so that [`plain`] undoes it.
#[must_use]
pub fn harmless(s: &str) -> Cow<'_, str> {
    if is_dangerous(s) { format!("'{s}").into() } else { s.into() }
}

/// What was given to [`harmless`].
#[must_use]
pub fn plain(s: &str) -> &str {
    match s.strip_prefix('\'') {
        Some(rest) if is_dangerous(s) => rest,
        _ => s,
    }
}

#[cfg(test)]
mod tests {
    use super::{harmless, plain};

    #[test]
    fn formulas_become_text_and_come_back() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''@x", "\r\nx"] {
            assert_eq!(harmless(bad), format!("'{bad}"));
            assert_eq!(plain(&harmless(bad)), bad);
        }
        for fine in ["قتل = 3", "", "'quoted'", "1-2", "«-»"] {
            assert_eq!(harmless(fine), fine);
            assert_eq!(plain(fine), fine);
        }
    }
}
