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

/// A price with the decimals it needs, and no fewer than `least`: 4.005 → `4.005`, 447.2 → `447.20`, 0.00019 →
/// `0.00019`, 156 yen with none → `156`.
///
/// What was quoted comes back to the last digit, whatever a provider's 32-bit figures or a division by a
/// split's ratio have done to it. A price that is no short decimal, as after a three-for-one split, has four
/// decimals, or four digits that are not zero.
///
/// ```
/// use newstape::units::typeset::quoted;
///
/// // A provider's 32-bit 434.56, a price with half a cent, a price after a split of three for one.
/// assert_eq!(quoted(434.559_997_558_593_75, 2), "434.56");
/// assert_eq!(quoted(4.005, 2), "4.005");
/// assert_eq!(quoted(100.0 / 3.0, 2), "33.3333");
/// ```
#[must_use]
pub fn quoted(price: f64, least: u8) -> String {
    decimal(price, decimals_of(price, least))
}

fn decimals_of(price: f64, least: u8) -> u8 {
    let size = price.abs();
    if !size.is_finite() || size == 0.0 {
        return least;
    }
    // The first digit that is not zero, behind the point.
    let first = (0..16_u8).find(|n| size * 10_f64.powi(i32::from(*n)) >= 1.0).unwrap_or(16);
    let is_whole = |decimals: &u8| {
        let unit = 10_f64.powi(i32::from(*decimals));
        ((size * unit).round() / unit - size).abs() <= 8e-8 * size
    };
    // Nobody quotes more; what needs more comes from arithmetic.
    let quoted = (least..=first + 5).find(is_whole);
    quoted.unwrap_or_else(|| least.max(if first == 0 { 4 } else { first + 3 }))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_have_the_decimals_that_they_need() {
        for (price, least, text) in [
            (4.005, 2, "4.005"),
            (4.0, 2, "4.00"),
            (447.2, 2, "447.20"),
            (434.559_997_558_593_75, 2, "434.56"),
            (0.000_19, 2, "0.00019"),
            (0.1455, 2, "0.1455"),
            (1.082_35, 4, "1.08235"),
            (156.0, 0, "156"),
            (156.5, 0, "156.5"),
            (120.888, 2, "120.888"),
            (100.0 / 3.0, 2, "33.3333"),
            (0.001 / 3.0, 2, "0.0003333"),
            (0.0, 2, "0.00"),
            (f64::NAN, 2, "n/a"),
        ] {
            assert_eq!(quoted(price, least), text, "{price}");
        }
    }
}
