//! A report's text in pieces, with the spans of claims marked.

use crate::serve::lang::safe;
use serde_json::Value;

/// A run of text that the same spans cover.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Piece {
    /// The words, safe to show.
    pub text: String,
    /// Classes of the mark, empty for plain text.
    pub class: String,
    /// Claims that it is part of.
    pub claims: String,
    /// What it is to them.
    pub roles: String,
}

/// A marked span: code points, what it is, whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// agent, target, instrument, at, origin, via, destination, time, figure, money, source, trigger.
    pub role: String,
    /// The claim.
    pub claim: String,
}

/// All spans of a claim.
#[must_use]
pub fn spans(claim: &Value) -> Vec<Marked> {
    let id = claim["id"].as_str().unwrap_or_default();
    let mut out = Vec::new();
    let mut add = |v: &Value, role: &str| {
        if let (Some(a), Some(b)) = (v["start"].as_u64(), v["end"].as_u64())
            && a < b
        {
            out.push(Marked { start: a as usize, end: b as usize, role: role.to_owned(), claim: id.to_owned() });
        }
    };
    add(&claim["trigger"], "trigger");
    for (list, role) in [("roles", ""), ("places", ""), ("figures", "figure"), ("money", "money"), ("attribution", "source")] {
        for v in claim[list].as_array().into_iter().flatten() {
            add(v, if role.is_empty() { v["role"].as_str().unwrap_or_default() } else { role });
        }
    }
    add(&claim["time"], "time");
    out
}

fn class(role: &str) -> &'static str {
    match role {
        "agent" => "role-agent",
        "target" => "role-target",
        "instrument" => "role-instrument",
        "at" | "origin" | "via" | "destination" => "role-place",
        "time" => "role-time",
        "figure" | "money" => "role-figure",
        "source" => "role-source",
        _ => "role-trigger",
    }
}

/// The text from code point `from` to `to`, cut where spans begin and end.
#[must_use]
pub fn pieces(text: &str, spans: &[Marked], from: usize, to: usize) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let to = to.min(chars.len());
    let from = from.min(to);
    let inside: Vec<&Marked> = spans.iter().filter(|s| s.start < to && s.end > from && s.end <= chars.len()).collect();
    let mut cuts: Vec<usize> = vec![from, to];
    for s in &inside {
        cuts.extend([s.start, s.end].into_iter().filter(|c| (from..to).contains(c)));
    }
    cuts.sort_unstable();
    cuts.dedup();
    // sweep: which spans are open at each cut
    let mut order: Vec<&Marked> = inside;
    order.sort_by_key(|s| s.start);
    let (mut next, mut open): (usize, Vec<&Marked>) = (0, Vec::new());
    let mut out = Vec::with_capacity(cuts.len());
    for w in cuts.windows(2) {
        while next < order.len() && order[next].start <= w[0] {
            open.push(order[next]);
            next += 1;
        }
        open.retain(|s| s.end > w[0]);
        let mut p = Piece { text: safe(&chars[w[0]..w[1]].iter().collect::<String>()), ..Piece::default() };
        if !open.is_empty() {
            let mut roles: Vec<&str> = open.iter().map(|s| s.role.as_str()).collect();
            let mut claims: Vec<&str> = open.iter().map(|s| s.claim.as_str()).collect();
            for list in [&mut roles, &mut claims] {
                list.sort_unstable();
                list.dedup();
            }
            // the shortest span says what the words are
            let shown = open.iter().min_by_key(|s| (s.end - s.start, s.role != "trigger")).map_or("", |s| class(&s.role));
            p.class = format!("span {shown}");
            p.claims = claims.join(" ");
            p.roles = roles.join(" ");
        }
        out.push(p);
    }
    out
}

/// First and last code point of the sentences around a claim's spans, at most `most` wide.
#[must_use]
pub fn around(text: &str, spans: &[Marked], most: usize) -> (usize, usize) {
    let trigger = spans.iter().find(|s| s.role == "trigger").or(spans.first());
    let Some(t) = trigger else { return (0, 0) };
    let chars: Vec<char> = text.chars().collect();
    let ends = |c: char| matches!(c, '\n' | '؟' | '!' | '؛');
    let stop = |i: usize| ends(chars[i]) || (chars[i] == '.' && chars.get(i + 1).is_none_or(|c| c.is_whitespace()));
    let (mut from, mut to) = (t.start.min(chars.len()), t.end.min(chars.len()));
    while from > 0 && !stop(from - 1) && to - from < most {
        from -= 1;
    }
    while to < chars.len() && !stop(to) && to - from < most {
        to += 1;
    }
    while from < to && chars[from].is_whitespace() {
        from += 1;
    }
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::{Marked, around, pieces};

    fn span(start: usize, end: usize, role: &str, claim: &str) -> Marked {
        Marked { start, end, role: role.into(), claim: claim.into() }
    }

    #[test]
    fn pieces_join_back_to_the_text() {
        let text = "سيطر الجيش على المدينة. وقتل 5.";
        let spans = [span(0, 4, "trigger", "a"), span(5, 10, "agent", "a"), span(5, 22, "target", "b"), span(900, 910, "at", "c")];
        let all = pieces(text, &spans, 0, usize::MAX);
        assert_eq!(all.iter().map(|p| p.text.as_str()).collect::<String>(), text);
        let agent = all.iter().find(|p| p.text == "الجيش").expect("a piece");
        assert_eq!((agent.class.as_str(), agent.claims.as_str(), agent.roles.as_str()), ("span role-agent", "a b", "agent target"));
    }

    #[test]
    fn a_quote_is_its_sentence() {
        let text = "أولا. ثم قتل خمسة. بعد ذلك";
        let (a, b) = around(text, &[span(9, 12, "trigger", "a")], 300);
        assert_eq!(text.chars().skip(a).take(b - a).collect::<String>(), "ثم قتل خمسة");
        assert!(around(&"س".repeat(10_000), &[span(5000, 5003, "trigger", "a")], 300).1 <= 10_000);
    }
}
