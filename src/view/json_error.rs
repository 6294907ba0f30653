//! What is wrong with JSON that somebody sent, in words.

/// A sentence on what cannot be read, with its place.
///
/// ```
/// use newstape::view::json_error;
///
/// #[derive(Debug, serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Body {
///     title: String,
/// }
///
/// let words = |text: &str| json_error::words(&serde_json::from_str::<Body>(text).unwrap_err());
/// assert_eq!(words(r#"{"titel": "x"}"#), "there is no field `titel`; known: `title` (line 1, column 8)");
/// assert_eq!(words(r#"{"title": 5}"#), "a string is needed, not integer `5` (line 1, column 11)");
/// assert_eq!(words("{}"), "the field `title` is missing (line 1, column 2)");
/// assert_eq!(words(r#"{"title": "x""#), "it ends too early (line 1, column 13)");
/// assert_eq!(words("title"), "it is not JSON (line 1, column 2)");
/// ```
#[must_use]
pub fn words(error: &serde_json::Error) -> String {
    let place = match (error.line(), error.column()) {
        (0, _) => String::new(),
        (line, column) => format!(" (line {line}, column {column})"),
    };
    let told = error.to_string();
    let told = told.rsplit_once(" at line ").map_or(told.as_str(), |(told, _)| told);
    let what = match error.classify() {
        serde_json::error::Category::Eof => "it ends too early".to_owned(),
        serde_json::error::Category::Syntax => "it is not JSON".to_owned(),
        serde_json::error::Category::Io => "it did not arrive completely".to_owned(),
        serde_json::error::Category::Data => of_data(told),
    };
    what + &place
}

fn of_data(told: &str) -> String {
    let known = |rest: &str| rest.trim_start_matches("one of ").to_owned();
    if let Some(rest) = told.strip_prefix("unknown field ") {
        return match rest.split_once(", expected ") {
            Some((field, fields)) => format!("there is no field {field}; known: {}", known(fields)),
            None => format!("there is no field {}", rest.split(',').next().unwrap_or(rest)),
        };
    }
    if let Some((value, values)) =
        told.strip_prefix("unknown variant ").and_then(|rest| rest.split_once(", expected "))
    {
        return format!("{value} is not a value here; known: {}", known(values));
    }
    if let Some(field) = told.strip_prefix("missing field ") {
        return format!("the field {field} is missing");
    }
    if let Some(field) = told.strip_prefix("duplicate field ") {
        return format!("the field {field} is there twice");
    }
    let odd = told.strip_prefix("invalid type: ").or_else(|| told.strip_prefix("invalid value: "));
    match odd.and_then(|rest| rest.split_once(", expected ")) {
        Some((got, needed)) => format!("{needed} is needed, not {got}"),
        None => told.to_owned(),
    }
}
