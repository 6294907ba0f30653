//! The lists: the events of a day, and what a search finds.

use std::str::FromStr;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use chrono_tz::Tz;
use url::form_urlencoded::Serializer;

use super::super::SharedState;
use super::super::events::Sort;
use super::super::params::Params;
use super::super::problem::Problem;
use super::{Frame, answer};
use crate::app::list::pages;
use crate::view::page::{Asked, DayPage, FilterForm, FoundPage};

#[derive(Template)]
#[template(path = "day.html")]
struct Day {
    page: DayPage,
    /// The address of this day without conditions.
    all: String,
    turns: Turns,
    frame: Frame,
}

#[derive(Template)]
#[template(path = "found.html")]
struct Found {
    page: FoundPage,
    /// The address of the search without conditions.
    all: String,
    turns: Turns,
    frame: Frame,
}

/// Addresses that lead from one page of a list to others.
struct Turns {
    /// The first page, if this is not it.
    first: Option<String>,
    /// The next page, if there is one.
    next: Option<String>,
    /// The same conditions on all days.
    everywhere: String,
}

/// Expressions that show what can be asked for.
const EXAMPLES: [(&str, &str); 5] = [
    ("claim = contradicted", "news whose stated move the prices contradict"),
    ("kind = earnings and size > 5%", "results after which the share moved by more than 5 %"),
    ("ticker in (MSFT, AAPL) and since 30d", "news of the last 30 days on one of two instruments"),
    ("rank > 99% and horizon = 5d", "what was unusual over five sessions"),
    ("\"rate cut\" or dividend*", "words of the text: a phrase, or any ending"),
];

impl Turns {
    fn new(path: &str, asked: &Params, next: Option<String>) -> Self {
        let kept = asked.but(&["cursor"]);
        let address = |path: &str, pairs: Vec<(String, String)>| {
            let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
            if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
        };
        let is_first = asked.but(&[]).len() == kept.len();
        let with = |cursor: String| [kept.clone(), vec![("cursor".to_owned(), cursor)]].concat();
        Self {
            next: next.map(|cursor| address(path, with(cursor))),
            first: (!is_first).then(|| address(path, kept.clone())),
            everywhere: address("/search", asked.but(&["cursor", "day", "sort"])),
        }
    }
}

/// A day; a form sends an empty text if none was chosen.
struct AskedDay(NaiveDate);

impl FromStr for AskedDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("\"{text}\" is not a day, like 2025-01-29"))
    }
}

/// What the form above a list asks for.
fn asked(params: &mut Params, zone: Tz) -> Result<Asked, Problem> {
    Ok(Asked {
        words: params.one("q")?.unwrap_or_default(),
        ticker: params.one("ticker")?.unwrap_or_default(),
        kind: params.chosen("kind")?,
        claim: params.chosen("claim")?,
        verdict: params.chosen("verdict")?,
        sort: params.chosen::<Sort>("sort")?.map(Into::into),
        cursor: params.chosen("cursor")?,
        zone,
    })
}

/// A mistake in the box is the reader's: their words and what is wrong with them are on the page.
const fn status(form: &FilterForm) -> StatusCode {
    if form.mistake.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

/// The search page.
pub(in crate::http) async fn found(State(shared): SharedState, frame: Frame, mut params: Params) -> Response {
    let given = params.clone();
    let page = match asked(&mut params, frame.zone).and_then(|asked| params.end().map(|()| asked)) {
        Ok(asked) => {
            let context = shared.context.clone();
            shared.read(move |store| pages::found(store, &context, &asked)).await
        }
        Err(problem) => Err(problem),
    };
    let page = page.map(|page| {
        let turns = Turns::new("/search", &given, page.next.clone());
        (status(&page.form), Found { all: "/search".to_owned(), turns, page, frame: frame.clone() })
    });
    answer(frame, page)
}

/// The page of a day.
pub(in crate::http) async fn today(State(shared): SharedState, frame: Frame, mut params: Params) -> Response {
    let given = params.clone();
    let mut read = || Ok((params.chosen::<AskedDay>("day")?, asked(&mut params, frame.zone)?));
    let page = match read().and_then(|asked| params.end().map(|()| asked)) {
        Ok((day, asked)) => {
            let (context, day) = (shared.context.clone(), day.map(|day| day.0));
            shared.read(move |store| pages::day(store, &context, day, &asked)).await
        }
        Err(problem) => Err(problem),
    };
    let page = page.map(|page| {
        let turns = Turns::new("/", &given, page.next.clone());
        (status(&page.form), Day { all: format!("/?day={}", page.iso), turns, page, frame: frame.clone() })
    });
    answer(frame, page)
}
