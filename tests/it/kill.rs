//! `newstape log` killed at any moment: what was acknowledged is there, and nothing is half there.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use newstape::event::EventId;
use newstape::road::StoredEvent;
use newstape::store::Store;

use crate::support::Newstape;

/// How long the test goes on killing.
const BUDGET: Duration = Duration::from_secs(3);

/// Logs article after article in a shell and names each one that was acknowledged.
const LOOP: &str = r#"
n=0
while true; do
  n=$((n+1))
  "$0" --db news.db --now 2025-03-15T12:00:00Z log --title "Note $1-$n: Microsoft fell 2.3% to 400 dollars" \
    --at 2025-01-29 --ticker MSFT --tag "t$1" >/dev/null 2>&1 && echo "Note $1-$n:"
done
"#;

/// Lets the loop run for a while, kills it and the program in it, and gives what it acknowledged.
fn killed_after(newstape: &Newstape, round: u32, time: Duration) -> Vec<String> {
    let mut child = Command::new("setsid")
        .args(["sh", "-c", LOOP, env!("CARGO_BIN_EXE_newstape"), &round.to_string()])
        .current_dir(newstape.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell");
    let stdout = child.stdout.take().expect("its output");
    let reader = std::thread::spawn(move || BufReader::new(stdout).lines().map_while(Result::ok).collect());
    std::thread::sleep(time);
    // The whole session of the shell: the program dies in the middle of whatever it does.
    let group = format!("-{}", child.id());
    let killed = Command::new("kill").args(["-9", "--", &group]).status().expect("kill");
    assert!(killed.success());
    child.wait().expect("the shell's end");
    reader.join().expect("the acknowledged titles")
}

#[test]
fn what_was_acknowledged_is_there_after_kill_nine() {
    let newstape = Newstape::new();
    newstape.ok(&["log", "--title", "Note 0-0: the first", "--at", "2025-01-28", "--ticker", "MSFT"]);
    let started = Instant::now();
    let mut acknowledged: Vec<String> = Vec::new();
    // Primes apart, so that the blow falls at another place of the program's run each time.
    for round in 1.. {
        acknowledged.extend(killed_after(
            &newstape,
            round,
            Duration::from_millis(u64::from(97 + 61 * round % 331)),
        ));
        if started.elapsed() >= BUDGET {
            break;
        }
    }
    let store = Store::open(&newstape.path().join("news.db")).unwrap();
    let events: Vec<StoredEvent> = (1..).map_while(|id| store.event(EventId(id)).ok()).collect();
    for note in &acknowledged {
        let times = events.iter().filter(|e| e.event.text.title().starts_with(note.as_str())).count();
        assert_eq!(times, 1, "{note} is there {times} times of {} events", events.len());
    }
    // Whatever else is there is whole: its links, its claim and its reactions stand with it.
    for stored in &events {
        let title = stored.event.text.title();
        assert_eq!(
            stored.links.iter().filter(|l| l.instrument.symbol.as_str() == "MSFT").count(),
            1,
            "{title}"
        );
        assert!(!stored.reactions.is_empty(), "{title}");
        assert_eq!(stored.claims.len(), usize::from(title != "Note 0-0: the first"), "{title}");
    }
    drop(store);
    // And the database takes more.
    newstape.ok(&["log", "--title", "Note 9-9: the last", "--at", "2025-01-30", "--ticker", "MSFT"]);
}
