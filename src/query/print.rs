//! Expressions as text, which reads back to the same expression.

use std::fmt::{self, Display, Write as _};

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::{EventExpr, Field, FilterValue, Operator};
use crate::event::{Phrase, SearchWords};

impl Display for EventExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => joined(f, parts, " and "),
            Self::Or(parts) => joined(f, parts, " or "),
            Self::Not(part) => {
                f.write_str("not ")?;
                nested(f, part)
            }
            Self::Is(field, operator, value) => {
                let sign = match operator {
                    Operator::Equal => "=",
                    Operator::NotEqual => "!=",
                    Operator::Less => "<",
                    Operator::LessOrEqual => "<=",
                    Operator::Greater => ">",
                    Operator::GreaterOrEqual => ">=",
                    Operator::Contains => "~",
                };
                write!(f, "{} {sign} {}", field.name(), Shown(*field, value))
            }
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[EventExpr], word: &str) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(word)?;
        }
        nested(f, part)?;
    }
    Ok(())
}

fn nested(f: &mut fmt::Formatter<'_>, part: &EventExpr) -> fmt::Result {
    match part {
        EventExpr::And(_) | EventExpr::Or(_) => write!(f, "({part})"),
        EventExpr::Not(_) | EventExpr::Is(..) => write!(f, "{part}"),
    }
}

/// A value of a field.
struct Shown<'a>(Field, &'a FilterValue);

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            FilterValue::Text(text) | FilterValue::Sector(text, _) => word(f, text),
            FilterValue::Words(words) => quoted(f, &searched(words)),
            FilterValue::Number(number) => write!(f, "{number}"),
            // With a percent sign it is read as it is meant, whatever its size.
            FilterValue::Figure(figure) if self.0 == Field::Z => write!(f, "{figure}"),
            FilterValue::Figure(figure) => write!(f, "{}%", percent(*figure)),
            FilterValue::Span(from, to) => span(f, *from, *to),
            FilterValue::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
        }
    }
}

/// A fraction in percent, with no more digits than it needs.
fn percent(fraction: f64) -> String {
    let percent = fraction * 100.0;
    let rounded = format!("{percent:.9}");
    match rounded.parse::<f64>() {
        Ok(short) if (short / 100.0).to_bits() == fraction.to_bits() => {
            rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => percent.to_string(),
    }
}

fn word(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let is_plain = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "._-&^".contains(c));
    if is_plain { f.write_str(text) } else { quoted(f, text) }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    f.write_str(&text.replace('"', "\"\""))?;
    f.write_char('"')
}

/// A day, an instant, or the stretch by its ends.
fn span(f: &mut fmt::Formatter<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> fmt::Result {
    if from.time() == NaiveTime::MIN && to - from == TimeDelta::days(1) {
        return write!(f, "{}", from.date_naive());
    }
    let at = from.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    if to - from <= TimeDelta::microseconds(1) {
        return f.write_str(&at);
    }
    write!(f, "\"{at}/{}\"", to.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
}

/// Words as they are typed into a search.
fn searched(words: &SearchWords) -> String {
    let one = |Phrase { text, is_prefix }: &Phrase| {
        let is_one = !text.contains(char::is_whitespace) && !["AND", "OR", "NOT"].contains(&text.as_str());
        match (is_one && text.ends_with('*') == *is_prefix, is_prefix) {
            (true, _) => text.clone(),
            (false, true) => format!("\"{text}\"*"),
            (false, false) => format!("\"{text}\""),
        }
    };
    let alternatives = words.alternatives.iter().map(|alternative| {
        let all = alternative.all.iter().map(one);
        let none = alternative.none.iter().map(|phrase| format!("NOT {}", one(phrase)));
        all.chain(none).collect::<Vec<_>>().join(" ")
    });
    alternatives.collect::<Vec<_>>().join(" OR ")
}
