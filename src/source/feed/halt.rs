//! Nasdaq's feed of trading halts, whose items say all in elements of their own: written as items that say it in a
//! sentence. <https://www.nasdaqtrader.com/Trader.aspx?id=TradeHaltRSS>
//!
//! Its `pubDate` is the midnight before; the halt has a date and a time of New York.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveTime, TimeZone};
use chrono_tz::America::New_York;
use regex::{Captures, Regex};

/// Codes of reasons: <https://www.nasdaqtrader.com/Trader.aspx?id=TradeHaltCodes>.
const REASONS: [(&str, &str); 24] = [
    ("T1", "news pending"),
    ("T2", "news released"),
    ("T3", "news and resumption times"),
    ("T5", "single-stock trading pause"),
    ("T6", "extraordinary market activity"),
    ("T7", "quotations resumed, trading still paused"),
    ("T8", "halt of an exchange-traded fund"),
    ("T12", "additional information requested"),
    ("H4", "non-compliance with listing requirements"),
    ("H9", "filings not current"),
    ("H10", "trading suspended by the SEC"),
    ("H11", "regulatory concern"),
    ("O1", "operations halt"),
    ("LUDP", "volatility trading pause"),
    ("LUDS", "volatility trading pause, straddle condition"),
    ("M", "volatility trading pause"),
    ("M1", "corporate action"),
    ("M2", "quotation not available"),
    ("MWC1", "market-wide circuit breaker, level 1"),
    ("MWC2", "market-wide circuit breaker, level 2"),
    ("MWC3", "market-wide circuit breaker, level 3"),
    ("IPO1", "new issue not yet trading"),
    ("IPOQ", "new issue released for quotation"),
    ("D", "deleted from the exchange"),
];

/// The feed with its halts as sentences.
pub(super) fn told(text: &str) -> Cow<'_, str> {
    static ITEM: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?s)<item\b[^>]*>(.*?)</item\s*>").ok());
    match ITEM.as_ref().filter(|_| text.contains("<ndaq:HaltDate")) {
        Some(item) => item
            .replace_all(text, |hit: &Captures<'_>| sentence(&hit[1]).unwrap_or_else(|| hit[0].to_owned())),
        None => Cow::Borrowed(text),
    }
}

/// The content of an element, with its entities as they stand.
fn element<'a>(item: &'a str, name: &str) -> Option<&'a str> {
    let open = item.find(&format!("<ndaq:{name}"))?;
    let rest = item[open..].split_once('>')?;
    if rest.0.ends_with('/') {
        return None;
    }
    let content = rest.1.split_once("</")?.0.trim();
    let content = content.strip_prefix("<![CDATA[").and_then(|c| c.strip_suffix("]]>")).unwrap_or(content);
    Some(content.trim()).filter(|text| !text.is_empty())
}

/// An instant of New York in RFC 3339: `01/29/2025` and `09:32:10.123`.
fn instant(date: &str, time: &str) -> Option<String> {
    let date = NaiveDate::parse_from_str(date, "%m/%d/%Y").ok()?;
    let time = NaiveTime::parse_from_str(time, "%H:%M:%S%.f").ok()?;
    Some(New_York.from_local_datetime(&date.and_time(time)).earliest()?.to_rfc3339())
}

fn sentence(item: &str) -> Option<String> {
    let symbol = element(item, "IssueSymbol")?;
    let (date, time) = (element(item, "HaltDate")?, element(item, "HaltTime")?);
    let at = instant(date, time)?;
    let code = element(item, "ReasonCode").unwrap_or_default();
    let reason = REASONS.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words);
    let name = element(item, "IssueName").map_or_else(String::new, |name| format!(" ({name})"));
    let resumed = element(item, "ResumptionTradeTime");
    let mut text =
        format!("Trading in {symbol}{name} was halted at {time} New York time on {date}: {reason}.");
    if let Some(resumed) = resumed {
        let day = element(item, "ResumptionDate").unwrap_or(date);
        let _ = write!(text, " It resumes at {resumed} on {day}.");
    }
    Some(format!(
        "<item><title>{symbol}{name}: trading halted, {reason}</title><guid isPermaLink=\"false\">halt {symbol} {at}</guid>\
         <pubDate>{at}</pubDate><category domain=\"halts/stock\">{symbol}</category>\
         <description>{text}</description></item>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_halt_is_told_with_its_time_and_reason() {
        let item = "<item>\n<title>ABCD</title><pubDate>Wed, 29 Jan 2025 05:00:00 GMT</pubDate>\
            <ndaq:HaltDate>01/29/2025</ndaq:HaltDate><ndaq:HaltTime>09:32:10.5</ndaq:HaltTime>\
            <ndaq:IssueSymbol>ABCD</ndaq:IssueSymbol><ndaq:IssueName>A &amp; D Corp</ndaq:IssueName>\
            <ndaq:ReasonCode>LUDP</ndaq:ReasonCode><ndaq:ResumptionDate/><ndaq:ResumptionTradeTime /></item>";
        let feed = format!("<rss><channel>{item}<item><title>x</title></item></channel></rss>");
        let told = told(&feed);
        assert!(
            told.contains("<title>ABCD (A &amp; D Corp): trading halted, volatility trading pause</title>"),
            "{told}"
        );
        assert!(told.contains("<pubDate>2025-01-29T09:32:10.500-05:00</pubDate>"), "{told}");
        assert!(told.contains("<item><title>x</title></item>") && !told.contains("resumes"), "{told}");
        let over = item.replace(
            "<ndaq:ResumptionTradeTime />",
            "<ndaq:ResumptionTradeTime>09:37:10</ndaq:ResumptionTradeTime>",
        );
        assert!(super::told(&over).contains("It resumes at 09:37:10 on 01/29/2025."));
    }

    #[test]
    fn an_item_without_its_time_stays_as_it_is() {
        let odd = "<item><ndaq:HaltDate>29/29/2025</ndaq:HaltDate><ndaq:HaltTime>x</ndaq:HaltTime>\
                   <ndaq:IssueSymbol>A</ndaq:IssueSymbol></item>";
        assert_eq!(told(odd), odd);
    }
}
