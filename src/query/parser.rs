//! Parses tokens into an expression, by recursive descent.

use std::str::FromStr;

use super::token::{Part, Token, Wrong, bound, tokens};
use super::{EventExpr, Field, FieldKind, FilterError, FilterValue, Operator, Reading};
use crate::event::{Alternative, SearchWords};

impl FromStr for EventExpr {
    type Err = FilterError;

    /// As [`EventExpr::parse`], without a present and without sectors.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text, &Reading::timeless())
    }
}

impl EventExpr {
    /// Parses an expression.
    ///
    /// # Errors
    /// The first mistake with its place; for a refused value, the place of the value.
    ///
    /// ```
    /// use newstape::query::{EventExpr, Reading};
    ///
    /// let now = Reading::at("2025-01-29T12:00:00Z".parse()?);
    /// let read = |text: &str| EventExpr::parse(text, &now).map(|expr| expr.to_string());
    /// assert_eq!(read("ticker:MSFT since yesterday AT&T dividend")?,
    ///     "ticker = MSFT and published >= 2025-01-28 and text ~ \"AT&T dividend\"");
    /// assert_eq!(read("kind = gossip").unwrap_err().at, 8);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(text: &str, reading: &Reading<'_>) -> Result<Self, FilterError> {
        let wrong = |(byte, reason): Wrong| FilterError::at_byte(text, byte, reason);
        let tokens = tokens(text).map_err(wrong)?;
        if tokens.is_empty() {
            return Err(wrong((0, "the expression is empty".to_owned())));
        }
        let mut parser = Parser { tokens, reading, at: 0, end: text.len(), depth: 0, comparisons: 0 };
        let expr = parser.any().map_err(wrong)?;
        match parser.peek() {
            None => Ok(expr),
            Some(token) => Err(wrong((token.at, format!("{token} is not expected")))),
        }
    }
}

/// The deepest nesting of expressions: input must not exhaust the stack.
const DEEPEST: usize = 64;
/// The most comparisons in an expression: the database refuses conditions that nest a thousand deep, and
/// a chain of `or` is one.
const MOST_COMPARISONS: usize = 256;
/// The most words of a stretch of time: *in den letzten 3 Tagen*.
const LONGEST_STRETCH: usize = 5;

struct Parser<'a> {
    reading: &'a Reading<'a>,
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

    /// Whether a token is this word.
    fn is_word(&self, at: usize, word: &str) -> bool {
        matches!(self.tokens.get(at), Some(Token { part: Part::Word(w), .. }) if w.eq_ignore_ascii_case(word))
    }

    /// Takes the next word if it is this one.
    fn keyword(&mut self, word: &str) -> bool {
        let found = self.is_word(self.at, word);
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
        loop {
            let is_at_end = match self.peek() {
                None | Some(Token { part: Part::Close, .. }) => true,
                Some(_) => self.is_word(self.at, "or"),
            };
            if is_at_end {
                break;
            }
            self.keyword("and");
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
            self.condition()
        };
        self.depth -= 1;
        out
    }

    /// A comparison, or words to search for.
    fn condition(&mut self) -> Result<EventExpr, Wrong> {
        let Some(token) = self.peek().cloned() else {
            return Err((self.end, "a comparison is missing".to_owned()));
        };
        match &token.part {
            Part::Word(name) if self.is_compared(self.at) => {
                let Some(field) = Field::named(name) else {
                    return match bound(name) {
                        Some(side) => self.bounded(side),
                        None => Err((token.at, unknown(name))),
                    };
                };
                self.at += 1;
                self.comparison(field)
            }
            Part::Word(name) if Field::named(name) == Some(Field::Watched) => {
                self.at += 1;
                self.count(token.at)?;
                Ok(EventExpr::Is(Field::Watched, Operator::Equal, FilterValue::Flag(true)))
            }
            Part::Word(name) if bound(name).is_some() && self.means_a_time(self.at + 1) => {
                self.bounded(bound(name).unwrap_or(Operator::GreaterOrEqual))
            }
            Part::Word(_) | Part::Quoted(_) => self.words(),
            Part::Operator(_) | Part::Colon => {
                Err((token.at, "a field is missing before the operator".to_owned()))
            }
            Part::Open | Part::Close | Part::Comma => {
                Err((token.at, format!("a comparison or a word is expected, not {token}")))
            }
        }
    }

    /// Whether what stands behind a token makes it the field of a comparison.
    fn is_compared(&self, at: usize) -> bool {
        let is_list = |at: usize| {
            self.is_word(at, "in") && self.tokens.get(at + 1).is_some_and(|t| t.part == Part::Open)
        };
        self.tokens.get(at + 1).is_some_and(Token::is_operator)
            || is_list(at + 1)
            || (self.is_word(at + 1, "not") && is_list(at + 2))
    }

    /// Whether what stands behind `since` or `until` is a time, or was meant to be one: a number, or the only
    /// word before the next comparison. What was meant and is none is refused: as words to search for it would find nothing.
    fn means_a_time(&self, at: usize) -> bool {
        let Some(Token { part: Part::Word(word), .. }) = self.tokens.get(at) else {
            return self.stretch_at(at).is_some();
        };
        let is_alone = self.tokens.get(at + 1).is_none_or(|t| t.part == Part::Close)
            || ["and", "or"].iter().any(|word| self.is_word(at + 1, word))
            || self.is_compared(at + 1);
        self.stretch_at(at).is_some() || word.starts_with(|c: char| c.is_ascii_digit()) || is_alone
    }

    /// `since 3d`, `until = 2025-01-31`.
    fn bounded(&mut self, side: Operator) -> Result<EventExpr, Wrong> {
        self.at += 1;
        if let Some(sign) = self.peek().filter(|t| t.is_operator()) {
            if !matches!(sign.part, Part::Operator(Operator::Equal) | Part::Colon) {
                return Err((sign.at, "a day or time is expected, as in since 3d".to_owned()));
            }
            self.at += 1;
        }
        Ok(EventExpr::Is(Field::Published, side, self.value(Field::Published, side)?))
    }

    fn comparison(&mut self, field: Field) -> Result<EventExpr, Wrong> {
        let negated = self.keyword("not");
        if self.keyword("in") {
            let list = self.list(field)?;
            let list = if list.len() == 1 { EventExpr::any(list) } else { Some(EventExpr::Or(list)) };
            let list = list.ok_or_else(|| (self.end, "a value is missing".to_owned()))?;
            return Ok(if negated { EventExpr::Not(Box::new(list)) } else { list });
        }
        let sign = self.next("an operator")?;
        let operator = match sign.part {
            Part::Operator(operator) => operator,
            Part::Colon if matches!(field, Field::Text | Field::Title | Field::Url) => Operator::Contains,
            _ => Operator::Equal,
        };
        let (suits, right) = match field.kind() {
            FieldKind::Words => (operator == Operator::Contains, "~"),
            FieldKind::Word if field == Field::Sector => {
                (matches!(operator, Operator::Equal | Operator::NotEqual), "= != in")
            }
            FieldKind::Word => {
                (matches!(operator, Operator::Equal | Operator::NotEqual | Operator::Contains), "= != ~ in")
            }
            FieldKind::Flag => (matches!(operator, Operator::Equal | Operator::NotEqual), "= !="),
            FieldKind::Number
            | FieldKind::Decimal
            | FieldKind::Move
            | FieldKind::Share
            | FieldKind::Instant => (operator != Operator::Contains, "= != < <= > >= in"),
        };
        if !suits {
            let name = field.name();
            return Err((
                sign.at,
                format!("the field {name} cannot be used with this operator (it has {right})"),
            ));
        }
        self.compared(field, operator)
    }

    /// The comparison with the value that follows. A symbol with its venue, `SAP:XETR`, is two.
    fn compared(&mut self, field: Field, operator: Operator) -> Result<EventExpr, Wrong> {
        let at = self.peek().map_or(self.end, |t| t.at);
        let value = self.value(field, operator)?;
        if let (Field::Ticker, FilterValue::Text(text)) = (field, &value)
            && operator != Operator::Contains
            && let Some((symbol, venue)) = text.split_once(':')
        {
            let refuse = |reason| (at, reason);
            let of = |field, text| self.reading.value(field, Operator::Equal, text).map_err(refuse);
            let both = EventExpr::And(vec![
                EventExpr::Is(Field::Ticker, Operator::Equal, of(Field::Ticker, symbol)?),
                EventExpr::Is(Field::Mic, Operator::Equal, of(Field::Mic, venue)?),
            ]);
            return Ok(match operator {
                Operator::NotEqual => EventExpr::Not(Box::new(both)),
                _ => both,
            });
        }
        Ok(EventExpr::Is(field, operator, value))
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
            out.push(self.compared(field, operator)?);
            let token = self.next("\")\"")?;
            match token.part {
                Part::Comma => {}
                Part::Close => return Ok(out),
                _ => return Err((token.at, format!("\",\" or \")\" is expected, not {token}"))),
            }
        }
    }

    fn count(&mut self, at: usize) -> Result<(), Wrong> {
        self.comparisons += 1;
        if self.comparisons > MOST_COMPARISONS {
            return Err((at, format!("there are more than {MOST_COMPARISONS} comparisons")));
        }
        Ok(())
    }

    fn value(&mut self, field: Field, operator: Operator) -> Result<FilterValue, Wrong> {
        let token = self.next("a value")?;
        self.count(token.at)?;
        let (Part::Word(text) | Part::Quoted(text)) = &token.part else {
            return Err((token.at, format!("a value is expected, not {token}")));
        };
        let (mut text, before) = (text.clone(), self.at - 1);
        if field.kind() == FieldKind::Instant
            && let Some((words, length)) = self.stretch_at(before)
        {
            (text, self.at) = (words, before + length);
        }
        self.reading.value(field, operator, &text).map_err(|reason| (token.at, reason))
    }

    /// The longest stretch of time that begins at a token, and how many tokens it has.
    fn stretch_at(&self, at: usize) -> Option<(String, usize)> {
        let said = |token: &Token| match &token.part {
            Part::Word(word) => Some(word.clone()),
            Part::Quoted(_) | Part::Operator(_) | Part::Colon | Part::Open | Part::Close | Part::Comma => {
                None
            }
        };
        let words: Vec<String> =
            self.tokens.get(at..)?.iter().take(LONGEST_STRETCH).map_while(said).collect();
        let lengths = (1..=words.len()).rev();
        let mut read = lengths.filter_map(|length| {
            let text = words[..length].join(" ");
            self.reading.stretch(&text).map(|_| (text, length))
        });
        read.next()
    }

    /// Words to search for: all that stand next to each other are one search.
    fn words(&mut self) -> Result<EventExpr, Wrong> {
        let first = self.peek().map_or(self.end, |t| t.at);
        self.count(first)?;
        let mut all = Alternative::default();
        let mut symbols = Vec::new();
        let mut refused = None;
        while let Some(piece) = self.free_word() {
            if let Some(symbol) = cashtag(&piece) {
                symbols.push(self.reading.value(Field::Ticker, Operator::Equal, symbol));
                continue;
            }
            match piece.parse::<SearchWords>() {
                Ok(words) => all.all.extend(words.alternatives.into_iter().flat_map(|a| a.all)),
                Err(e) => refused = Some(e),
            }
        }
        let symbols = symbols.into_iter().filter_map(Result::ok);
        let mut parts: Vec<EventExpr> =
            symbols.map(|value| EventExpr::Is(Field::Ticker, Operator::Equal, value)).collect();
        if !all.all.is_empty() {
            let words = FilterValue::Words(SearchWords { alternatives: vec![all] });
            parts.push(EventExpr::Is(Field::Text, Operator::Contains, words));
        }
        let reason = |token: Option<&Token>| match (refused, token) {
            (Some(refused), _) => refused.to_string(),
            (None, Some(token)) => format!("a comparison or a word is expected, not {token}"),
            (None, None) => "a comparison or a word is missing".to_owned(),
        };
        EventExpr::all(parts).ok_or_else(|| (first, reason(self.peek())))
    }

    /// The next word or quotation that is not part of a comparison, as it would be typed into a search.
    fn free_word(&mut self) -> Option<String> {
        let token = self.peek()?;
        let piece = match &token.part {
            Part::Quoted(text) => format!("\"{}\"", text.replace('"', " ")),
            Part::Word(word) => {
                let is_keyword = ["and", "or", "not"].iter().any(|k| word.eq_ignore_ascii_case(k));
                let is_flag = Field::named(word) == Some(Field::Watched);
                let is_bound = bound(word).is_some() && self.stretch_at(self.at + 1).is_some();
                if is_keyword || is_flag || is_bound || self.is_compared(self.at) {
                    return None;
                }
                word.clone()
            }
            Part::Operator(_) | Part::Colon | Part::Open | Part::Close | Part::Comma => return None,
        };
        self.at += 1;
        Some(piece)
    }
}

/// The symbol of a cashtag: `$MSFT`, `$BRK.B`.
fn cashtag(word: &str) -> Option<&str> {
    let symbol = word.strip_prefix('$')?;
    let is_symbol = symbol.starts_with(|c: char| c.is_ascii_alphabetic())
        && symbol.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    is_symbol.then_some(symbol)
}

/// Says that there is no such field, and which may be meant.
fn unknown(name: &str) -> String {
    let near = Field::NAMES
        .iter()
        .map(|(own, _)| (strsim::jaro_winkler(own, &name.to_lowercase()), *own))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, own)) = near {
        return format!("there is no field \"{name}\": did you mean {own}?");
    }
    let known: Vec<&str> = Field::NAMES
        .iter()
        .filter(|(own, field)| field.name() == *own)
        .map(|(own, _)| *own)
        .chain(["since", "until"])
        .collect();
    format!("there is no field \"{name}\" (fields: {})", known.join(", "))
}
