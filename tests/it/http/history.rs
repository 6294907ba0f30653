//! Changes of events over HTTP, with their history.

use serde_json::json;

use super::{Server, Settings};
use crate::support::Newstape;

#[test]
fn events_are_changed_deleted_and_brought_back() {
    let news = Newstape::new();
    let title = "Microsoft shares fall 6.2% after results";
    news.ok(&["log", "--title", title, "--at", "2025-01-29T21:05Z", "--lang", "en", "--tag", "draft"]);
    let server = Server::on(news, Settings::default());
    let send = |method: &str, path: &str, body: &serde_json::Value| {
        let json = [("content-type", "application/json")];
        server.ask(method, path, &json, body.to_string().as_bytes())
    };
    let before = server.get("/api/events/1").json();
    let edited = send("PATCH", "/api/events/1", &json!({"kind": "earnings", "add_tags": ["chips"]}));
    assert_eq!(edited.status, 200, "{}", edited.text());
    assert_eq!(edited.json()["event"]["tags"], json!(["chips", "draft"]));
    let decided = send("POST", "/api/events/1/links", &json!({"symbol": "MSFT", "decision": "reject"}));
    assert_eq!(decided.json()["links"], json!([]));
    let entry = server.get("/api/events/1/history").json()["entries"][0].clone();
    assert_eq!(
        entry["changes"][0],
        json!({"field": "link MSFT:XNAS", "before": "subject", "after": "rejected"})
    );
    assert_eq!(send("POST", "/api/undo", &json!({})).status, 200);
    assert_eq!(send("PATCH", "/api/events/99", &json!({"kind": "earnings"})).status, 404);
    assert_eq!(send("PATCH", "/api/events/1", &json!({"lang": "german"})).status, 422);
    assert_eq!(send("DELETE", "/api/events/1", &json!({})).status, 204);
    assert_eq!(server.get("/api/events/1").status, 404);
    let history = server.get("/api/events/1/history").json();
    assert_eq!(history["entries"][0]["action"], "delete");
    for _ in 0..2 {
        assert_eq!(send("POST", "/api/undo", &json!({})).status, 200);
    }
    assert_eq!(server.get("/api/events/1").json(), before);
    assert_eq!(server.get("/api/history").json()["entries"].as_array().unwrap().len(), 6);
}

#[test]
fn empty_words_are_refused_and_a_time_is_read_in_the_language_of_the_event() {
    let news = Newstape::new();
    news.ok(&["log", "--title", "Regen in den Bergen", "--at", "2025-01-29", "--lang", "de"]);
    let server = Server::on(news, Settings::default());
    let send = |body: &serde_json::Value| {
        let json = [("content-type", "application/json")];
        server.ask("PATCH", "/api/events/1", &json, body.to_string().as_bytes())
    };
    let before = server.get("/api/events/1").json();
    for wrong in [
        json!({"title": " "}),
        json!({"title": "a".repeat(1001)}),
        json!({"source": ""}),
        json!({"add_tags": [" "]}),
        json!({"remove_tags": [""]}),
        json!({"at": "soon"}),
    ] {
        let answer = send(&wrong);
        assert_eq!(answer.status, 422, "{wrong}: {}", answer.text());
    }
    assert_eq!(server.get("/api/events/1").json(), before);
    let edited =
        send(&json!({"at": "1/2/2025", "title": "Regen\n im  Tal", "add_tags": [" wetter "]})).json();
    assert_eq!(edited["event"]["published_at"], "2025-02-01");
    assert_eq!(
        (&edited["event"]["title"], &edited["event"]["tags"]),
        (&json!("Regen im Tal"), &json!(["wetter"]))
    );
}
