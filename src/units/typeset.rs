//! Numbers on paper: the one way in which every sentence, table and page writes them.
//!
//! The minus is U+2212, a per cent has a plain space before its sign, and what rounds to zero has
//! no sign at all. JSON has numbers instead.

/// The minus sign, U+2212.
pub const MINUS: char = '\u{2212}';
/// The text for NaN and the infinities.
pub const NOT_A_NUMBER: &str = "n/a";

/// A fraction in percent with its sign and two decimals: −0.0021 → `−0.21 %`.
///
/// Zero, and whatever rounds to it, has no sign: `0.00 %`.
#[must_use]
pub fn percent(fraction: f64) -> String {
    percent_with(fraction, 2)
}

/// A fraction in percent with its sign and the given decimals: 0.05 with none → `+5 %`.
#[must_use]
pub fn percent_with(fraction: f64, decimals: u8) -> String {
    if !fraction.is_finite() {
        return NOT_A_NUMBER.to_owned();
    }
    format!("{} %", signed(fraction * 100.0, decimals))
}

/// A share without a sign and with one decimal: 0.423 → `42.3 %`.
#[must_use]
pub fn share(fraction: f64) -> String {
    if !fraction.is_finite() {
        return NOT_A_NUMBER.to_owned();
    }
    format!("{} %", decimal(fraction * 100.0, 1))
}

/// A number with its sign and the given decimals: `+1.50`, `−1.50`, `0.00`.
#[must_use]
pub fn signed(value: f64, decimals: u8) -> String {
    let text = decimal(value, decimals);
    if value > 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { format!("+{text}") } else { text }
}

/// A number with the given decimals, a true minus and no plus; what rounds to zero is `0.00`.
#[must_use]
pub fn decimal(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return NOT_A_NUMBER.to_owned();
    }
    let digits = format!("{:.*}", usize::from(decimals), value.abs());
    let is_zero = !digits.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if value < 0.0 && !is_zero { format!("{MINUS}{digits}") } else { digits }
}
