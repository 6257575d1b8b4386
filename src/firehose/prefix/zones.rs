//! Time zones by name, without a database: offsets and rules as they hold from 2026 on.
//!
//! A lab's calendar begins in 2026, so nothing older is needed. Source: the IANA time zone database. The few zones whose
//! rules are not one of those below (such as Africa/Casablanca, which follows the moon) are not known here.

/// When a zone is one hour ahead of its standard time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Never.
    No,
    /// The European Union: from the last Sunday of March to that of October, at 01:00 UTC everywhere.
    Eu,
    /// The United States: from the second Sunday of March to the first of November, at 02:00.
    Us,
    /// Australia: from the first Sunday of October to that of April, at 02:00 standard time.
    Au,
    /// New Zealand: from the last Sunday of September to the first of April, at 02:00 standard time of Auckland.
    Nz,
    /// Chile: from the first Sunday after 1 September to that after 1 April, at 04:00 and 03:00 UTC.
    Cl,
}

/// Minutes that standard time is ahead of UTC, the rule, and the zones as `Area/City,City`.
const ZONES: &[(i32, Rule, &str)] = &[
    (-660, Rule::No, "Pacific/Midway,Niue,Pago_Pago,Samoa"),
    (-600, Rule::No, "Pacific/Honolulu,Johnston,Rarotonga,Tahiti"),
    (-600, Rule::Us, "America/Adak,Atka"),
    (-570, Rule::No, "Pacific/Marquesas"),
    (-540, Rule::No, "Pacific/Gambier"),
    (-540, Rule::Us, "America/Anchorage,Juneau,Metlakatla,Nome,Sitka,Yakutat"),
    (-480, Rule::No, "Pacific/Pitcairn"),
    (-480, Rule::Us, "America/Ensenada,Los_Angeles,Santa_Isabel,Tijuana,Vancouver"),
    (-420, Rule::No, "America/Creston,Dawson,Dawson_Creek,Fort_Nelson,Hermosillo,Mazatlan,Phoenix,Whitehorse"),
    (-420, Rule::Us, "America/Boise,Cambridge_Bay,Ciudad_Juarez,Denver,Edmonton,Inuvik,Shiprock,Yellowknife"),
    (-360, Rule::Cl, "Pacific/Easter"),
    (
        -360,
        Rule::No,
        "America/Bahia_Banderas,Belize,Chihuahua,Costa_Rica,El_Salvador,Guatemala,Managua,Merida,\
         Mexico_City,Monterrey,Regina,Swift_Current,Tegucigalpa Pacific/Galapagos",
    ),
    (
        -360,
        Rule::Us,
        "America/Chicago,Indiana/Knox,Indiana/Tell_City,Knox_IN,Matamoros,Menominee,\
         North_Dakota/Beulah,North_Dakota/Center,North_Dakota/New_Salem,Ojinaga,Rainy_River,\
         Rankin_Inlet,Resolute,Winnipeg",
    ),
    (
        -300,
        Rule::No,
        "America/Atikokan,Bogota,Cancun,Cayman,Coral_Harbour,Eirunepe,Guayaquil,Jamaica,Lima,Panama,\
         Porto_Acre,Rio_Branco",
    ),
    (
        -300,
        Rule::Us,
        "America/Detroit,Fort_Wayne,Grand_Turk,Indiana/Indianapolis,Indiana/Marengo,Indiana/Petersburg,\
         Indiana/Vevay,Indiana/Vincennes,Indiana/Winamac,Indianapolis,Iqaluit,Kentucky/Louisville,\
         Kentucky/Monticello,Louisville,Montreal,Nassau,New_York,Nipigon,Pangnirtung,Thunder_Bay,\
         Toronto",
    ),
    (-240, Rule::Cl, "America/Santiago"),
    (
        -240,
        Rule::No,
        "America/Anguilla,Antigua,Aruba,Barbados,Boa_Vista,Campo_Grande,Caracas,Cuiaba,Curacao,\
         Dominica,Grenada,Guadeloupe,Guyana,Kralendijk,La_Paz,Lower_Princes,Manaus,Marigot,\
         Martinique,Montserrat,Port_of_Spain,Porto_Velho,Puerto_Rico,Santo_Domingo,St_Barthelemy,\
         St_Kitts,St_Lucia,St_Thomas,St_Vincent,Tortola,Virgin",
    ),
    (-240, Rule::Us, "America/Glace_Bay,Goose_Bay,Halifax,Moncton,Thule Atlantic/Bermuda"),
    (
        -180,
        Rule::No,
        "America/Araguaina,Argentina/Buenos_Aires,Argentina/Catamarca,Argentina/ComodRivadavia,\
         Argentina/Cordoba,Argentina/Jujuy,Argentina/La_Rioja,Argentina/Mendoza,Argentina/Rio_Gallegos,\
         Argentina/Salta,Argentina/San_Juan,Argentina/San_Luis,Argentina/Tucuman,Argentina/Ushuaia,\
         Asuncion,Bahia,Belem,Buenos_Aires,Catamarca,Cayenne,Cordoba,Coyhaique,Fortaleza,Jujuy,\
         Maceio,Mendoza,Montevideo,Paramaribo,Punta_Arenas,Recife,Rosario,Santarem,Sao_Paulo \
         Antarctica/Palmer,Rothera Atlantic/Stanley",
    ),
    (-180, Rule::Us, "America/Miquelon"),
    (-120, Rule::Eu, "America/Godthab,Nuuk,Scoresbysund"),
    (-120, Rule::No, "America/Noronha Atlantic/South_Georgia"),
    (-60, Rule::Eu, "Atlantic/Azores"),
    (-60, Rule::No, "Atlantic/Cape_Verde"),
    (
        0,
        Rule::Eu,
        "Atlantic/Canary,Faeroe,Faroe,Madeira Europe/Belfast,Dublin,Guernsey,Isle_of_Man,Jersey,\
         Lisbon,London",
    ),
    (
        0,
        Rule::No,
        "Africa/Abidjan,Accra,Bamako,Banjul,Bissau,Conakry,Dakar,Freetown,Lome,Monrovia,Nouakchott,\
         Ouagadougou,Sao_Tome,Timbuktu America/Danmarkshavn Atlantic/Reykjavik,St_Helena Etc/GMT,\
         Greenwich,UCT,UTC,Universal,Zulu",
    ),
    (
        60,
        Rule::Eu,
        "Africa/Ceuta Arctic/Longyearbyen Atlantic/Jan_Mayen Europe/Amsterdam,Andorra,Belgrade,Berlin,\
         Bratislava,Brussels,Budapest,Busingen,Copenhagen,Gibraltar,Ljubljana,Luxembourg,Madrid,\
         Malta,Monaco,Oslo,Paris,Podgorica,Prague,Rome,San_Marino,Sarajevo,Skopje,Stockholm,\
         Tirane,Vaduz,Vatican,Vienna,Warsaw,Zagreb,Zurich",
    ),
    (
        60,
        Rule::No,
        "Africa/Algiers,Bangui,Brazzaville,Douala,Kinshasa,Lagos,Libreville,Luanda,Malabo,Ndjamena,\
         Niamey,Tunis",
    ),
    (
        120,
        Rule::Eu,
        "Asia/Famagusta,Nicosia Europe/Athens,Bucharest,Helsinki,Kiev,Kyiv,Mariehamn,Nicosia,Riga,\
         Sofia,Tallinn,Uzhgorod,Vilnius,Zaporozhye",
    ),
    (
        120,
        Rule::No,
        "Africa/Blantyre,Bujumbura,Gaborone,Harare,Johannesburg,Juba,Khartoum,Kigali,Lubumbashi,\
         Lusaka,Maputo,Maseru,Mbabane,Tripoli,Windhoek Europe/Kaliningrad",
    ),
    (
        180,
        Rule::No,
        "Africa/Addis_Ababa,Asmara,Asmera,Dar_es_Salaam,Djibouti,Kampala,Mogadishu,Nairobi \
         Antarctica/Syowa Asia/Aden,Amman,Baghdad,Bahrain,Damascus,Istanbul,Kuwait,Qatar,Riyadh \
         Europe/Istanbul,Kirov,Minsk,Moscow,Simferopol,Volgograd Indian/Antananarivo,Comoro,Mayotte",
    ),
    (210, Rule::No, "Asia/Tehran"),
    (
        240,
        Rule::No,
        "Asia/Baku,Dubai,Muscat,Tbilisi,Yerevan Europe/Astrakhan,Samara,Saratov,Ulyanovsk Indian/Mahe,\
         Mauritius,Reunion",
    ),
    (270, Rule::No, "Asia/Kabul"),
    (
        300,
        Rule::No,
        "Antarctica/Mawson,Vostok Asia/Almaty,Aqtau,Aqtobe,Ashgabat,Ashkhabad,Atyrau,Dushanbe,\
         Karachi,Oral,Qostanay,Qyzylorda,Samarkand,Tashkent,Yekaterinburg Indian/Kerguelen,Maldives",
    ),
    (330, Rule::No, "Asia/Calcutta,Colombo,Kolkata"),
    (345, Rule::No, "Asia/Kathmandu,Katmandu"),
    (360, Rule::No, "Asia/Bishkek,Dacca,Dhaka,Kashgar,Omsk,Thimbu,Thimphu,Urumqi Indian/Chagos"),
    (390, Rule::No, "Asia/Rangoon,Yangon Indian/Cocos"),
    (
        420,
        Rule::No,
        "Antarctica/Davis Asia/Bangkok,Barnaul,Ho_Chi_Minh,Hovd,Jakarta,Krasnoyarsk,Novokuznetsk,\
         Novosibirsk,Phnom_Penh,Pontianak,Saigon,Tomsk,Vientiane Indian/Christmas",
    ),
    (
        480,
        Rule::No,
        "Antarctica/Casey Asia/Brunei,Choibalsan,Chongqing,Chungking,Harbin,Hong_Kong,Irkutsk,\
         Kuala_Lumpur,Kuching,Macao,Macau,Makassar,Manila,Shanghai,Singapore,Taipei,Ujung_Pandang,\
         Ulaanbaatar,Ulan_Bator Australia/Perth,West",
    ),
    (525, Rule::No, "Australia/Eucla"),
    (540, Rule::No, "Asia/Chita,Dili,Jayapura,Khandyga,Pyongyang,Seoul,Tokyo,Yakutsk Pacific/Palau"),
    (570, Rule::No, "Australia/Darwin,North"),
    (
        600,
        Rule::Au,
        "Antarctica/Macquarie Australia/ACT,Canberra,Currie,Hobart,Melbourne,NSW,Sydney,Tasmania,\
         Victoria",
    ),
    (
        600,
        Rule::No,
        "Antarctica/DumontDUrville Asia/Vladivostok Australia/Brisbane,Lindeman,Queensland Pacific/Chuuk,\
         Guam,Port_Moresby,Saipan,Truk,Yap",
    ),
    (660, Rule::Au, "Pacific/Norfolk"),
    (
        660,
        Rule::No,
        "Asia/Magadan,Sakhalin,Srednekolymsk Pacific/Bougainville,Efate,Guadalcanal,Kosrae,Noumea,\
         Pohnpei,Ponape",
    ),
    (720, Rule::No, "Asia/Anadyr,Kamchatka Pacific/Fiji,Funafuti,Kwajalein,Majuro,Nauru,Tarawa,Wake,Wallis"),
    (720, Rule::Nz, "Antarctica/McMurdo,South_Pole Pacific/Auckland"),
    (765, Rule::Nz, "Pacific/Chatham"),
    (780, Rule::No, "Pacific/Apia,Enderbury,Fakaofo,Kanton,Tongatapu"),
    (840, Rule::No, "Pacific/Kiritimati"),
    (-210, Rule::Us, "America/St_Johns"),
    (570, Rule::Au, "Australia/Adelaide,Broken_Hill,South,Yancowinna"),
];

/// A zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    minutes: i32,
    rule: Rule,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self { minutes: 0, rule: Rule::No };

    /// The zone of that name; an empty one means UTC.
    pub fn named(name: &str) -> Option<Self> {
        if matches!(name, "" | "UTC" | "Z") {
            return Some(Self::UTC);
        }
        let (area, city) = name.split_once('/')?;
        let holds = |list: &str| {
            list.split(' ')
                .filter_map(|part| part.split_once('/'))
                .any(|(known, cities)| known == area && cities.split(',').any(|known| known == city))
        };
        let (minutes, rule, _) = ZONES.iter().find(|(_, _, list)| holds(list))?;
        Some(Self { minutes: *minutes, rule: *rule })
    }

    /// Minutes that the zone is ahead of UTC at a time, given in milliseconds since 1970.
    pub fn offset(self, unix_millis: i64) -> i32 {
        self.minutes + if self.is_ahead(unix_millis.div_euclid(60_000)) { 60 } else { 0 }
    }

    fn is_ahead(self, unix_minutes: i64) -> bool {
        let year = super::calendar::Day::of(unix_minutes.div_euclid(1440)).year;
        let minutes = i64::from(self.minutes);
        // The minute in UTC at which it begins and ends in that year.
        let (begins, ends) = match self.rule {
            Rule::No => return false,
            Rule::Eu => (sunday(year, 3, 25) + 60, sunday(year, 10, 25) + 60),
            // Told in the time that holds until then.
            Rule::Us => (sunday(year, 3, 8) + 120 - minutes, sunday(year, 11, 1) + 60 - minutes),
            Rule::Au => (sunday(year, 10, 1) + 120 - minutes, sunday(year, 4, 1) + 120 - minutes),
            Rule::Nz => (sunday(year, 9, 24) - 600, sunday(year, 4, 1) - 600),
            Rule::Cl => (sunday(year, 9, 2) + 240, sunday(year, 4, 2) + 180),
        };
        if begins < ends { (begins..ends).contains(&unix_minutes) } else { !(ends..begins).contains(&unix_minutes) }
    }
}

/// The first minute of the first Sunday from a day on.
fn sunday(year: i64, month: i64, day: i64) -> i64 {
    let first = super::calendar::days_since_1970(year, month, day);
    // 1970 began on a Thursday.
    let weekday = (first + 4).rem_euclid(7);
    (first + (7 - weekday) % 7) * 1440
}

#[cfg(test)]
mod tests {
    use super::*;

    const TESTS: &[(&str, i64, i32)] = &[
        ("Europe/Berlin", 1_774_745_940, 60),
        ("Europe/Berlin", 1_774_746_000, 120),
        ("Europe/Berlin", 1_792_889_940, 120),
        ("Europe/Berlin", 1_792_890_000, 60),
        ("Europe/Berlin", 1_806_195_540, 60),
        ("Europe/Berlin", 1_806_195_600, 120),
        ("America/New_York", 1_772_953_140, -300),
        ("America/New_York", 1_772_953_200, -240),
        ("America/New_York", 1_793_512_740, -240),
        ("America/New_York", 1_793_512_800, -300),
        ("America/New_York", 1_805_007_540, -300),
        ("America/New_York", 1_805_007_600, -240),
        ("Australia/Sydney", 1_775_318_340, 660),
        ("Australia/Sydney", 1_775_318_400, 600),
        ("Australia/Sydney", 1_791_043_140, 600),
        ("Australia/Sydney", 1_791_043_200, 660),
        ("Australia/Sydney", 1_806_767_940, 660),
        ("Australia/Sydney", 1_806_768_000, 600),
        ("Pacific/Auckland", 1_775_311_140, 780),
        ("Pacific/Auckland", 1_775_311_200, 720),
        ("Pacific/Auckland", 1_790_431_140, 720),
        ("Pacific/Auckland", 1_790_431_200, 780),
        ("Pacific/Auckland", 1_806_760_740, 780),
        ("Pacific/Auckland", 1_806_760_800, 720),
        ("America/Santiago", 1_775_357_940, -180),
        ("America/Santiago", 1_775_358_000, -240),
        ("America/Santiago", 1_788_667_140, -240),
        ("America/Santiago", 1_788_667_200, -180),
        ("America/Santiago", 1_806_807_540, -180),
        ("America/Santiago", 1_806_807_600, -240),
        ("Asia/Tokyo", 1_798_848_000, 540),
        ("Asia/Tokyo", 1_814_486_400, 540),
        ("Asia/Kolkata", 1_798_848_000, 330),
        ("Asia/Kolkata", 1_814_486_400, 330),
        ("Europe/London", 1_774_745_940, 0),
        ("Europe/London", 1_774_746_000, 60),
        ("Europe/London", 1_792_889_940, 60),
        ("Europe/London", 1_792_890_000, 0),
        ("Europe/London", 1_806_195_540, 0),
        ("Europe/London", 1_806_195_600, 60),
        ("America/Los_Angeles", 1_772_963_940, -480),
        ("America/Los_Angeles", 1_772_964_000, -420),
        ("America/Los_Angeles", 1_793_523_540, -420),
        ("America/Los_Angeles", 1_793_523_600, -480),
        ("America/Los_Angeles", 1_805_018_340, -480),
        ("America/Los_Angeles", 1_805_018_400, -420),
        ("Pacific/Chatham", 1_775_311_140, 825),
        ("Pacific/Chatham", 1_775_311_200, 765),
        ("Pacific/Chatham", 1_790_431_140, 765),
        ("Pacific/Chatham", 1_790_431_200, 825),
        ("Pacific/Chatham", 1_806_760_740, 825),
        ("Pacific/Chatham", 1_806_760_800, 765),
        ("America/St_Johns", 1_798_848_000, -210),
        ("America/St_Johns", 1_814_486_400, -150),
        ("Australia/Adelaide", 1_798_848_000, 630),
        ("Australia/Adelaide", 1_814_486_400, 570),
        ("America/Argentina/Buenos_Aires", 1_798_848_000, -180),
        ("America/Argentina/Buenos_Aires", 1_814_486_400, -180),
        ("Europe/Lisbon", 1_774_745_940, 0),
        ("Europe/Lisbon", 1_774_746_000, 60),
        ("Europe/Lisbon", 1_792_889_940, 60),
        ("Europe/Lisbon", 1_792_890_000, 0),
        ("Europe/Lisbon", 1_806_195_540, 0),
        ("Europe/Lisbon", 1_806_195_600, 60),
        ("Atlantic/Azores", 1_774_745_940, -60),
        ("Atlantic/Azores", 1_774_746_000, 0),
        ("Atlantic/Azores", 1_792_889_940, 0),
        ("Atlantic/Azores", 1_792_890_000, -60),
        ("Atlantic/Azores", 1_806_195_540, -60),
        ("Atlantic/Azores", 1_806_195_600, 0),
        ("Pacific/Easter", 1_775_357_940, -300),
        ("Pacific/Easter", 1_775_358_000, -360),
        ("Pacific/Easter", 1_788_667_140, -360),
        ("Pacific/Easter", 1_788_667_200, -300),
        ("Pacific/Easter", 1_806_807_540, -300),
        ("Pacific/Easter", 1_806_807_600, -360),
        ("Asia/Kathmandu", 1_798_848_000, 345),
        ("Asia/Kathmandu", 1_814_486_400, 345),
        ("America/Sao_Paulo", 1_798_848_000, -180),
        ("America/Sao_Paulo", 1_814_486_400, -180),
    ];

    #[test]
    fn offsets_are_those_of_the_time_zone_database() {
        for (name, at, minutes) in TESTS {
            assert_eq!(Zone::named(name).unwrap().offset(at * 1000), *minutes, "{name} at {at}");
        }
    }

    #[test]
    fn zones_are_known_by_area_and_city_only() {
        assert_eq!(Zone::named(""), Some(Zone::UTC));
        for unknown in ["EST", "JST", "Tokyo", "Asia/Nowhere", "Africa/Casablanca", "Asia/", "/Tokyo"] {
            assert_eq!(Zone::named(unknown), None, "{unknown}");
        }
        let count: usize = ZONES.iter().map(|(_, _, list)| list.split([' ', ',']).count()).sum();
        assert!(count > 400, "{count}");
    }
}
