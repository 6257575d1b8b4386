//! Internet addresses and ranges of them.
//!
//! "IP address condition operators" in the IAM user guide: CIDR notation of IPv4 and IPv6; a lone address is a range of
//! one.

use core::net::IpAddr;

/// A range of addresses, such as `203.0.113.0/24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Network {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address = address.parse().ok()?;
        let (_, width) = bits(address);
        let prefix = match prefix {
            None => width,
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok()?,
            Some(_) => return None,
        };
        (prefix <= width).then_some(Self { address, prefix })
    }

    /// Whether an address, or a range, lies wholly inside. The two versions of the protocol never meet.
    pub(super) fn holds(self, text: &str) -> bool {
        let Some(other) = Self::parse(text) else { return false };
        let ((own, width), (others, others_width)) = (bits(self.address), bits(other.address));
        let differ = (own ^ others).checked_shr(width - self.prefix).unwrap_or(0);
        width == others_width && other.prefix >= self.prefix && differ == 0
    }
}

fn bits(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_lies_inside() {
        let cases = [
            ("203.0.113.0/24", "203.0.113.9", true),
            ("203.0.113.0/24", "203.0.114.9", false),
            ("203.0.113.7/24", "203.0.113.9", true),
            ("203.0.113.7", "203.0.113.7", true),
            ("203.0.113.7", "203.0.113.8", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "::1", false),
            ("::/0", "8.8.8.8", false),
            ("::/0", "2001:db8::1", true),
            ("2001:DB8:1234:5678::/64", "2001:db8:1234:5678:9::1", true),
            ("2001:DB8:1234:5678::/64", "2001:db8:1234:5679::1", false),
            ("10.0.0.0/8", "vpce-1", false),
        ];
        for (range, address, expected) in cases {
            assert_eq!(Network::parse(range).unwrap().holds(address), expected, "{range} {address}");
        }
        for bad in ["", "1.2.3", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/+8", "::/129", "1.2.3.4/8/8"] {
            assert_eq!(Network::parse(bad), None, "{bad}");
        }
    }
}
