//! E-mail: one message to one server by SMTP.

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::{Message, SmtpTransport, Transport as _};
use secrecy::{ExposeSecret as _, SecretString};

/// How long a server may take for a step.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest subject, in characters.
const SUBJECT: usize = 150;

/// A message.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'a> {
    /// The sender's address.
    pub from: &'a str,
    /// The receiver's.
    pub to: &'a str,
    /// What it is about, on one line; a long one is cut.
    pub subject: &'a str,
    /// The text.
    pub text: &'a str,
    /// What stands before the `@` of its identifier: the same whenever the same message is sent.
    pub key: &'a str,
}

/// Hands a message to a server, given as `smtps://NAME:PASSWORD@HOST` or `smtp://HOST:587?tls=required`.
///
/// # Errors
/// A sentence without the server's address: an address of the message or the server's is malformed, or the server
/// does not take it.
pub fn send(server: &SecretString, mail: Mail<'_>) -> Result<(), String> {
    let malformed = |which: &'static str| move |_| format!("the {which} is not an address of e-mail");
    let subject: String =
        mail.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SUBJECT).collect();
    let host = mail.from.rsplit_once('@').map_or("newstape", |(_, host)| host);
    let message = Message::builder()
        .from(mail.from.parse().map_err(malformed("sender"))?)
        .to(mail.to.parse().map_err(malformed("receiver"))?)
        .message_id(Some(format!("<{}@{host}>", mail.key)))
        .subject(subject)
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.to_owned())
        .map_err(|e| e.to_string())?;
    let address = server.expose_secret();
    let transport =
        SmtpTransport::from_url(address).map_err(|_| "the mail server's address is wrong".to_owned())?;
    let sent = transport.timeout(Some(PATIENCE)).build().send(&message);
    sent.map(drop).map_err(|e| format!("the mail server did not take it: {e}"))
}
