//! The forms: logging an event, deciding on a link.

use std::fmt::Display;
use std::str::FromStr;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::SharedState;
use super::super::corrections::who;
use super::super::events::{LogBody, logged};
use super::super::params::{EventPath, FormBody, Params};
use super::super::problem::Problem;
use super::{Frame, answer, refused};
use crate::app::link::correct::{LinkCorrections, correct};
use crate::event::EventKind;
use crate::link::Decision;

/// What stands in the form for logging, and what is wrong with it.
#[derive(Debug, Clone, Default)]
struct Typed {
    title: String,
    text: String,
    url: String,
    at: String,
    source: String,
    tickers: String,
    kind: String,
    tags: String,
    lang: String,
}

/// What is wrong with a field, and what to do; with no field's name, with all of them.
#[derive(Debug, Default)]
struct Wrong {
    field: &'static str,
    words: String,
    advice: String,
}

#[derive(Template)]
#[template(path = "log.html")]
struct LogForm {
    typed: Typed,
    wrong: Option<Wrong>,
    kinds: [EventKind; 9],
    frame: Frame,
}

impl LogForm {
    /// What to write at a field.
    fn about(&self, field: &str) -> Option<&Wrong> {
        self.wrong.as_ref().filter(|wrong| wrong.field == field)
    }

    /// Whether something is typed, or wrong, in the part of the form that is folded.
    fn has_details(&self) -> bool {
        let Typed { tickers, source, kind, tags, lang, .. } = &self.typed;
        [tickers, source, kind, tags, lang].iter().any(|text| !text.is_empty())
    }
}

/// The fields of the form; the names of arguments that speak of them.
const FIELDS: [(&str, &[&str]); 9] = [
    ("title", &["title"]),
    ("text", &["text"]),
    ("url", &["url"]),
    ("at", &["at"]),
    ("source", &["source"]),
    ("tickers", &["ticker", "tickers", "symbol"]),
    ("kind", &["kind"]),
    ("tags", &["tag", "tags"]),
    ("lang", &["lang"]),
];

impl Wrong {
    /// What a problem says of what was typed: at the field that it names, else at the one whose content it quotes.
    fn new(problem: &Problem, typed: &Typed) -> Self {
        let detail = problem.detail();
        let before = detail.split_once(": ").map(|(name, _)| name);
        let named = problem.named().or(before).unwrap_or_default();
        let field = FIELDS.iter().find(|(_, names)| names.contains(&named)).map_or("", |(field, _)| *field);
        let words = detail.strip_prefix(named).and_then(|rest| rest.strip_prefix(": "));
        let words = words.filter(|_| !field.is_empty()).unwrap_or(detail);
        let field = if field.is_empty() { typed.quoted_in(detail) } else { field };
        let advice = problem.advice().filter(|advice| !advice.contains(['`', '/'])).unwrap_or_default();
        Self { field, words: words.to_owned(), advice: advice.to_owned() }
    }
}

/// A field that may be empty.
fn field<T: FromStr<Err: Display>>(name: &str, value: &str) -> Result<Option<T>, Problem> {
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    value.parse().map(Some).map_err(|e: T::Err| Problem::parameter(name, &e, None).in_body())
}

/// The words of a field that holds several.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ' ', '\n', '\r', '\t']).filter(|part| !part.is_empty())
}

impl Typed {
    fn read(mut params: Params) -> Result<Self, Problem> {
        let mut one = |name: &str| params.one::<String>(name).map(Option::unwrap_or_default);
        let typed = Self {
            title: one("title")?,
            text: one("text")?,
            url: one("url")?,
            at: one("at")?,
            source: one("source")?,
            tickers: one("tickers")?,
            kind: one("kind")?,
            tags: one("tags")?,
            lang: one("lang")?,
        };
        params.end()?;
        Ok(typed)
    }

    /// The field of which a sentence quotes the content; empty if there is none.
    fn quoted_in(&self, words: &str) -> &'static str {
        let host = url::Url::parse(&self.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        if host.is_some_and(|host| words.contains(&host)) {
            return "url";
        }
        let is_quoted =
            |symbol: &str| words.to_lowercase().contains(&format!("\"{}\"", symbol.to_lowercase()));
        if parts(&self.tickers).any(is_quoted) { "tickers" } else { "" }
    }

    fn body(&self) -> Result<LogBody, Problem> {
        let list = |text: &str| parts(text).map(str::to_owned).collect();
        Ok(LogBody {
            title: field("title", &self.title)?,
            text: field("text", &self.text)?,
            url: field("url", &self.url)?,
            at: field("at", &self.at)?,
            source: field("source", &self.source)?,
            tickers: list(&self.tickers),
            kind: field("kind", &self.kind)?,
            tags: list(&self.tags),
            lang: field("lang", &self.lang)?,
        })
    }
}

/// The form for logging.
pub(in crate::http) async fn log_form(frame: Frame, params: Params) -> Response {
    let form = Typed::read(params).map(|typed| {
        let form = LogForm { typed, wrong: None, kinds: EventKind::ALL, frame: frame.clone() };
        (StatusCode::OK, form)
    });
    answer(frame, form)
}

/// Logs what the form holds and goes to the event; what is wrong is said at its field, and nothing typed is lost.
pub(in crate::http) async fn log(
    State(shared): SharedState,
    frame: Frame,
    form: Result<FormBody, Problem>,
) -> Response {
    let typed = match form.and_then(|FormBody(params)| Typed::read(params)) {
        Ok(typed) => typed,
        Err(problem) => return refused(frame, &problem),
    };
    let zone = frame.is_own_zone.then_some(frame.zone);
    let done = match typed.body() {
        Ok(body) => logged(&shared, body, zone).await,
        Err(problem) => Err(problem),
    };
    let problem = match done.map(|done| done.logged.event()) {
        Ok(Some(id)) => return Redirect::to(&format!("/events/{id}")).into_response(),
        Ok(None) => Problem::bad_request("nothing was logged: it was filtered out").in_body(),
        Err(problem) => problem,
    };
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = Some(Wrong::new(&problem, &typed));
    let form = LogForm { typed, wrong, kinds: EventKind::ALL, frame: frame.clone() };
    answer(frame, Ok((status, form)))
}

/// Accepts, rejects or adds a link and goes back to the event.
pub(in crate::http) async fn decide(
    State(shared): SharedState,
    frame: Frame,
    path: Result<EventPath, Problem>,
    form: Result<FormBody, Problem>,
) -> Response {
    let read = || -> Result<LinkCorrections, Problem> {
        let (EventPath(event), FormBody(mut params)) = (path?, form?);
        let symbol = params.chosen::<String>("symbol")?;
        let symbol =
            symbol.ok_or_else(|| Problem::bad_request("give the symbol of an instrument").in_body())?;
        let decision = match params.one::<String>("decision")?.as_deref() {
            Some("accept") => Decision::Accept,
            Some("reject") => Decision::Reject,
            Some("add") => Decision::Add,
            _ => return Err(Problem::bad_request("decision: accept, reject or add").in_body()),
        };
        params.end()?;
        Ok(LinkCorrections { event, decisions: vec![(decision, symbol)] })
    };
    let corrections = match read() {
        Ok(corrections) => corrections,
        Err(problem) => return refused(frame, &problem),
    };
    let id = corrections.event;
    let who = who(&shared);
    match shared.write(move |context| correct(context, &corrections, who).map(drop)).await {
        Ok(()) => Redirect::to(&format!("/events/{id}#links")).into_response(),
        Err(problem) => refused(frame, &problem.in_body()),
    }
}
