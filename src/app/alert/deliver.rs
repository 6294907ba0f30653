//! Delivers alerts.

use std::collections::HashMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use ring::hmac;
use secrecy::{ExposeSecret as _, SecretString};

use crate::alert::{Target, pause};
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::net::mail::{self, Mail};
use crate::net::{Client, Request};
use crate::store::{Delivery, Store};
use crate::view::alert::{discord, slack};

/// How many are under way at a time, each to another target.
const AT_ONCE: usize = 20;
/// How long a command may take.
const COMMAND: Duration = Duration::from_mins(1);

/// What deliveries are sent with.
#[derive(Debug)]
pub struct Sender {
    client: Client,
    secret: Option<SecretString>,
    mail_from: Option<String>,
    smtp: Option<SecretString>,
    offline: bool,
}

impl Sender {
    /// A sender with the limits of the network and the secret of the settings.
    ///
    /// # Errors
    /// The secure layer cannot be set up.
    pub fn new(context: &Context) -> Result<Self, Failure> {
        // A delivery is repeated by its schedule, which remembers across a restart.
        let net = crate::net::NetConfig { retries: 0, ..context.net_config() };
        Ok(Self {
            client: Client::new(net)?,
            secret: context.settings.alerts_secret.clone(),
            mail_from: context.settings.mail_from.clone(),
            smtp: context.settings.smtp.clone(),
            offline: context.offline,
        })
    }

    /// Sends a message to a target. `key` is the same whenever the same message is sent.
    ///
    /// # Errors
    /// A sentence on why it was not taken, without the path of the address.
    pub fn send(&self, target: &Target, key: &str, line: &str, body: &str) -> Result<(), String> {
        match target {
            Target::Mail(to) => self.mail(to, key, line, body),
            Target::Exec(command) => run(command, key, line, body),
            Target::Webhook(_) => self.post(target, key, "application/json", body),
            Target::Slack(_) => self.post(target, key, "application/json", &slack(line)),
            Target::Discord(_) => self.post(target, key, "application/json", &discord(line)),
            Target::Ntfy(_) => self.post(target, key, "text/plain; charset=utf-8", line),
        }
    }

    fn mail(&self, to: &str, key: &str, line: &str, body: &str) -> Result<(), String> {
        if self.offline {
            return Err("network access is forbidden".to_owned());
        }
        let (Some(from), Some(server)) = (&self.mail_from, &self.smtp) else {
            return Err("e-mail needs the settings alerts.mail_from and alerts.smtp".to_owned());
        };
        mail::send(server, Mail { from, to, subject: line, text: &format!("{line}\n\n{body}\n"), key })
    }

    fn post(&self, target: &Target, key: &str, media: &'static str, body: &str) -> Result<(), String> {
        let address = target.address().unwrap_or_default();
        let hidden = |reason: String| reason.replace(address, &target.shown());
        let mut request =
            Request::get(address).map_err(|e| hidden(e.to_string()))?.posting(media, body.to_owned());
        request = request.header("idempotency-key", key);
        if let (Target::Webhook(_), Some(secret)) = (target, &self.secret) {
            request = request.header("x-newstape-signature", &signature(secret, body));
        }
        let sent = crate::app::block_on(self.client.get(request)).map_err(|e| e.to_string())?;
        sent.map(|_| ()).map_err(|e| without_path(&e.to_string(), target))
    }
}

/// The reason with the address as it may be shown.
fn without_path(reason: &str, target: &Target) -> String {
    let Some(address) = target.address() else { return reason.to_owned() };
    let host = target.shown();
    let host =
        host.rsplit_once("://").map_or(host.as_str(), |(_, host)| host).trim_end_matches("/…").to_owned();
    let is_address = |word: &str| word.contains("://") && word.contains(&host);
    let words = reason.split(' ').map(|word| if is_address(word) { host.as_str() } else { word });
    words.collect::<Vec<_>>().join(" ").replace(address, &host)
}

/// `sha256=` and the HMAC-SHA256 of the body in hexadecimal digits.
fn signature(secret: &SecretString, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    format!("sha256={}", crate::text::hexadecimal(tag.as_ref()))
}

/// Runs a command of the shell with the body on standard input.
fn run(command: &str, key: &str, line: &str, body: &str) -> Result<(), String> {
    let started = Command::new("sh")
        .args(["-c", command, "newstape", line])
        .env("NEWSTAPE_ALERT_KEY", key)
        .env("NEWSTAPE_ALERT_MESSAGE", line)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = started.map_err(|e| format!("the command cannot be run: {e}"))?;
    if let Some(mut input) = child.stdin.take() {
        // A command that does not read its input is not wrong.
        let body = body.to_owned();
        std::thread::spawn(move || input.write_all(body.as_bytes()));
    }
    let until = Instant::now() + COMMAND;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("the command failed: {status}")),
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("the command took longer than {} s", COMMAND.as_secs()));
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Sends what is due, at the same time to different targets, one after the other to each: a target that hangs
/// delays nothing but itself.
#[derive(Debug)]
pub struct Courier {
    sender: Arc<Sender>,
    /// The targets to which something is under way, by the number of the delivery.
    under_way: HashMap<i64, Delivery>,
    report: mpsc::Sender<Report>,
    reports: mpsc::Receiver<Report>,
}

/// How a delivery ended.
type Report = (i64, Result<(), String>);

impl Courier {
    /// A courier who has nothing under way.
    #[must_use]
    pub fn new(sender: Sender) -> Self {
        let (report, reports) = mpsc::channel();
        Self { sender: Arc::new(sender), under_way: HashMap::new(), report, reports }
    }

    /// Notes what has ended and starts what is due; one that failed is tried again later. How many have ended.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn work(&mut self, store: &mut Store, now: DateTime<Utc>) -> Result<usize, Failure> {
        let mut ended = 0;
        while let Ok(report) = self.reports.try_recv() {
            self.note(store, report, now)?;
            ended += 1;
        }
        self.start(store, now)?;
        Ok(ended)
    }

    /// Waits for something that is under way to end, and notes it; whether anything did. Nothing is waited for
    /// where nothing is under way.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn wait(
        &mut self,
        store: &mut Store,
        now: DateTime<Utc>,
        at_most: Duration,
    ) -> Result<bool, Failure> {
        if self.under_way.is_empty() {
            return Ok(false);
        }
        let Ok(report) = self.reports.recv_timeout(at_most) else { return Ok(false) };
        self.note(store, report, now)?;
        Ok(true)
    }

    fn start(&mut self, store: &Store, now: DateTime<Utc>) -> Result<(), Failure> {
        let free = AT_ONCE.saturating_sub(self.under_way.len());
        if free == 0 {
            return Ok(());
        }
        let busy: Vec<String> = self.under_way.values().map(|one| one.target.clone()).collect();
        for one in store.due_deliveries(now, &busy, free)? {
            let (sender, report) = (Arc::clone(&self.sender), self.report.clone());
            let job = one.clone();
            self.under_way.insert(one.id, one);
            // Nobody listens any more only where the service has ended.
            std::thread::spawn(move || drop(report.send((job.id, attempt(&sender, &job)))));
        }
        Ok(())
    }

    fn note(&mut self, store: &mut Store, (id, done): Report, now: DateTime<Utc>) -> Result<(), Failure> {
        let Some(one) = self.under_way.remove(&id) else { return Ok(()) };
        match done {
            Ok(()) => store.note_try(id, None, now)?,
            Err(reason) => {
                let again = pause(one.tries + 1).map(|pause| now + pause);
                tracing::warn!(alert = %one.name, event = one.event.0, %reason, "an alert was not delivered");
                store.note_try(id, Some((&reason, again)), now)?;
            }
        }
        Ok(())
    }
}

fn attempt(sender: &Sender, one: &Delivery) -> Result<(), String> {
    let target: Target = one.target.parse().map_err(|e: crate::alert::WrongTarget| e.to_string())?;
    sender.send(&target, &format!("newstape-alert-{}", one.id), &one.message, &one.body)
}

/// Sends a sample of a rule, as it would be sent for an event.
///
/// # Errors
/// There is no such rule or event, or it was not taken.
pub fn send_sample(context: &Context, name: &str, event: crate::event::EventId) -> Result<(), Failure> {
    let (target, line, body) = super::sample(context, name, event)?;
    let sent = Sender::new(context)?.send(&target, "newstape-alert-test", &line, &body);
    Ok(sent.map_err(|reason| Refusal::Undelivered { target: target.shown(), reason })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // RFC 4231, test case 2.
        let secret = SecretString::from("Jefe".to_owned());
        assert_eq!(
            signature(&secret, "what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn the_path_of_an_address_is_not_told() {
        let target: Target = "slack:https://hooks.example.org/T0/secret".parse().unwrap();
        let told = without_path("https://hooks.example.org/T0/secret answered with status 500", &target);
        assert_eq!(told, "hooks.example.org answered with status 500");
    }

    #[test]
    fn a_command_gets_the_alert_and_its_failure_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out");
        let command = format!("cat > {}; echo \"$1 $NEWSTAPE_ALERT_KEY\" >> {0}", file.display());
        run(&command, "k", "a line", "{}\n").unwrap();
        assert_eq!(std::fs::read_to_string(file).unwrap(), "{}\na line k\n");
        assert!(run("exit 3", "k", "", "").unwrap_err().contains('3'));
    }
}
