//! Reads query parameters, paths and bodies strictly: unknown parameters are refused by name.

use std::fmt::Display;
use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::de::DeserializeOwned;

use super::problem::Problem;
use super::shared::Shared;
use crate::app::Store;
use crate::app::list::expression::wanted_in;
use crate::event::{EventId, NotAnEventId};
use crate::query::{FilterError, Wanted};

/// The parameters after the `?`.
#[derive(Debug, Clone)]
pub(super) struct Params {
    pairs: Vec<(String, String)>,
}

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self::of(parts.uri.query().unwrap_or_default()))
    }
}

impl Params {
    fn of(query: &str) -> Self {
        Self { pairs: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect() }
    }

    /// All values of a parameter that may be repeated.
    pub(super) fn many<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<Vec<T>, Problem> {
        let (ours, rest) = std::mem::take(&mut self.pairs).into_iter().partition(|(n, _)| n == name);
        self.pairs = rest;
        let ours: Vec<(String, String)> = ours;
        ours.into_iter().map(|(_, value)| value.parse().map_err(|e| wrong(name, &e))).collect()
    }

    /// The value of a parameter that may occur at most once.
    pub(super) fn one<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<Option<T>, Problem> {
        let mut values = self.many(name)?;
        match values.len() {
            0 | 1 => Ok(values.pop()),
            _ => Err(wrong(name, &"it is given more than once")),
        }
    }

    /// The value of a field of a form, which sends an empty text where nothing was chosen.
    pub(super) fn chosen<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<Option<T>, Problem> {
        let given = self.one::<String>(name)?.filter(|value| !value.trim().is_empty());
        given.map(|value| value.parse().map_err(|e| wrong(name, &e))).transpose()
    }

    /// The parameters that say something, other than these: for the address of another page of the same list.
    pub(super) fn but(&self, left_out: &[&str]) -> Vec<(String, String)> {
        let says = |(name, value): &&(String, String)| {
            !value.trim().is_empty() && !left_out.contains(&name.as_str())
        };
        self.pairs.iter().filter(says).cloned().collect()
    }

    /// A number within inclusive bounds.
    pub(super) fn number<T>(&mut self, name: &str, least: T, most: T) -> Result<Option<T>, Problem>
    where
        T: FromStr<Err: Display> + PartialOrd + Display + Copy,
    {
        match self.one::<T>(name)? {
            Some(n) if n >= least && n <= most => Ok(Some(n)),
            None => Ok(None),
            Some(n) => Err(wrong(name, &format!("{n} is not between {least} and {most}"))),
        }
    }

    /// A day (its beginning in UTC) or an instant.
    pub(super) fn moment(&mut self, name: &str) -> Result<Option<DateTime<Utc>>, Problem> {
        self.one::<Moment>(name).map(|found| found.map(|m| m.0))
    }

    /// An expression that selects events, read with the universe of a database; an error in it is reported
    /// with its position.
    pub(super) fn expression(
        &mut self,
        name: &str,
        shared: &Shared,
        store: &Store,
    ) -> Result<Option<Wanted>, Problem> {
        let Some(text) = self.one::<String>(name)? else { return Ok(None) };
        let wrong = |e: FilterError| Problem::parameter(name, &e, Some(e.at));
        let universe = || shared.universe(store);
        wanted_in(&universe, shared.context.now(), &text).map(Some).map_err(wrong)
    }

    /// Refuses the parameters that have not been read: they are unknown.
    pub(super) fn end(self) -> Result<(), Problem> {
        match self.pairs.first() {
            None => Ok(()),
            Some((name, _)) => Err(Problem::bad_request(format!("there is no parameter \"{name}\""))),
        }
    }
}

fn wrong(name: &str, reason: &impl Display) -> Problem {
    // The library's words for numbers name neither the value nor what would be right.
    match reason.to_string().as_str() {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            Problem::parameter(name, &"it must be a whole number", None)
        }
        "number too large to fit in target type" | "number too small to fit in target type" => {
            Problem::parameter(name, &"the number is too large or too small", None)
        }
        "invalid float literal" => Problem::parameter(name, &"it must be a number", None),
        "provided string was not `true` or `false`" => {
            Problem::parameter(name, &"it must be true or false", None)
        }
        _ => Problem::parameter(name, reason, None),
    }
}

struct Moment(DateTime<Utc>);

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A plus sign that was not encoded arrives as a space.
        let instant = DateTime::parse_from_rfc3339(&text.replace(' ', "+")).map(|at| at.to_utc());
        let day = || text.parse::<NaiveDate>().map(|day| day.and_time(NaiveTime::MIN).and_utc());
        let wrong =
            |_| format!("\"{text}\" is neither a day (2025-01-29) nor an instant (2025-01-29T08:12:00Z)");
        instant.or_else(|_| day()).map(Self).map_err(wrong)
    }
}

/// The event's number in the path.
#[derive(Debug)]
pub(super) struct EventPath(pub(super) EventId);

impl<S: Sync + Send> FromRequestParts<S> for EventPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(id) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::bad_request("the path is not UTF-8"))?;
        id.parse().map(Self).map_err(|e: NotAnEventId| Problem::bad_request(e.to_string()))
    }
}

/// A body of JSON.
#[derive(Debug)]
pub(super) struct JsonBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        // A form on another site cannot send this type without a preflight request.
        if !is_json(request.headers()) {
            let detail = "the body must have the content type application/json";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|e| unread(&e))?;
        // A list would be read as the fields in their order.
        if bytes.trim_ascii_start().starts_with(b"[") {
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "the body must be one JSON object"));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|e| {
            let status = if e.is_data() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST };
            Problem::new(status, format!("the body: {}", crate::view::json_error::words(&e)))
        })
    }
}

/// A body of a form on one of our pages. Other sites can send one, too, and only the browser says which site it
/// comes from: a request that does not say so is refused. [`super::gate`] has compared what it says.
#[derive(Debug)]
pub(super) struct FormBody(pub(super) Params);

impl<S: Send + Sync> FromRequest<S> for FormBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let headers = request.headers();
        if !is_of_type(headers, "application/x-www-form-urlencoded") {
            let detail = "the body must have the content type application/x-www-form-urlencoded";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        if !headers.contains_key(header::ORIGIN) && !headers.contains_key("sec-fetch-site") {
            let detail = "the request does not say from which site its form comes";
            return Err(Problem::new(StatusCode::FORBIDDEN, detail));
        }
        let bytes = Bytes::from_request(request, &()).await.map_err(|e| unread(&e))?;
        Ok(Self(Params { pairs: url::form_urlencoded::parse(&bytes).into_owned().collect() }))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    is_of_type(headers, "application/json")
}

fn is_of_type(headers: &HeaderMap, media: &str) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(media)
}

fn unread(rejection: &BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than this server accepts")
        }
        _ => Problem::bad_request("the body did not arrive completely"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_refused_by_name() {
        let mut params = Params::of("tag=a&tag=b&limit=5&speed=9");
        assert_eq!(params.many::<String>("tag").unwrap(), ["a", "b"]);
        assert_eq!(params.number::<u32>("limit", 1, 10).unwrap(), Some(5));
        assert!(params.end().unwrap_err().detail().contains("speed"));
        assert!(Params::of("limit=11").number::<u32>("limit", 1, 10).is_err());
        assert!(Params::of("sort=a&sort=b").one::<String>("sort").is_err());
    }

    #[test]
    fn moments_are_days_or_instants() {
        let read = |q: &str| Params::of(q).moment("since").map(|m| m.unwrap().to_rfc3339());
        assert_eq!(read("since=2025-01-29").unwrap(), "2025-01-29T00:00:00+00:00");
        assert_eq!(read("since=2025-01-29T09:12:00+01:00").unwrap(), "2025-01-29T08:12:00+00:00");
        assert!(read("since=yesterday").is_err());
    }
}
