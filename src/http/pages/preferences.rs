//! The reader's choices, kept in cookies of their browser: theme and zone.

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono_tz::Tz;

use super::super::params::Params;
use super::super::problem::Problem;
use super::frame::theme;
use super::{Frame, answer};

#[derive(Template)]
#[template(path = "preferences.html")]
struct Preferences {
    zones: Vec<&'static str>,
    back: String,
    frame: Frame,
}

/// What was chosen.
struct Chosen {
    theme: Option<String>,
    zone: Option<Tz>,
    back: String,
}

/// Keeps a choice and goes back to the page where it was made; without one, a form.
pub(in crate::http) async fn preferences(frame: Frame, params: Params) -> Response {
    let page = match chosen(params) {
        Ok(Chosen { theme: None, zone: None, back }) => {
            let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect();
            Ok((StatusCode::OK, Preferences { zones, back, frame: frame.clone() }))
        }
        Ok(chosen) => return kept(&chosen),
        Err(problem) => Err(problem),
    };
    answer(frame, page)
}

fn chosen(mut params: Params) -> Result<Chosen, Problem> {
    let chosen = Chosen {
        theme: params.chosen("theme")?,
        zone: params.chosen("zone")?,
        back: here(params.one::<String>("back")?),
    };
    params.end()?;
    Ok(chosen)
}

/// An address on this site; that of another one leads to the first page.
fn here(back: Option<String>) -> String {
    let is_ours = |path: &String| {
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t'])
    };
    back.filter(is_ours).unwrap_or_else(|| "/".to_owned())
}

fn kept(chosen: &Chosen) -> Response {
    let mut headers = HeaderMap::new();
    let cookie = |name: &str, value: &str| {
        let age = if value.is_empty() { 0 } else { 31_536_000 };
        HeaderValue::try_from(format!("{name}={value}; Path=/; Max-Age={age}; SameSite=Lax"))
    };
    let theme = chosen.theme.as_deref().map(|name| cookie("theme", theme(Some(name))));
    let zone = chosen.zone.map(|zone| cookie("zone", zone.name()));
    for line in theme.into_iter().chain(zone).flatten() {
        headers.append(header::SET_COOKIE, line);
    }
    (headers, Redirect::to(&chosen.back)).into_response()
}

#[cfg(test)]
mod tests {
    use super::here;

    #[test]
    fn one_goes_back_to_this_site_only() {
        let to = |path: &str| here(Some(path.to_owned()));
        assert_eq!(to("/events/3?x=1#links"), "/events/3?x=1#links");
        for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "", "x", "/a\nb"] {
            assert_eq!(to(foreign), "/", "{foreign}");
        }
    }
}
