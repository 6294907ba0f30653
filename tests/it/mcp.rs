//! The Model Context Protocol, spoken with the program by the protocol's own client.

use std::os::fd::OwnedFd;
use std::process::{Child, Stdio};

use rmcp::model::{CallToolRequestParams, CallToolResult, ContentBlock};
use rmcp::service::RunningService;
use rmcp::{RoleClient, ServiceExt as _};
use serde_json::{Value, json};
use tokio::net::unix::pipe::{Receiver, Sender};

use crate::support::Newstape;

type Client = RunningService<RoleClient, ()>;

/// The program as a child, and a client that speaks with it over pipes.
async fn start(news: &Newstape, args: &[&str]) -> (Client, Child) {
    let mut command = news.command("news.db", args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let (input, output) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let to = Sender::from_owned_fd(OwnedFd::from(input)).expect("a pipe");
    let from = Receiver::from_owned_fd(OwnedFd::from(output)).expect("a pipe");
    (().serve((from, to)).await.expect("they speak the same protocol"), child)
}

fn talk<T>(conversation: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let limited = async { tokio::time::timeout(std::time::Duration::from_mins(1), conversation).await };
    runtime.block_on(limited).expect("an answer within a minute")
}

async fn call(client: &Client, name: &'static str, arguments: Value) -> (bool, String) {
    let Value::Object(arguments) = arguments else { panic!("arguments are an object") };
    let request = CallToolRequestParams::new(name).with_arguments(arguments);
    let CallToolResult { content, is_error, .. } = client.call_tool(request).await.expect("a result");
    let text = match content.first() {
        Some(ContentBlock::Text(text)) => text.text.clone(),
        other => panic!("not a text: {other:?}"),
    };
    (is_error == Some(true), text)
}

async fn answer(client: &Client, name: &'static str, arguments: Value) -> Value {
    let (is_error, text) = call(client, name, arguments).await;
    assert!(!is_error, "{name}: {text}");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["as_of"], "2025-03-15T12:00:00Z", "{name}");
    value
}

#[test]
fn a_client_asks_and_every_figure_has_its_event_source_time_and_explanation() {
    let news = Newstape::with_demo();
    talk(async {
        let (client, mut child) = start(&news, &["mcp"]).await;
        let tools = client.list_all_tools().await.unwrap();
        assert!(tools.len() <= 8 && serde_json::to_string(&tools).unwrap().len() <= 9_000);

        let found =
            answer(&client, "search_events", json!({"query": "ticker = NVDA and verdict = extreme"})).await;
        let first = &found["events"][0];
        assert!(first["id"].is_i64() && first["source"].is_string(), "{first}");
        assert_eq!(first["headline"]["symbol"], "NVDA");
        assert!(found["explain"].as_str().unwrap().contains("explain_event"));

        let id = &first["id"];
        let event = answer(&client, "get_event", json!({"event": id, "symbol": "nvda"})).await;
        let rows = event["reactions"].as_array().unwrap();
        assert!(!rows.is_empty() && rows.iter().all(|row| row["symbol"] == "NVDA"));
        let shown = news.json(&["show", &id.to_string()]);
        let of_nvda: Vec<&Value> =
            shown["reactions"].as_array().unwrap().iter().filter(|row| row["symbol"] == "NVDA").collect();
        assert_eq!(rows.iter().collect::<Vec<_>>(), of_nvda, "the figures are those of the command");

        let explained = answer(&client, "explain_event", json!({"event": id, "symbol": "NVDA"})).await;
        assert_eq!(explained["event"], *id);
        assert!(explained["arithmetic"].as_str().unwrap().contains("beta"), "{explained}");
        assert!(explained["source"].is_string());

        let moved = answer(&client, "why_moved", json!({"symbol": "NVDA", "on": "2025-01-27"})).await;
        assert_eq!(moved["moves"][0]["date"], "2025-01-27");
        assert!(moved["moves"][0]["cause"].is_string());
        answer(&client, "reaction_stats", json!({"by": "kind"})).await;
        let named = answer(&client, "find_instrument", json!({"text": "Microsoft"})).await;
        assert_eq!(named["instruments"][0]["symbol"], "MSFT");
        let session =
            answer(&client, "market_session", json!({"mic": "XNYS", "at": "2025-01-29T08:12Z"})).await;
        assert_eq!(session["session"], "closed");

        client.cancel().await.unwrap();
        assert!(child.wait().unwrap().success(), "it ends when the client hangs up");
    });
}

#[test]
fn a_wrong_call_gets_a_sentence_and_nothing_is_written_unasked() {
    let news = Newstape::with_demo();
    talk(async {
        let (client, _child) = start(&news, &["mcp"]).await;
        for (tool, arguments, said) in [
            ("search_events", json!({"query": "verdict = huge"}), "huge"),
            ("get_event", json!({"event": 4711}), "search_events lists the events"),
            ("get_event", json!({"number": 1}), "number"),
            ("why_moved", json!({"symbol": "NVDIA"}), "NVDIA"),
            ("market_session", json!({"mic": "XXXX"}), "XXXX"),
            ("log_event", json!({"title": "Microsoft falls"}), "no tool"),
            ("unheard_of", json!({}), "no tool"),
        ] {
            let (is_error, text) = call(&client, tool, arguments).await;
            assert!(is_error && text.contains(said), "{tool}: {text}");
            assert!(
                !text.contains("--") && !text.contains("newstape "),
                "no words of the command line: {text}"
            );
        }
        client.cancel().await.unwrap();
    });
}

#[test]
fn with_leave_to_write_an_event_is_logged_once() {
    let news = Newstape::with_demo();
    talk(async {
        let (client, _child) = start(&news, &["mcp", "--write"]).await;
        let item = json!({"title": "Microsoft shares fall 6%", "at": "2025-01-30", "symbols": ["MSFT"]});
        let logged = answer(&client, "log_event", item.clone()).await;
        assert_eq!(logged["created"], true);
        assert_eq!(logged["links"][0]["symbol"], "MSFT");
        let again = answer(&client, "log_event", item).await;
        assert_eq!((&again["created"], &again["event"]["id"]), (&json!(false), &logged["event"]["id"]));
        client.cancel().await.unwrap();
    });
}
