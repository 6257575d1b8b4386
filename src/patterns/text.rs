//! Patterns over text: beginnings, ends, letters of either case, wildcards and blocks of addresses.

use core::net::IpAddr;

/// What a text is held against, other than whole texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// A beginning.
    Prefix(String),
    /// A beginning whose letters may be of either case.
    PrefixAnyCase(String),
    /// An end.
    Suffix(String),
    /// An end whose letters may be of either case.
    SuffixAnyCase(String),
    /// A whole text whose letters may be of either case.
    EqualsAnyCase(String),
    /// `*` stands for any run of characters, also for none.
    Wildcard(String),
    /// An address in a block.
    Cidr(Block),
}

impl Pattern {
    /// Whether `text` is one of those the pattern means.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Prefix(start) => text.starts_with(start.as_str()),
            Self::PrefixAnyCase(start) => {
                let mut letters = lower(text);
                lower(start).all(|c| letters.next() == Some(c))
            }
            Self::Suffix(end) => text.ends_with(end.as_str()),
            Self::SuffixAnyCase(end) => {
                let (text, end): (String, String) = (lower(text).collect(), lower(end).collect());
                text.ends_with(&end)
            }
            Self::EqualsAnyCase(whole) => lower(text).eq(lower(whole)),
            Self::Wildcard(pattern) => wildcard(pattern, text),
            Self::Cidr(block) => text.parse().is_ok_and(|address| block.contains(address)),
        }
    }
}

fn lower(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase)
}

/// Each piece between two wildcards is taken where it comes first: a later place could only leave less for the rest.
/// That looks at no character twice, where trying every place would take exponential time.
fn wildcard(pattern: &str, text: &str) -> bool {
    let Some((start, pieces)) = pattern.split_once('*') else { return pattern == text };
    let (middle, end) = pieces.rsplit_once('*').unwrap_or(("", pieces));
    let Some(rest) = text.strip_prefix(start).and_then(|rest| rest.strip_suffix(end)) else { return false };
    middle
        .split('*')
        .try_fold(rest, |rest, piece| rest.find(piece).and_then(|at| rest.get(at + piece.len()..)))
        .is_some()
}

/// A block of addresses of one kind, such as 10.0.0.0/24.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Block {
    /// The block as the policy writes it.
    pub text: String,
    network: IpAddr,
    bits: u32,
}

impl Block {
    /// Reads a block; the error is the Event Ruler's text.
    pub fn read(text: &str) -> Result<Self, String> {
        let Some((address, bits)) = text.split_once('/').filter(|(_, bits)| !bits.contains('/')) else {
            return Err("Malformed CIDR, one '/' required".to_owned());
        };
        let bits: i64 = bits.parse().map_err(|_| String::from("Malformed CIDR, mask bits must be an integer"))?;
        let network: IpAddr = address.parse().map_err(|_| format!("Nonstandard IP address: {address}"))?;
        let (kind, most) = if network.is_ipv4() { ("IPv4", 32) } else { ("IPv6", 128) };
        let bits = u32::try_from(bits).map_err(|_| String::from("Malformed CIDR, mask bits must not be negative"));
        let bits = bits?;
        if bits > most {
            return Err(format!("{kind} mask bits must be at most {most}"));
        }
        Ok(Self { text: text.to_owned(), network, bits })
    }

    fn contains(&self, address: IpAddr) -> bool {
        // The bits in which the two differ, as far as the mask looks; shifting by all bits leaves none.
        match (self.network, address) {
            (IpAddr::V4(one), IpAddr::V4(another)) => {
                (one.to_bits() ^ another.to_bits()).checked_shr(32 - self.bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(one), IpAddr::V6(another)) => {
                (one.to_bits() ^ another.to_bits()).checked_shr(128 - self.bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_any_run() {
        for (pattern, text, passes) in [
            ("b*e*l", "baseball", true),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("*BALL", "baseball", false),
            ("*ball", "ball", true),
            ("base*", "base", true),
            ("*", "", true),
            ("**", "x", true),
            ("a**b", "ab", true),
            ("*a*b*", "xxbxax", false),
            ("*a*b*", "xaxxbx", true),
            ("ä*ö", "äüö", true),
            ("plain", "plain", true),
            ("plain", "plainer", false),
            ("*ab*ab", "ab", false),
            ("*ab*ab", "abab", true),
        ] {
            assert_eq!(Pattern::Wildcard(pattern.to_owned()).matches(text), passes, "{pattern} {text}");
        }
        // Trying every place for every piece would not end today.
        assert!(!Pattern::Wildcard("a*".repeat(200) + "b").matches(&"a".repeat(20_000)));
    }

    #[test]
    fn blocks_hold_addresses_of_their_kind() {
        for (block, address, inside) in [
            ("10.0.0.0/24", "10.0.0.255", true),
            ("10.0.0.0/24", "10.0.1.0", false),
            ("10.0.0.77/24", "10.0.0.1", true),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("10.1.2.3/32", "10.1.2.3", true),
            ("10.1.2.3/32", "10.1.2.2", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::/0", "2001:db9::1", true),
            ("::/0", "10.0.0.1", false),
            ("0.0.0.0/0", "::1", false),
            ("10.0.0.0/24", "10.0.0", false),
            ("10.0.0.0/24", "10.0.0.256", false),
            ("10.0.0.0/24", "not an address", false),
        ] {
            assert_eq!(Pattern::Cidr(Block::read(block).unwrap()).matches(address), inside, "{block} {address}");
        }
        assert!(Block::read("10.0.0.0/33").is_err() && Block::read("::/129").is_err());
    }

    #[test]
    fn letters_of_either_case() {
        assert!(Pattern::EqualsAnyCase("TeNNis".into()).matches("tEnnIS"));
        assert!(!Pattern::EqualsAnyCase("tennis".into()).matches("tennis "));
        assert!(Pattern::PrefixAnyCase("BAS".into()).matches("basket"));
        assert!(!Pattern::PrefixAnyCase("basket".into()).matches("BAS"));
        assert!(Pattern::EqualsAnyCase("Ä".into()).matches("ä"));
    }
}
