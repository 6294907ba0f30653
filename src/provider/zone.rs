//! The time zone in which a venue's days begin and end.

use chrono_tz::Tz;

use crate::instrument::Mic;

/// The venue's zone; UTC for crypto and venues without an entry.
#[must_use]
pub fn exchange_zone(mic: Mic) -> Tz {
    match mic.as_str() {
        "XNAS" | "XNYS" | "ARCX" | "BATS" | "XASE" | "IEXG" => Tz::America__New_York,
        "XTSE" | "XTSX" => Tz::America__Toronto,
        "BVMF" => Tz::America__Sao_Paulo,
        // Currency pairs have no venue; the daily bars of most sources turn at midnight in London.
        "XLON" | "FXSP" => Tz::Europe__London,
        "XETR" | "XFRA" => Tz::Europe__Berlin,
        "XPAR" => Tz::Europe__Paris,
        "XAMS" => Tz::Europe__Amsterdam,
        "XBRU" => Tz::Europe__Brussels,
        "XMIL" => Tz::Europe__Rome,
        "XMAD" => Tz::Europe__Madrid,
        "XSWX" => Tz::Europe__Zurich,
        "XSTO" => Tz::Europe__Stockholm,
        "XHEL" => Tz::Europe__Helsinki,
        "XCSE" => Tz::Europe__Copenhagen,
        "XOSL" => Tz::Europe__Oslo,
        "XWBO" => Tz::Europe__Vienna,
        "XLIS" => Tz::Europe__Lisbon,
        "XDUB" => Tz::Europe__Dublin,
        "XTKS" => Tz::Asia__Tokyo,
        "XHKG" => Tz::Asia__Hong_Kong,
        "XSHG" | "XSHE" => Tz::Asia__Shanghai,
        "XKRX" => Tz::Asia__Seoul,
        "XBOM" | "XNSE" => Tz::Asia__Kolkata,
        "XASX" => Tz::Australia__Sydney,
        _ => Tz::UTC,
    }
}
