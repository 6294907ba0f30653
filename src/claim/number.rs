//! Numbers as people write them, with the decimals kept.

use rust_decimal::Decimal;

/// Reads a number whose decimal sign is `decimal`, a comma or a point.
///
/// A sign that cannot be the other one's is taken as what it must be: in German text `2.5` is
/// two and a half and `2.500` two thousand five hundred; in English text `1,5` is one and a half.
pub(super) fn read(written: &str, decimal: char) -> Option<Decimal> {
    if let Some(fraction) = vulgar(written) {
        return Some(fraction);
    }
    let plain: String = written.chars().filter(|c| !"'’\u{a0}\u{202f} ".contains(*c)).collect();
    let decimal_at = decimal_sign(&plain, decimal);
    let digits: String = plain
        .char_indices()
        .filter_map(|(i, c)| match c {
            '.' | ',' if Some(i) == decimal_at => Some('.'),
            '.' | ',' => None,
            c => Some(c),
        })
        .collect();
    digits.parse().ok()
}

fn vulgar(written: &str) -> Option<Decimal> {
    let (numerator, scale) = match written {
        "½" => (5, 1),
        "¼" => (25, 2),
        "¾" => (75, 2),
        "⅓" => (33, 2),
        "⅔" => (67, 2),
        "⅛" => (125, 3),
        _ => return None,
    };
    Some(Decimal::new(numerator, scale))
}

/// The byte of the sign that divides whole from fraction.
fn decimal_sign(plain: &str, decimal: char) -> Option<usize> {
    let last = plain.rfind(['.', ','])?;
    let sign = plain.as_bytes()[last];
    let repeated = plain.bytes().filter(|b| *b == sign).count() > 1;
    let both = plain.contains('.') && plain.contains(',');
    if repeated {
        return None;
    }
    let three_behind = plain.len() - last - 1 == 3;
    let leading_zero = plain.starts_with("0.") || plain.starts_with("0,");
    (both || char::from(sign) == decimal || !three_behind || leading_zero).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_read_by_language_and_by_what_they_can_be() {
        let de = |s| read(s, ',').unwrap().to_string();
        let en = |s| read(s, '.').unwrap().to_string();
        assert_eq!(de("0,21"), "0.21");
        assert_eq!(de("1.234,50"), "1234.50");
        assert_eq!(de("3.368"), "3368");
        assert_eq!(de("2.5"), "2.5");
        assert_eq!(de("1'234.50"), "1234.50");
        assert_eq!(en("1,265.40"), "1265.40");
        assert_eq!(en("101,300"), "101300");
        assert_eq!(en("1,5"), "1.5");
        assert_eq!(en("½"), "0.5");
        assert_eq!(read("", '.'), None);
    }
}
