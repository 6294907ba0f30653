//! ISIN, CUSIP and WKN: form and check digits.

/// True where the text is a well-formed ISIN: two letters, nine letters or digits, and the check
/// digit of ISO 6166 (Luhn over base-36 digits).
///
/// ```
/// use newstape::instrument::isin_is_valid;
///
/// assert!(isin_is_valid("DE0007164600"), "SAP");
/// assert!(!isin_is_valid("DE0007164601"), "the check digit is 0");
/// ```
#[must_use]
pub fn isin_is_valid(text: &str) -> bool {
    isin_has_form(text) && isin_check_digit(&text[..11]) == text.as_bytes().last().map(|b| b - b'0')
}

/// True where the text looks like an ISIN, whatever its check digit.
#[must_use]
pub fn isin_has_form(text: &str) -> bool {
    let b = text.as_bytes();
    b.len() == 12
        && b[..2].iter().all(u8::is_ascii_uppercase)
        && b[2..11].iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && b[2..].iter().any(u8::is_ascii_digit)
        && b[11].is_ascii_digit()
}

/// The check digit of the first eleven characters of an ISIN; `None` where a character is no
/// letter or digit.
#[must_use]
pub fn isin_check_digit(first_eleven: &str) -> Option<u8> {
    let mut digits = Vec::with_capacity(22);
    for c in first_eleven.chars() {
        let value = u8::try_from(c.to_digit(36)?).ok()?;
        if value >= 10 {
            digits.push(value / 10);
        }
        digits.push(value % 10);
    }
    let sum: u32 = digits.iter().rev().enumerate().map(|(i, d)| luhn_term(u32::from(*d), i % 2 == 0)).sum();
    u8::try_from((10 - sum % 10) % 10).ok()
}

/// True where the text is a well-formed CUSIP: eight letters or digits and the check digit of
/// ANSI X9.6 (modulus 10, double-add-double).
#[must_use]
pub fn cusip_is_valid(text: &str) -> bool {
    let b = text.as_bytes();
    if b.len() != 9 || !b[8].is_ascii_digit() {
        return false;
    }
    let mut sum = 0;
    for (i, c) in text[..8].chars().enumerate() {
        let Some(value) = cusip_value(c) else { return false };
        let doubled = if i % 2 == 1 { value * 2 } else { value };
        sum += doubled / 10 + doubled % 10;
    }
    (10 - sum % 10) % 10 == u32::from(b[8] - b'0')
}

/// True where the text has the form of a German securities number: six capitals or digits,
/// without I and O. It has no check digit, so only a word `WKN` beside it or a known security
/// makes it one.
#[must_use]
pub fn wkn_has_form(text: &str) -> bool {
    text.len() == 6
        && text.bytes().all(|c| c.is_ascii_digit() || (c.is_ascii_uppercase() && c != b'I' && c != b'O'))
        && text.bytes().any(|c| c.is_ascii_digit())
}

const fn luhn_term(digit: u32, doubled: bool) -> u32 {
    let value = if doubled { digit * 2 } else { digit };
    if value > 9 { value - 9 } else { value }
}

fn cusip_value(c: char) -> Option<u32> {
    match c {
        '*' => Some(36),
        '@' => Some(37),
        '#' => Some(38),
        _ if c.is_ascii_uppercase() || c.is_ascii_digit() => c.to_digit(36),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_tell_right_from_wrong() {
        assert!(isin_is_valid("US0378331005"));
        assert!(!isin_is_valid("US0378331006"));
        assert!(isin_is_valid("DE0007164600"));
        assert!(!isin_is_valid("DE0007164601"));
        assert!(!isin_is_valid("ÄÖ"));
        assert!(cusip_is_valid("037833100"));
        assert!(!cusip_is_valid("037833101"));
        assert!(wkn_has_form("716460") && wkn_has_form("A1EWWW") && !wkn_has_form("MARKET"));
    }
}
