//! Alerts on a real loopback server and on a shell, through failures and kills.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Newstape;

/// A request: its headers by their names in lower case, and its body.
type Posted = (HashMap<String, String>, String);

/// Answers each POST with the next of these statuses, the last one for good, and keeps what was sent.
fn server(statuses: Vec<u16>) -> (String, Arc<Mutex<Vec<Posted>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook/secret-path", listener.local_addr().unwrap());
    let seen: Arc<Mutex<Vec<Posted>>> = Arc::default();
    let kept = Arc::clone(&seen);
    std::thread::spawn(move || {
        for (n, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut headers = HashMap::new();
            for line in
                reader.by_ref().lines().map_while(Result::ok).skip(1).take_while(|line| !line.is_empty())
            {
                if let Some((name, value)) = line.split_once(": ") {
                    headers.insert(name.to_lowercase(), value.to_owned());
                }
            }
            let length = headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            kept.lock().unwrap().push((headers, String::from_utf8(body).unwrap()));
            let status = statuses[n.min(statuses.len() - 1)];
            let _ = write!(stream, "HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    });
    (address, seen)
}

fn log(news: &Newstape, title: &str, symbol: &str) {
    let args = [
        "--now",
        "2025-01-30T12:00:00Z",
        "log",
        "--title",
        title,
        "--at",
        "2025-01-29T14:00Z",
        "--lang",
        "en",
    ];
    news.ok(&[&args[..], &["--ticker", symbol]].concat());
}

fn pass(news: &Newstape, now: &str) {
    let (code, _, stderr) = news.run(&["--config", "c.toml", "--now", now, "run", "--once"], None);
    assert!(code == 0 || code == 3 || code == 4, "{code} {stderr}");
}

fn deliveries(news: &Newstape) -> Vec<Value> {
    let (_, out, _) = news.run(&["--json", "alert", "log"], None);
    serde_json::from_str::<Value>(&out).unwrap()["deliveries"].as_array().unwrap().clone()
}

#[test]
fn a_webhook_gets_each_matching_story_once_signed_and_again_with_the_same_key_if_it_fails() {
    let (address, seen) = server(vec![500, 200]);
    let news = Newstape::new();
    news.write("c.toml", "[alerts]\nsecret = \"shared\"\n");
    log(&news, "Microsoft opens an office", "MSFT");
    news.ok(&["alert", "add", "ms", "ticker = MSFT and dividend", "--to", &address]);
    log(&news, "Microsoft lifts its dividend by ten percent for all holders", "MSFT");
    log(&news, "Nvidia lifts its dividend", "NVDA");
    pass(&news, "2025-01-30T12:00:01Z");
    let first = deliveries(&news);
    assert_eq!((first.len(), &first[0]["state"], &first[0]["tries"]), (1, &"waiting".into(), &1.into()));
    let reason = first[0]["last_error"].as_str().unwrap();
    assert!(reason.contains("500") && !reason.contains("secret-path"), "{reason}");
    pass(&news, "2025-01-30T12:00:10Z");
    assert_eq!(seen.lock().unwrap().len(), 1, "the pause is kept");
    pass(&news, "2025-01-30T12:01:00Z");
    pass(&news, "2025-01-30T13:00:00Z");
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].1, seen[1].1);
    let key = |n: usize| seen[n].0["idempotency-key"].clone();
    assert!(key(0) == key(1) && key(0).starts_with("newstape-alert-"), "{}", key(0));
    let mac = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"shared");
    let tag = newstape::text::hexadecimal(ring::hmac::sign(&mac, seen[1].1.as_bytes()).as_ref());
    assert_eq!(seen[1].0["x-newstape-signature"], format!("sha256={tag}"));
    let body: Value = serde_json::from_str(&seen[1].1).unwrap();
    assert_eq!(
        (&body["schema"], &body["alert"], &body["why"]),
        (&"newstape/alert/1".into(), &"ms".into(), &"event".into())
    );
    assert_eq!(body["event"]["title"], "Microsoft lifts its dividend by ten percent for all holders");
    assert_eq!(deliveries(&news)[0]["state"], "sent");
    let list = news.ok(&["alert", "list"]);
    assert!(!list.contains("secret-path"), "{list}");
}

#[test]
fn quiet_hours_put_a_message_off_and_a_removed_rule_sends_none() {
    let (address, seen) = server(vec![200]);
    let news = Newstape::new();
    news.write("c.toml", "");
    let hours = "11:00-13:00 UTC";
    news.ok(&["alert", "add", "ms", "ticker = MSFT", "--to", &format!("slack:{address}"), "--quiet", hours]);
    news.ok(&["alert", "add", "gone", "ticker = MSFT", "--to", &address, "--quiet", hours]);
    log(&news, "Microsoft & <others> lift dividends", "MSFT");
    pass(&news, "2025-01-30T12:00:01Z");
    news.ok(&["alert", "remove", "gone"]);
    assert!(seen.lock().unwrap().is_empty());
    pass(&news, "2025-01-30T13:00:00Z");
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 1);
    let body: Value = serde_json::from_str(&seen[0].1).unwrap();
    assert!(body["text"].as_str().unwrap().contains("Microsoft &amp; &lt;others&gt;"), "{body}");
}

#[test]
fn a_rule_is_tried_on_what_is_stored_and_a_wrong_one_is_refused() {
    let news = Newstape::new();
    log(&news, "Microsoft lifts its dividend", "MSFT");
    log(&news, "Nvidia opens an office", "NVDA");
    news.ok(&["alert", "add", "ms", "ticker = MSFT", "--to", "exec:cat > sent.json"]);
    let found = news.json(&["alert", "test", "ms"]);
    assert_eq!((&found["tested"], found["matches"].as_array().unwrap().len()), (&2.into(), 1));
    news.ok(&["alert", "test", "ms", "--send", "2"]);
    let sent: Value =
        serde_json::from_str(&std::fs::read_to_string(news.path().join("sent.json")).unwrap()).unwrap();
    assert_eq!((&sent["why"], &sent["event"]["id"]), (&"test".into(), &2.into()));
    for (args, code) in [
        (&["alert", "add", "x", "no such field = 1", "--to", "exec:true"][..], 2),
        (&["alert", "add", "x", "kind = news", "--to", "mailto:a"], 2),
        (&["alert", "add", "x", "kind = news", "--to", "exec:true", "--quiet", "late"], 2),
        (&["alert", "remove", "x"], 4),
    ] {
        assert_eq!(news.run(args, None).0, code, "{args:?}");
    }
}

#[test]
fn after_kill_nine_each_story_is_told_once_and_none_is_lost() {
    let news = Newstape::new();
    news.write("c.toml", "");
    news.ok(&["alert", "add", "all", "ticker = MSFT", "--to", "exec:echo $NEWSTAPE_ALERT_KEY >> told"]);
    let started = Instant::now();
    let mut logged = 0;
    // Primes apart, so that the blow falls at another place of the program's run each time.
    for round in 1_u64.. {
        let mut child = Command::new(env!("CARGO_BIN_EXE_newstape"))
            .args(["--db", "news.db", "--config", "c.toml", "--offline", "serve", "--no-http"])
            .current_dir(news.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        for n in 0..2 {
            let words = ["alpha", "bravo", "delta", "gamma", "kappa", "omega", "sigma", "theta"];
            let title = format!(
                "Microsoft {} {} note {round} {n}",
                words[(round % 8) as usize],
                words[n * 3 + (round % 3) as usize]
            );
            log(&news, &title, "MSFT");
            logged += 1;
        }
        std::thread::sleep(Duration::from_millis(400 + 97 * round % 531));
        child.kill().unwrap();
        child.wait().unwrap();
        if started.elapsed() > Duration::from_secs(6) || round == 12 {
            break;
        }
    }
    pass(&news, "2030-01-30T12:00:00Z");
    pass(&news, "2030-01-30T14:00:00Z");
    let list = news.json(&["query", "ticker = MSFT", "--limit", "100"]);
    let stories: std::collections::BTreeSet<i64> =
        list["events"].as_array().unwrap().iter().map(|e| e["story_id"].as_i64().unwrap()).collect();
    let noted = deliveries(&news);
    assert_eq!(noted.len(), stories.len(), "{logged} were logged");
    assert!(noted.iter().all(|d| d["state"] == "sent"), "{noted:?}");
    // A command that was killed with the service is run again, with the same key: none is lost.
    let told = std::fs::read_to_string(news.path().join("told")).unwrap();
    let keys: std::collections::BTreeSet<&str> = told.lines().collect();
    assert_eq!(keys.len(), stories.len(), "{told}");
}

/// Takes one message by SMTP and returns its envelope and its text.
fn mail_server() -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let taken = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
        let mut heard = Vec::new();
        let mut in_text = false;
        write!(stream, "220 here\r\n").unwrap();
        for line in lines {
            let answer = match line.as_str() {
                "." if in_text => {
                    in_text = false;
                    "250 taken"
                }
                "DATA" => {
                    in_text = true;
                    "354 go on"
                }
                "QUIT" => break,
                _ if in_text => "",
                _ => "250 well",
            };
            heard.push(line);
            if !answer.is_empty() {
                write!(stream, "{answer}\r\n").unwrap();
            }
        }
        heard
    });
    (address, taken)
}

#[test]
fn an_alert_goes_out_by_mail() {
    let (address, taken) = mail_server();
    let news = Newstape::new();
    news.write("c.toml", &format!("[alerts]\nmail_from = \"tape@example.org\"\nsmtp = \"{address}\"\n"));
    news.ok(&["alert", "add", "ms", "ticker = MSFT", "--to", "mailto:desk@example.org"]);
    log(&news, "Microsoft lifts its dividend", "MSFT");
    pass(&news, "2025-01-30T12:00:01Z");
    assert_eq!(deliveries(&news)[0]["state"], "sent", "{:?}", deliveries(&news));
    let heard = taken.join().unwrap();
    for line in ["MAIL FROM:<tape@example.org>", "RCPT TO:<desk@example.org>"] {
        assert!(heard.iter().any(|l| l.starts_with(line)), "{line}: {heard:?}");
    }
    let id = heard.iter().find(|l| l.starts_with("Message-ID:")).unwrap();
    assert!(id.contains("<newstape-alert-") && id.contains("@example.org>"), "{id}");
    assert!(heard.iter().any(|l| l.starts_with("Subject:") && l.contains("MSFT")), "{heard:?}");
}

#[test]
fn mail_without_a_server_waits_and_says_what_it_needs() {
    let news = Newstape::new();
    news.write("c.toml", "");
    news.ok(&["alert", "add", "ms", "ticker = MSFT", "--to", "mailto:desk@example.org"]);
    log(&news, "Microsoft lifts its dividend", "MSFT");
    pass(&news, "2025-01-30T12:00:01Z");
    let waiting = &deliveries(&news)[0];
    assert_eq!(waiting["state"], "waiting");
    assert!(waiting["last_error"].as_str().unwrap().contains("alerts.smtp"), "{waiting}");
}

#[test]
fn a_target_that_hangs_delays_no_other() {
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://{}/", hanging.local_addr().unwrap());
    let (address, seen) = server(vec![200]);
    let news = Newstape::new();
    news.write("c.toml", "[net]\nattempt_timeout_s = 6\nread_timeout_s = 6\n");
    news.ok(&["alert", "add", "a-hanging", "ticker = MSFT", "--to", &silent]);
    news.ok(&["alert", "add", "b-quick", "ticker = MSFT", "--to", &address]);
    log(&news, "Microsoft lifts its dividend", "MSFT");
    let args = ["--config", "c.toml", "--now", "2025-01-30T12:00:01Z", "run", "--once"];
    let mut child =
        news.command("news.db", &args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + Duration::from_mins(1);
    while seen.lock().unwrap().is_empty() {
        assert!(Instant::now() < until, "the other target gets nothing");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(child.try_wait().unwrap().is_none(), "the hanging one is still under way");
    child.wait().unwrap();
    let states: Vec<String> = deliveries(&news).iter().map(|d| d["state"].to_string()).collect();
    assert_eq!(states.iter().filter(|s| s.contains("waiting")).count(), 1, "{states:?}");
    assert_eq!(states.iter().filter(|s| s.contains("sent")).count(), 1, "{states:?}");
}
