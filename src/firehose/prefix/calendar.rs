//! Days and clocks, as names of objects and texts of jq need them. Years begin in March in between, so that the leap day
//! is the last of its year.

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The year.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
}

impl Day {
    /// The day that many days after 1970-01-01.
    pub const fn of(days: i64) -> Self {
        let days = days + 719_468;
        let (era, in_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
        let in_year = in_era - (365 * year + year / 4 - year / 100);
        let month = (5 * in_year + 2) / 153;
        let day = in_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Self { year: era * 400 + year + if month <= 2 { 1 } else { 0 }, month, day }
    }

    /// Its number in the year, from 1.
    pub const fn of_year(self) -> i64 {
        days_since_1970(self.year, self.month, self.day) - days_since_1970(self.year, 1, 1) + 1
    }

    /// 1 for Monday to 7 for Sunday.
    pub const fn weekday(self) -> i64 {
        (days_since_1970(self.year, self.month, self.day) + 3).rem_euclid(7) + 1
    }
}

/// Days from 1970-01-01 to a day.
pub const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, in_era) = (year.div_euclid(400), year.rem_euclid(400));
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719_468
}

/// Months by their English names.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Days of the week by their English names, from Monday.
pub const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The English name of number `number`, from 1.
pub fn name(names: &'static [&'static str], number: i64) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_back_what_they_count() {
        for number in (-800_000..800_000).step_by(37) {
            let day = Day::of(number);
            assert_eq!(days_since_1970(day.year, day.month, day.day), number);
        }
        let day = Day::of(days_since_1970(2026, 11, 21));
        assert_eq!((day.year, day.month, day.day, day.weekday(), day.of_year()), (2026, 11, 21, 6, 325));
        assert_eq!((name(&DAYS, 6), name(&MONTHS, 11), name(&MONTHS, 0)), ("Saturday", "November", ""));
    }
}
