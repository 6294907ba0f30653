//! Festivals of the lunar calendars, as dates: the astronomers publish them, a table beats a formula.
//!
//! The days are facts of the calendars of Hong Kong (Observatory) and Korea (Astronomy and Space
//! Science Institute); where the two differ by a day, Korea has its own table.

use chrono::NaiveDate;

use super::ymd;

/// First day of the Chinese year.
pub(super) const NEW_YEAR: &[NaiveDate] = &[
    ymd(2010, 2, 14),
    ymd(2011, 2, 3),
    ymd(2012, 1, 23),
    ymd(2013, 2, 10),
    ymd(2014, 1, 31),
    ymd(2015, 2, 19),
    ymd(2016, 2, 8),
    ymd(2017, 1, 28),
    ymd(2018, 2, 16),
    ymd(2019, 2, 5),
    ymd(2020, 1, 25),
    ymd(2021, 2, 12),
    ymd(2022, 2, 1),
    ymd(2023, 1, 22),
    ymd(2024, 2, 10),
    ymd(2025, 1, 29),
    ymd(2026, 2, 17),
    ymd(2027, 2, 6),
];

/// Ching Ming, the solar term "clear and bright".
pub(super) const CHING_MING: &[NaiveDate] = &[
    ymd(2010, 4, 5),
    ymd(2011, 4, 5),
    ymd(2012, 4, 4),
    ymd(2013, 4, 4),
    ymd(2014, 4, 5),
    ymd(2015, 4, 5),
    ymd(2016, 4, 4),
    ymd(2017, 4, 4),
    ymd(2018, 4, 5),
    ymd(2019, 4, 5),
    ymd(2020, 4, 4),
    ymd(2021, 4, 4),
    ymd(2022, 4, 5),
    ymd(2023, 4, 5),
    ymd(2024, 4, 4),
    ymd(2025, 4, 4),
    ymd(2026, 4, 5),
    ymd(2027, 4, 5),
];

/// The Buddha's birthday, eighth day of the fourth month.
pub(super) const BUDDHA: &[NaiveDate] = &[
    ymd(2010, 5, 21),
    ymd(2011, 5, 10),
    ymd(2012, 4, 28),
    ymd(2013, 5, 17),
    ymd(2014, 5, 6),
    ymd(2015, 5, 25),
    ymd(2016, 5, 14),
    ymd(2017, 5, 3),
    ymd(2018, 5, 22),
    ymd(2019, 5, 12),
    ymd(2020, 4, 30),
    ymd(2021, 5, 19),
    ymd(2022, 5, 8),
    ymd(2023, 5, 26),
    ymd(2024, 5, 15),
    ymd(2025, 5, 5),
    ymd(2026, 5, 24),
    ymd(2027, 5, 13),
];

/// Dragon boat festival, fifth day of the fifth month.
pub(super) const TUEN_NG: &[NaiveDate] = &[
    ymd(2010, 6, 16),
    ymd(2011, 6, 6),
    ymd(2012, 6, 23),
    ymd(2013, 6, 12),
    ymd(2014, 6, 2),
    ymd(2015, 6, 20),
    ymd(2016, 6, 9),
    ymd(2017, 5, 30),
    ymd(2018, 6, 18),
    ymd(2019, 6, 7),
    ymd(2020, 6, 25),
    ymd(2021, 6, 14),
    ymd(2022, 6, 3),
    ymd(2023, 6, 22),
    ymd(2024, 6, 10),
    ymd(2025, 5, 31),
    ymd(2026, 6, 19),
    ymd(2027, 6, 9),
];

/// The day after the mid-autumn festival, sixteenth of the eighth month.
pub(super) const AFTER_MID_AUTUMN: &[NaiveDate] = &[
    ymd(2010, 9, 23),
    ymd(2011, 9, 13),
    ymd(2012, 10, 1),
    ymd(2013, 9, 20),
    ymd(2014, 9, 9),
    ymd(2015, 9, 28),
    ymd(2016, 9, 16),
    ymd(2017, 10, 5),
    ymd(2018, 9, 25),
    ymd(2019, 9, 14),
    ymd(2020, 10, 2),
    ymd(2021, 9, 22),
    ymd(2022, 9, 11),
    ymd(2023, 9, 30),
    ymd(2024, 9, 18),
    ymd(2025, 10, 7),
    ymd(2026, 9, 26),
    ymd(2027, 9, 16),
];

/// Double ninth festival.
pub(super) const CHUNG_YEUNG: &[NaiveDate] = &[
    ymd(2010, 10, 16),
    ymd(2011, 10, 5),
    ymd(2012, 10, 23),
    ymd(2013, 10, 13),
    ymd(2014, 10, 2),
    ymd(2015, 10, 21),
    ymd(2016, 10, 9),
    ymd(2017, 10, 28),
    ymd(2018, 10, 17),
    ymd(2019, 10, 7),
    ymd(2020, 10, 25),
    ymd(2021, 10, 14),
    ymd(2022, 10, 4),
    ymd(2023, 10, 23),
    ymd(2024, 10, 11),
    ymd(2025, 10, 29),
    ymd(2026, 10, 18),
    ymd(2027, 10, 8),
];

/// First day of Korea's lunar year.
pub(super) const SEOLLAL: &[NaiveDate] = &[
    ymd(2010, 2, 14),
    ymd(2011, 2, 3),
    ymd(2012, 1, 23),
    ymd(2013, 2, 10),
    ymd(2014, 1, 31),
    ymd(2015, 2, 19),
    ymd(2016, 2, 8),
    ymd(2017, 1, 28),
    ymd(2018, 2, 16),
    ymd(2019, 2, 5),
    ymd(2020, 1, 25),
    ymd(2021, 2, 12),
    ymd(2022, 2, 1),
    ymd(2023, 1, 22),
    ymd(2024, 2, 10),
    ymd(2025, 1, 29),
    ymd(2026, 2, 17),
    ymd(2027, 2, 7),
];

/// The Buddha's birthday in Korea.
pub(super) const KOREAN_BUDDHA: &[NaiveDate] = &[
    ymd(2010, 5, 21),
    ymd(2011, 5, 10),
    ymd(2012, 5, 28),
    ymd(2013, 5, 17),
    ymd(2014, 5, 6),
    ymd(2015, 5, 25),
    ymd(2016, 5, 14),
    ymd(2017, 5, 3),
    ymd(2018, 5, 22),
    ymd(2019, 5, 12),
    ymd(2020, 4, 30),
    ymd(2021, 5, 19),
    ymd(2022, 5, 8),
    ymd(2023, 5, 27),
    ymd(2024, 5, 15),
    ymd(2025, 5, 5),
    ymd(2026, 5, 24),
    ymd(2027, 5, 13),
];

/// Korea's harvest festival, fifteenth of the eighth month.
pub(super) const CHUSEOK: &[NaiveDate] = &[
    ymd(2010, 9, 22),
    ymd(2011, 9, 12),
    ymd(2012, 9, 30),
    ymd(2013, 9, 19),
    ymd(2014, 9, 8),
    ymd(2015, 9, 27),
    ymd(2016, 9, 15),
    ymd(2017, 10, 4),
    ymd(2018, 9, 24),
    ymd(2019, 9, 13),
    ymd(2020, 10, 1),
    ymd(2021, 9, 21),
    ymd(2022, 9, 10),
    ymd(2023, 9, 29),
    ymd(2024, 9, 17),
    ymd(2025, 10, 6),
    ymd(2026, 9, 25),
    ymd(2027, 9, 15),
];
