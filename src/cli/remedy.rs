//! Words remedies as commands and flags.

use std::time::Duration;

use crate::fault::Remedy;

/// The hint for a remedy.
#[allow(clippy::unnecessary_wraps)] // the signature of `fault::Words`
pub(super) fn words(remedy: &Remedy) -> Option<String> {
    Some(match remedy {
        Remedy::Advice(advice) => advice.clone().into_owned(),
        Remedy::DidYouMean(near) => format!("did you mean {}?", near.join(", ")),
        Remedy::TryAgain { after } => try_again(*after),
        Remedy::Give { argument, example } => give(argument, example),
        Remedy::Choose { argument, of } => {
            let ways: Vec<String> = of.iter().map(|value| format!("`--{argument} {value}`")).collect();
            format!("{} says which", ways.join(" or "))
        }
        Remedy::LeaveOut { argument } => leave_out(argument),
        Remedy::GiveText => {
            "`newstape log article.txt`, or `newstape log --title \"…\" --ticker MSFT`".to_owned()
        }
        Remedy::AnotherDatabase => "name a database that can be written with `--db FILE`".to_owned(),
        Remedy::LogFirst => "`newstape log FILE` creates it; `--db` names another database".to_owned(),
        Remedy::ListEvents => "`newstape list` lists the events".to_owned(),
        Remedy::ListSources => "`newstape source list` lists the sources".to_owned(),
        Remedy::AnotherSourceName => {
            "choose another name, or remove the existing source with `newstape source remove`".to_owned()
        }
        Remedy::TrySource { name } => format!("`newstape source test {name}` shows what its next poll would log"),
        Remedy::FindInstrument => {
            "`newstape instruments search WORD` finds one by name; `newstape instruments import FILE` adds one"
                .to_owned()
        }
        Remedy::InstrumentColumns => "`newstape instruments import --help` shows the columns".to_owned(),
        Remedy::MeasureStory { first } => format!(
            "`newstape measure {first}` measures the story; --force measures the reprint from its own time"
        ),
        Remedy::AddLink => "`--add` links an event to an instrument that the linker did not find".to_owned(),
        Remedy::FetchPrices => "`--fetch` gets the prices".to_owned(),
        Remedy::PricesFromElsewhere => {
            "set the key of a provider, such as NEWSTAPE_ALPACA_KEY and NEWSTAPE_ALPACA_SECRET (its free plan has \
             United States days and minutes), or import a file with `newstape prices import`"
                .to_owned()
        }
        Remedy::ImportPrices => {
            "check the symbol, or import a file with `newstape prices import`".to_owned()
        }
        Remedy::AnotherProvider => "choose another provider with `--provider`".to_owned(),
        Remedy::AllowNetwork => "leave out `--offline` to allow network access".to_owned(),
        Remedy::Set { setting, value } => set(setting, value),
        Remedy::GiveKey { service, with_secret } => give_key(service, *with_secret),
        Remedy::GiveUserAgent { service } => format!(
            "`user_agent` under [providers.{service}] in the configuration, or NEWSTAPE_{}_USER_AGENT, sets the whole \
             header; or choose another provider",
            service.to_ascii_uppercase()
        ),
        Remedy::SeeAll => "`--json` prints all of them".to_owned(),
        Remedy::CheckPrices { symbol: Some(symbol) } => format!("`newstape prices check {symbol}`"),
        Remedy::CheckPrices { symbol: None } => "`newstape prices check`".to_owned(),
        Remedy::ListSettings => "`newstape config example` prints all settings".to_owned(),
        Remedy::MakeSettings => "`newstape config example > FILE` creates one".to_owned(),
        Remedy::GiveTokens => {
            "`http.read_token_file` and `http.write_token_file` name token files; or listen on 127.0.0.1"
                .to_owned()
        }
    })
}

/// An argument as it is typed: a flag, or the placeholder of a positional argument.
pub(super) fn argument(name: &str) -> String {
    match name {
        "place" => "PLACE".to_owned(),
        "event" => "EVENT".to_owned(),
        _ => format!("--{name}"),
    }
}

fn give(argument: &str, example: &str) -> String {
    match argument {
        "decimal" => format!("decimal {example}s need `--decimal {example}`"),
        "stamped" => format!("`--stamped {example}` imports bars that are stamped with their end"),
        "window" => format!("write it as `--window={example}`"),
        _ => format!("for example `--{argument} {example}`"),
    }
}

fn leave_out(argument: &str) -> String {
    match argument {
        "strict" => "without `--strict`, the other rows are imported".to_owned(),
        "at" => "give the time of publication, or omit `--at`".to_owned(),
        _ => format!("leave `--{argument}` out"),
    }
}

/// In the file, `net.allow_private` is `allow_private` under `[net]`.
fn set(setting: &str, value: &str) -> String {
    match setting.split_once('.') {
        Some((section, name)) => {
            format!("`{name} = {value}` under [{section}] in the configuration allows it")
        }
        None => format!("`{setting} = {value}` in the configuration allows it"),
    }
}

fn give_key(service: &str, with_secret: bool) -> String {
    let name = service.to_ascii_uppercase();
    if with_secret {
        return format!(
            "set NEWSTAPE_{name}_KEY and NEWSTAPE_{name}_SECRET, or `api_key` and `api_secret` under \
             [providers.{service}] in the configuration"
        );
    }
    format!("set NEWSTAPE_{name}_KEY, or `api_key` under [providers.{service}] in the configuration")
}

fn try_again(after: Option<Duration>) -> String {
    match after {
        Some(after) => format!("try again in {}", duration(after)),
        None => "nothing was stored; run the same command again in a few minutes".to_owned(),
    }
}

/// `15 s`, `0.3 s`, `2 min`, `3 h`.
fn duration(d: Duration) -> String {
    match d.as_secs() {
        0 => format!("{:.1} s", d.as_secs_f64()),
        s @ 1..=119 => format!("{s} s"),
        s @ 120..=7199 => format!("{} min", s.div_ceil(60)),
        s => format!("{} h", s.div_ceil(3600)),
    }
}

/// The one command that gets what an event lacks.
pub(super) fn fetch_for(event: i64, what: &str) -> String {
    format!("`newstape measure {event} --fetch` gets the prices: {what}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::examples;

    #[test]
    fn every_remedy_has_words_on_the_command_line() {
        let told: Vec<String> = examples().iter().filter_map(words).collect();
        assert_eq!(told.len(), examples().len());
        insta::assert_snapshot!(told.join("\n"));
    }
}
