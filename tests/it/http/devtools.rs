//! A browser without a screen, driven over the pipe of its `DevTools` protocol: messages of JSON, each ended by a
//! zero byte.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// The longest wait for an answer, or for something to appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with one page.
pub(super) struct Browser {
    child: Child,
    to: File,
    from: Receiver<Value>,
    session: Value,
    last: u64,
    /// What the page or the browser complained of.
    pub(super) errors: Vec<String>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts the browser that `build.rs` found.
    pub(super) fn start() -> Self {
        let profile = tempfile::TempDir::new().expect("a folder");
        let [to, from] = ["to", "from"].map(|name| profile.path().join(name));
        let made = Command::new("mkfifo").args([&to, &from]).status().expect("mkfifo");
        assert!(made.success());
        let options = "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars \
                       --no-first-run --disable-extensions --disable-background-networking \
                       --remote-debugging-pipe";
        let run =
            format!(r#"exec "$0" {options} --user-data-dir="$1/data" about:blank 3<"$1/to" 4>"$1/from""#);
        let child = Command::new("sh")
            .args(["-c", &run, env!("NEWSTAPE_BROWSER_FOUND")])
            .arg(profile.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser starts");
        // Both ends of each pipe: opening waits for nobody.
        let open = |path: &Path| OpenOptions::new().read(true).write(true).open(path).expect("a pipe");
        let (to, from) = (open(&to), messages(open(&from)));
        let mut browser =
            Self { child, to, from, session: Value::Null, last: 0, errors: Vec::new(), _profile: profile };
        browser.attach();
        browser
    }

    fn attach(&mut self) {
        let made = self.call("Target.createTarget", &json!({"url": "about:blank"}));
        let target = json!({"targetId": made["targetId"], "flatten": true});
        self.session = self.call("Target.attachToTarget", &target)["sessionId"].clone();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), &json!({}));
        }
    }

    /// Calls a method and waits for its result.
    pub(super) fn call(&mut self, method: &str, params: &Value) -> Value {
        self.try_call(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_call(&mut self, method: &str, params: &Value) -> Result<Value, Value> {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if !self.session.is_null() {
            message["sessionId"] = self.session.clone();
        }
        self.to.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        loop {
            let message = self.from.recv_timeout(PATIENCE).unwrap_or_else(|e| panic!("{method}: {e}"));
            if message["id"] == self.last {
                let error = &message["error"];
                return if error.is_null() { Ok(message["result"].clone()) } else { Err(error.clone()) };
            }
            self.note(&message);
        }
    }

    fn note(&mut self, message: &Value) {
        let params = &message["params"];
        let complaint = match message["method"].as_str() {
            Some("Runtime.exceptionThrown") => Some(&params["exceptionDetails"]),
            Some("Log.entryAdded") if params["entry"]["level"] == "error" => Some(&params["entry"]),
            Some("Runtime.consoleAPICalled") if params["type"] == "error" => Some(&params["args"]),
            _ => None,
        };
        self.errors.extend(complaint.map(Value::to_string));
    }

    /// Opens an address and waits until it is loaded.
    pub(super) fn open(&mut self, url: &str) {
        self.eval("window.isOld = true");
        self.call("Page.navigate", &json!({"url": url}));
        self.loaded();
    }

    /// Waits until another page than the one marked as old is loaded.
    pub(super) fn loaded(&mut self) {
        self.wait("!window.isOld && document.readyState === 'complete'");
    }

    /// The value of an expression; a promise is waited for.
    pub(super) fn eval(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let result = self.call("Runtime.evaluate", &asked);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Waits until an expression holds.
    pub(super) fn wait(&mut self, expression: &str) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            // While a page is replaced, there may be none to ask.
            let asked = json!({"expression": expression, "returnByValue": true});
            let answer = self.try_call("Runtime.evaluate", &asked).unwrap_or_default();
            if answer["result"]["value"] == true {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let page = self.eval("document.body.innerText");
        panic!("never: {expression}\n{page}\n{:?}", self.errors);
    }

    /// Clicks what a selector finds, and waits for the page that this opens.
    pub(super) fn follow(&mut self, selector: &str) {
        self.eval("window.isOld = true");
        self.eval(&format!("document.querySelector({}).click()", json!(selector)));
        self.loaded();
    }

    /// Presses and releases a key.
    pub(super) fn press(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        let text = if key == "Enter" { "\r" } else { text };
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "ArrowLeft" => 37,
            "ArrowDown" => 40,
            _ => 0,
        };
        for kind in ["keyDown", "keyUp"] {
            let event = json!({"type": kind, "key": key, "text": text, "windowsVirtualKeyCode": code});
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Moves the pointer.
    pub(super) fn point(&mut self, x: f64, y: f64) {
        self.call("Input.dispatchMouseEvent", &json!({"type": "mouseMoved", "x": x, "y": y}));
    }

    /// Sets the width of the window, and the theme of the system.
    pub(super) fn look(&mut self, width: u32, theme: &str) {
        let metrics = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", &metrics);
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
        self.call("Emulation.setEmulatedMedia", &features);
    }

    /// A picture of the whole page, as PNG; kept in the folder that `NEWSTAPE_SHOTS` names, if it names one.
    pub(super) fn shot(&mut self, name: &str) -> Vec<u8> {
        let shot = self.call("Page.captureScreenshot", &json!({"captureBeyondViewport": true}));
        let bytes = BASE64_STANDARD.decode(shot["data"].as_str().unwrap_or_default()).expect("base64");
        if let Some(folder) = std::env::var_os("NEWSTAPE_SHOTS") {
            std::fs::write(Path::new(&folder).join(format!("{name}.png")), &bytes).expect("a picture");
        }
        bytes
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The messages that arrive.
fn messages(from: File) -> Receiver<Value> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for message in BufReader::new(from).split(0) {
            let Ok(Ok(message)) = message.map(|bytes| serde_json::from_slice(&bytes)) else { return };
            if send.send(message).is_err() {
                return;
            }
        }
    });
    receive
}
