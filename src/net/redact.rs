//! Addresses as they may be shown: without keys, tokens and passwords.

use url::Url;

/// Names of query fields whose values are secret, in lower case and without `-` and `_`.
const SECRET_FIELDS: [&str; 14] = [
    "crumb",
    "apikey",
    "apitoken",
    "token",
    "accesstoken",
    "authtoken",
    "key",
    "secret",
    "apisecret",
    "clientsecret",
    "password",
    "signature",
    "crumb",
    "auth",
];

/// The address with secret query values and the password replaced by `***`, without fragment.
#[must_use]
pub fn redacted(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_fragment(None);
    if !shown.username().is_empty() || shown.password().is_some() {
        let _ = shown.set_username("");
        let _ = shown.set_password(None);
    }
    if let Some(query) = url.query() {
        let safe: Vec<String> = query.split('&').map(redacted_field).collect();
        shown.set_query(Some(&safe.join("&")));
    }
    shown.to_string()
}

fn redacted_field(field: &str) -> String {
    let name = field.split('=').next().unwrap_or(field);
    if is_secret(name) { format!("{name}=***") } else { field.to_owned() }
}

fn is_secret(name: &str) -> bool {
    let bare: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let bare = bare.to_ascii_lowercase();
    SECRET_FIELDS.contains(&bare.as_str()) || bare.ends_with("apikey") || bare.ends_with("token")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> String {
        redacted(&Url::parse(url).unwrap())
    }

    #[test]
    fn keys_and_passwords_are_not_shown() {
        assert_eq!(
            shown("https://a.example/q?symbol=X&apikey=S3"),
            "https://a.example/q?symbol=X&apikey=***"
        );
        assert_eq!(shown("https://a.example/q?api_token=S3&x=1"), "https://a.example/q?api_token=***&x=1");
        assert_eq!(shown("https://a.example/?X-Api-Key=S3#S3"), "https://a.example/?X-Api-Key=***");
        assert_eq!(shown("https://me:S3@a.example/"), "https://a.example/");
        assert_eq!(shown("https://a.example/?monkey=1"), "https://a.example/?monkey=1");
    }
}
