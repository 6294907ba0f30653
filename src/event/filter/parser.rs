//! Parses tokens into an expression, by recursive descent.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::super::EventKind;
use super::token::{Part, Token, Wrong, tokens};
use super::{EventExpr, Field, FieldKind, FilterError, FilterValue, Operator};
use crate::text::LanguageCode;

impl FromStr for EventExpr {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse_with(text, &|_, _| Ok(()))
    }
}

impl EventExpr {
    /// Parses an expression, and asks `check` of each word that a field is compared with by `=`, `!=` or
    /// `in` whether the field can have it.
    ///
    /// Kinds and languages are checked here. What else has fixed words (verdicts, horizons, venues)
    /// belongs to other parts of the program, which hand in the check.
    ///
    /// # Errors
    /// The first mistake with its place; for a refused word, the place of the word.
    pub fn parse_with(text: &str, check: &WordCheck) -> Result<Self, FilterError> {
        let wrong = |(offset, reason): Wrong| FilterError {
            expression: text.to_owned(),
            at: text.get(..offset).map_or(0, |before| before.chars().count()) + 1,
            reason,
        };
        let tokens = tokens(text).map_err(wrong)?;
        let mut parser = Parser { tokens, check, at: 0, end: text.len(), depth: 0, comparisons: 0 };
        let expr = parser.any().map_err(wrong)?;
        match parser.peek() {
            None => Ok(expr),
            Some(token) => Err(wrong((token.at, format!("{token} is not expected")))),
        }
    }
}

/// Whether a field can have a word; the reason where it cannot.
pub type WordCheck<'a> = dyn Fn(Field, &str) -> Result<(), String> + 'a;

/// The deepest nesting of expressions: input must not exhaust the stack.
const DEEPEST: usize = 64;
/// The most comparisons in an expression: the database refuses conditions that nest a thousand deep, and
/// a chain of `or` is one.
const MOST_COMPARISONS: usize = 256;

struct Parser<'a> {
    check: &'a WordCheck<'a>,
    tokens: Vec<Token>,
    at: usize,
    end: usize,
    depth: usize,
    comparisons: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self, wanted: &str) -> Result<Token, Wrong> {
        let token = self.peek().cloned().ok_or_else(|| (self.end, format!("{wanted} is missing")))?;
        self.at += 1;
        Ok(token)
    }

    /// Takes the next word if it is this one.
    fn keyword(&mut self, word: &str) -> bool {
        let found =
            matches!(self.peek(), Some(Token { part: Part::Word(w), .. }) if w.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<EventExpr, Wrong> {
        let mut parts = vec![self.all()?];
        while self.keyword("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { EventExpr::Or(parts) })
    }

    fn all(&mut self) -> Result<EventExpr, Wrong> {
        let mut parts = vec![self.one()?];
        while self.keyword("and") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { EventExpr::And(parts) })
    }

    fn one(&mut self) -> Result<EventExpr, Wrong> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let at = self.peek().map_or(self.end, |token| token.at);
            return Err((at, "the expression nests too deep".to_owned()));
        }
        let out = if self.keyword("not") {
            Ok(EventExpr::Not(Box::new(self.one()?)))
        } else if self.peek().is_some_and(|token| token.part == Part::Open) {
            self.at += 1;
            let inner = self.any()?;
            let close = self.next("\")\"")?;
            if close.part == Part::Close {
                Ok(inner)
            } else {
                Err((close.at, format!("\")\" is expected, not {close}")))
            }
        } else {
            self.comparison()
        };
        self.depth -= 1;
        out
    }

    fn comparison(&mut self) -> Result<EventExpr, Wrong> {
        let token = self.next("a comparison")?;
        let Part::Word(name) = &token.part else {
            return Err((token.at, format!("a field is expected, not {token}")));
        };
        let found = Field::NAMES.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        let Some((_, field)) = found else {
            let known: Vec<&str> = Field::NAMES.iter().map(|(own, _)| *own).collect();
            return Err((token.at, format!("there is no field \"{name}\" (fields: {})", known.join(", "))));
        };
        let negated = self.keyword("not");
        if self.keyword("in") {
            let list = EventExpr::Or(self.list(*field)?);
            return Ok(if negated { EventExpr::Not(Box::new(list)) } else { list });
        }
        let sign = self.next("an operator")?;
        let Part::Operator(operator) = sign.part else {
            return Err((sign.at, format!("an operator is expected, not {sign}")));
        };
        if negated {
            return Err((sign.at, "\"in\" is expected after \"not\"".to_owned()));
        }
        let fits = match field.kind() {
            FieldKind::Words => operator == Operator::Contains,
            FieldKind::Word => {
                matches!(operator, Operator::Equal | Operator::NotEqual | Operator::Contains)
            }
            FieldKind::Number | FieldKind::Share | FieldKind::Instant => operator != Operator::Contains,
        };
        if !fits {
            return Err((sign.at, format!("the field {name} cannot be used with this operator")));
        }
        Ok(EventExpr::Is(*field, operator, self.value(*field, operator)?))
    }

    /// `(a, b)`: one of several values.
    fn list(&mut self, field: Field) -> Result<Vec<EventExpr>, Wrong> {
        let open = self.next("\"(\"")?;
        if open.part != Part::Open {
            return Err((open.at, format!("\"(\" is expected, not {open}")));
        }
        let operator = if field.kind() == FieldKind::Words { Operator::Contains } else { Operator::Equal };
        let mut out = Vec::new();
        loop {
            out.push(EventExpr::Is(field, operator, self.value(field, operator)?));
            let token = self.next("\")\"")?;
            match token.part {
                Part::Comma => {}
                Part::Close => return Ok(out),
                _ => return Err((token.at, format!("\",\" or \")\" is expected, not {token}"))),
            }
        }
    }

    fn value(&mut self, field: Field, operator: Operator) -> Result<FilterValue, Wrong> {
        let token = self.next("a value")?;
        self.comparisons += 1;
        if self.comparisons > MOST_COMPARISONS {
            return Err((token.at, format!("there are more than {MOST_COMPARISONS} comparisons")));
        }
        let (Part::Word(text) | Part::Quoted(text)) = &token.part else {
            return Err((token.at, format!("a value is expected, not {token}")));
        };
        let refuse = |what: &str| (token.at, format!("\"{text}\" is not {what}"));
        match field.kind() {
            FieldKind::Word if operator == Operator::Contains => Ok(FilterValue::Text(normal(field, text))),
            FieldKind::Word => {
                let word = known(field, normal(field, text)).map_err(|reason| (token.at, reason))?;
                (self.check)(field, &word).map_err(|reason| (token.at, reason))?;
                Ok(FilterValue::Text(word))
            }
            FieldKind::Words => text.parse().map(FilterValue::Words).map_err(|e| (token.at, format!("{e}"))),
            FieldKind::Number => text.parse().map(FilterValue::Number).map_err(|_| refuse("a whole number")),
            FieldKind::Share => {
                share(text).map(FilterValue::Share).ok_or_else(|| refuse("a share, like 2% or 0.02"))
            }
            FieldKind::Instant => span(text).ok_or_else(|| refuse("a day or instant, like 2025-01-29")),
        }
    }
}

/// Symbols and venues are written in capitals, kinds and verdicts are not.
fn normal(field: Field, text: &str) -> String {
    match field {
        Field::Ticker | Field::Mic => text.to_uppercase(),
        Field::Kind | Field::Claim | Field::Lang | Field::Verdict | Field::Horizon => text.to_lowercase(),
        _ => text.to_owned(),
    }
}

/// The word as events have it, if the field's words are fixed and this is one of them.
fn known(field: Field, word: String) -> Result<String, String> {
    match field {
        Field::Kind => word.parse::<EventKind>().map(|kind| kind.to_string()).map_err(|e| e.to_string()),
        Field::Lang => word.parse::<LanguageCode>().map(|code| code.to_string()).map_err(|e| e.to_string()),
        _ => Ok(word),
    }
}

fn share(text: &str) -> Option<f64> {
    let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |percent| (percent, 100.0));
    number.parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| value / scale)
}

fn span(text: &str) -> Option<FilterValue> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        let start = day.and_time(NaiveTime::MIN).and_utc();
        return Some(FilterValue::Span(start, day.succ_opt()?.and_time(NaiveTime::MIN).and_utc()));
    }
    let at = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
    Some(FilterValue::Span(at, at + chrono::TimeDelta::microseconds(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(field: Field, operator: Operator, text: &str) -> EventExpr {
        EventExpr::Is(field, operator, FilterValue::Text(text.to_owned()))
    }

    #[test]
    fn and_binds_tighter_than_or_and_not_tightest() {
        let got: EventExpr =
            "kind = Earnings and not ticker=msft or source != 'The \"Wire\"'".parse().unwrap();
        let earnings = is(Field::Kind, Operator::Equal, "earnings");
        let msft = EventExpr::Not(Box::new(is(Field::Ticker, Operator::Equal, "MSFT")));
        let source = is(Field::Source, Operator::NotEqual, "The \"Wire\"");
        assert_eq!(got, EventExpr::Or(vec![EventExpr::And(vec![earnings, msft]), source]));
    }

    #[test]
    fn lists_parentheses_days_and_percentages() {
        let got: EventExpr =
            "(tag in (a, 'b c')) AND published >= 2025-01-29 and move < -2%".parse().unwrap();
        let EventExpr::And(parts) = got else { panic!("{got:?}") };
        assert_eq!(
            parts[0],
            EventExpr::Or(vec![is(Field::Tag, Operator::Equal, "a"), is(Field::Tag, Operator::Equal, "b c")])
        );
        assert!(
            matches!(&parts[1], EventExpr::Is(Field::Published, Operator::GreaterOrEqual, FilterValue::Span(a, b))
            if (*b - *a).num_hours() == 24)
        );
        assert_eq!(parts[2], EventExpr::Is(Field::Move, Operator::Less, FilterValue::Share(-0.02)));
        assert!("ticker not in (A)".parse::<EventExpr>().unwrap().mentions(Field::Ticker));
    }

    #[test]
    fn each_mistake_is_named_with_its_place() {
        for (text, at, part) in [
            ("", 1, "a comparison is missing"),
            ("kind", 5, "an operator is missing"),
            ("kind =", 7, "a value is missing"),
            ("colour = red", 1, "there is no field \"colour\""),
            ("kind = gossip", 8, "one of news, earnings, filing, macro"),
            ("id = 1 or kind in (news, gossip)", 26, "\"gossip\" is not a kind"),
            ("not kind != gossip", 13, "\"gossip\" is not a kind"),
            ("lang = german", 8, "not the ISO 639-1 code"),
            ("kind = news b", 13, "\"b\" is not expected"),
            ("(kind = news", 13, "\")\" is missing"),
            ("kind < a", 6, "cannot be used with"),
            ("published > soon", 13, "not a day or instant"),
            ("source = 'x", 10, "not closed"),
            ("kind ! a", 6, "not an operator"),
        ] {
            let refusal = text.parse::<EventExpr>().unwrap_err();
            assert!(refusal.reason.contains(part), "{text}: {refusal}");
            assert_eq!(refusal.at, at, "{text}: {refusal}");
        }
        let deep = format!("{}kind = news{}", "(".repeat(500), ")".repeat(500));
        assert!(deep.parse::<EventExpr>().unwrap_err().reason.contains("too deep"));
        let long = vec!["id = 1"; 257];
        assert!(long[1..].join(" or ").parse::<EventExpr>().is_ok());
        for text in [long.join(" or "), format!("id in ({})", vec!["1"; 257].join(","))] {
            assert!(text.parse::<EventExpr>().unwrap_err().reason.contains("more than 256"));
        }
    }
}
