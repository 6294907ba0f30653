use secrecy::ExposeSecret;

use super::*;
use crate::fault::Fault;
use crate::fault::Remedy;

fn load_with(text: &str, variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, text).unwrap();
    std::fs::write(folder.path().join("key"), "FROM-FILE\n").unwrap();
    let variables = variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    Settings::load(&Inputs { file: Some(file), variables, ..Inputs::default() })
}

fn load(text: &str) -> Result<Settings, ConfigError> {
    load_with(text, &[])
}

fn meant(name: &str) -> Remedy {
    Remedy::DidYouMean(vec![name.to_owned()])
}

/// The error's sentence without the folder of the test.
fn refusal(text: &str) -> (String, Option<Remedy>) {
    let error = load(text).unwrap_err();
    let sentence = error.to_string();
    (sentence[sentence.find("config.toml").unwrap()..].to_owned(), error.remedy())
}

#[test]
fn a_later_layer_beats_an_earlier_one() {
    let settings =
        load_with("[net]\nretries = 1\nread_timeout_s = 7\n", &[("NEWSTAPE_NET_RETRIES", "5")]).unwrap();
    assert_eq!((settings.net.retries, settings.net.read_timeout_s, settings.net.max_body_mb), (5, 7, 64));
    let origin = |name: &str| settings.entries.iter().find(|e| e.name == name).unwrap().origin.clone();
    assert_eq!(origin("net.retries"), SettingOrigin::Environment("NEWSTAPE_NET_RETRIES".to_owned()));
    assert!(matches!(origin("net.read_timeout_s"), SettingOrigin::File { line: 3, .. }));
    assert_eq!(origin("net.max_body_mb"), SettingOrigin::Default);
}

#[test]
fn a_setting_that_does_not_exist_is_refused_with_its_line() {
    assert_eq!(
        refusal("offline = true\n\n[net]\nallow_privat = true\n"),
        (
            "config.toml:4: there is no setting `net.allow_privat`".to_owned(),
            Some(meant("net.allow_private"))
        )
    );
    let (sentence, hint) = refusal("[ntet]\nretries = 1\n");
    assert_eq!(sentence, "config.toml:1: there is no setting `ntet`");
    assert_eq!(hint, Some(meant("net")));
    assert_eq!(refusal("[providers.finhub]\napi_key = \"x\"\n").1, Some(meant("providers.finnhub")));
    assert_eq!(refusal("retries = 1").1, Some(meant("net.retries")));
}

#[test]
fn a_value_that_does_not_fit_is_refused_with_what_would() {
    let sentence = |text: &str| refusal(text).0;
    assert_eq!(
        sentence("[net]\nretries = 11"),
        "config.toml:2: `net.retries`: 11 is not a whole number from 0 to 10"
    );
    assert_eq!(sentence("offline = \"yes\""), "config.toml:1: `offline`: \"yes\" is not true or false");
    assert_eq!(
        sentence("[http]\nlisten = \"localhost\""),
        "config.toml:2: `http.listen`: \"localhost\" is not an address and a port, as in 127.0.0.1:8765"
    );
    assert_eq!(
        sentence("[sources]\nzone = \"Mars/Base\""),
        "config.toml:2: `sources.zone`: \"Mars/Base\" is not a time zone, as in Europe/Berlin"
    );
    assert_eq!(
        sentence("[providers.finnhub]\napi_key = 7"),
        "config.toml:2: `providers.finnhub.api_key`: the value is not text"
    );
    assert!(sentence("[net\n").starts_with("config.toml:1: "), "{}", sentence("[net\n"));
    let wrong = load_with("", &[("NEWSTAPE_OFFLINE", "perhaps")]).unwrap_err();
    assert_eq!(wrong.to_string(), "NEWSTAPE_OFFLINE: `offline`: \"perhaps\" is not true or false");
}

#[test]
fn secrets_are_kept_and_never_shown() {
    let text = "[providers.finnhub]\napi_key = \"S3CRET\"\n[providers.tiingo]\napi_key_file = \"key\"\n";
    let settings = load_with(text, &[("NEWSTAPE_POLYGON_KEY", "S3CRET")]).unwrap();
    let key = |name: &str| settings.providers[name].api_key.as_ref().unwrap().expose_secret().to_owned();
    assert_eq!(
        (key("finnhub"), key("tiingo"), key("polygon")),
        ("S3CRET".into(), "FROM-FILE".into(), "S3CRET".into())
    );
    let shown = format!("{settings:?}");
    assert!(!shown.contains("S3CRET") && !shown.contains("FROM-FILE"), "{shown}");
    let missing = load("[providers.tiingo]\napi_key_file = \"no-such\"\n").unwrap_err().to_string();
    assert!(missing.contains("`providers.tiingo.api_key_file`"), "{missing}");
}

#[test]
fn the_example_holds_every_setting_and_says_nothing() {
    let text = example();
    for key in keys::KEYS {
        let field = key.name.rsplit('.').next().unwrap();
        assert!(text.contains(&format!("\n# {field} = ")), "{}", key.name);
    }
    let settings = load(&text).unwrap();
    assert!(settings.entries.iter().all(|entry| entry.origin == SettingOrigin::Default));
    // Uncommented, every line is taken.
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(rest) if rest.contains(" = ") && !rest.contains("newstape config") => rest,
        _ => line,
    });
    let all = lines.collect::<Vec<_>>().join("\n").replace("finnhub.key", "key").replace("read.token", "key");
    load(&all.replace("write.token", "key")).unwrap();
}

#[test]
fn a_file_that_must_be_there_must_be_there() {
    let inputs = Inputs { file: Some("/no/such/config.toml".into()), ..Inputs::default() };
    assert!(matches!(Settings::load(&inputs), Err(ConfigError::Unreadable { .. })));
    let usual = Inputs { usual_file: Some("/no/such/config.toml".into()), ..Inputs::default() };
    assert!(Settings::load(&usual).is_ok());
}
