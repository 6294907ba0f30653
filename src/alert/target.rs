//! Where an alert goes.

use std::fmt;
use std::str::FromStr;

/// Where an alert goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A web address that takes the alert as JSON.
    Webhook(String),
    /// An incoming webhook of Slack, or of what understands its form.
    Slack(String),
    /// A webhook of Discord.
    Discord(String),
    /// A topic of ntfy, by its address.
    Ntfy(String),
    /// An address of e-mail.
    Mail(String),
    /// A command of the shell, which gets the alert as JSON on standard input.
    Exec(String),
}

/// The text names no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a target: a web address, slack:ADDRESS, discord:ADDRESS, ntfy:TOPIC or ntfy:ADDRESS, mailto:ADDRESS, or exec:COMMAND"
)]
pub struct WrongTarget(String);

/// Where a topic is, if only its name is given.
const NTFY: &str = "https://ntfy.sh/";

impl FromStr for Target {
    type Err = WrongTarget;

    /// ```
    /// use newstape::alert::Target;
    ///
    /// assert_eq!("ntfy:tape".parse(), Ok(Target::Ntfy("https://ntfy.sh/tape".to_owned())));
    /// assert!("ftp://example.org".parse::<Target>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, WrongTarget> {
        let text = text.trim();
        let wrong = || WrongTarget(text.to_owned());
        let address = |rest: &str| if is_web(rest) { Ok(rest.to_owned()) } else { Err(wrong()) };
        if is_web(text) {
            return Ok(Self::Webhook(text.to_owned()));
        }
        let (scheme, rest) = text.split_once(':').ok_or_else(wrong)?;
        let is_topic = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        match scheme {
            "slack" => address(rest).map(Self::Slack),
            "discord" => address(rest).map(Self::Discord),
            "ntfy" if !rest.is_empty() && rest.chars().all(is_topic) => {
                Ok(Self::Ntfy(format!("{NTFY}{rest}")))
            }
            "ntfy" => address(rest).map(Self::Ntfy),
            "mailto" if is_mail(rest) => Ok(Self::Mail(rest.to_owned())),
            "exec" if !rest.trim().is_empty() => Ok(Self::Exec(rest.trim().to_owned())),
            _ => Err(wrong()),
        }
    }
}

/// Whether a text has the form of an address of e-mail; whether there is one, its server knows.
fn is_mail(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '<' | '>' | '?' | '"');
    text.rsplit_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !text.contains(odd)
}

fn is_web(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !text.contains(char::is_whitespace))
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Webhook(address) => f.write_str(address),
            Self::Slack(address) => write!(f, "slack:{address}"),
            Self::Discord(address) => write!(f, "discord:{address}"),
            Self::Ntfy(address) => write!(f, "ntfy:{address}"),
            Self::Mail(address) => write!(f, "mailto:{address}"),
            Self::Exec(command) => write!(f, "exec:{command}"),
        }
    }
}

impl Target {
    /// The web address; `None` of e-mail and of a command.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        match self {
            Self::Webhook(address) | Self::Slack(address) | Self::Discord(address) | Self::Ntfy(address) => {
                Some(address)
            }
            Self::Mail(_) | Self::Exec(_) => None,
        }
    }

    /// The target without what must not be shown: the path of a web address is often a secret.
    #[must_use]
    pub fn shown(&self) -> String {
        let Some(address) = self.address() else { return self.to_string() };
        let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // A name and a password stand before the host.
        let host = host.rsplit('@').next().unwrap_or_default();
        let kind = self.to_string();
        let kind = kind.strip_suffix(address).unwrap_or_default();
        if host == rest { format!("{kind}{scheme}://{host}") } else { format!("{kind}{scheme}://{host}/…") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_as_it_is_printed() {
        for text in [
            "https://example.org/hook",
            "slack:https://hooks.example.org/a/b",
            "discord:http://127.0.0.1:9/x",
            "ntfy:https://ntfy.example.org/tape",
            "mailto:desk@example.org",
            "exec:notify-send \"$1\"",
        ] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
        for wrong in [
            "",
            "example.org",
            "mailto:example.org",
            "mailto:a@example.org,b@example.org",
            "mailto:a@example.org?bcc=b",
            "exec:",
            "ntfy:",
            "ntfy:a b",
            "slack:hooks",
            "https://",
            "http://a b",
        ] {
            assert!(wrong.parse::<Target>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_may_be_secret_is_not_shown() {
        let shown = |text: &str| text.parse::<Target>().unwrap().shown();
        assert_eq!(shown("slack:https://hooks.example.org/T0/secret"), "slack:https://hooks.example.org/…");
        assert_eq!(shown("https://me:secret@example.org"), "https://example.org/…");
        assert_eq!(shown("https://example.org"), "https://example.org");
        assert_eq!(shown("exec:true"), "exec:true");
    }
}
