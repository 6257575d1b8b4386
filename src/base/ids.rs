//! Accounts, Regions and Amazon Resource Names.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A twelve-digit AWS account number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(u64);

impl AccountId {
    /// The account that a lab uses unless told otherwise.
    pub const DEFAULT: Self = Self(0);

    /// The account of that number; `None` past twelve digits.
    pub const fn new(number: u64) -> Option<Self> {
        if number < 1_000_000_000_000 { Some(Self(number)) } else { None }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl FromStr for AccountId {
    type Err = BadArn;

    fn from_str(text: &str) -> Result<Self, BadArn> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            text.parse().map(Self).map_err(|_| BadArn)
        } else {
            Err(BadArn)
        }
    }
}

/// An AWS Region of the standard partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(u8);

const REGIONS: [&str; 33] = [
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
];

/// Those that an account has to switch on: all that came after March 2019.
const OPT_IN: [&str; 16] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];

impl Region {
    /// `us-east-1`, the Region that a lab uses unless told otherwise.
    pub const DEFAULT: Self = Self(0);

    /// The name, such as `eu-west-1`.
    pub fn name(self) -> &'static str {
        REGIONS.get(usize::from(self.0)).copied().unwrap_or("us-east-1")
    }

    /// Whether an account has to switch it on.
    pub fn is_opt_in(self) -> bool {
        OPT_IN.contains(&self.name())
    }

    /// Every Region that the lab knows.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..).take(REGIONS.len()).map(Self)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Region {
    type Err = BadArn;

    fn from_str(text: &str) -> Result<Self, BadArn> {
        Self::all().find(|region| region.name() == text).ok_or(BadArn)
    }
}

/// An Amazon Resource Name: `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Arn {
    /// The service's short name, such as `sqs`.
    pub service: String,
    /// The Region; empty for services that have none, such as IAM.
    pub region: String,
    /// The owner; empty where names are global, as of S3 buckets.
    pub account: String,
    /// What stands after the fifth colon.
    pub resource: String,
}

impl Arn {
    /// The ARN of a topic.
    pub fn topic(region: Region, account: AccountId, name: &str) -> Self {
        Self { service: "sns".to_owned(), ..Self::queue(region, account, name) }
    }

    /// The ARN of a stream.
    pub fn stream(region: Region, account: AccountId, name: &str) -> Self {
        let resource = format!("stream/{name}");
        Self { service: "kinesis".to_owned(), resource, ..Self::queue(region, account, name) }
    }

    /// The ARN of a queue.
    pub fn queue(region: Region, account: AccountId, name: &str) -> Self {
        Self {
            service: "sqs".to_owned(),
            region: region.name().to_owned(),
            account: account.to_string(),
            resource: name.to_owned(),
        }
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "arn:aws:{}:{}:{}:{}", self.service, self.region, self.account, self.resource)
    }
}

/// A text that is not the name it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a well-formed account number, Region or Amazon Resource Name")]
pub struct BadArn;

impl FromStr for Arn {
    type Err = BadArn;

    fn from_str(text: &str) -> Result<Self, BadArn> {
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next().ok_or(BadArn);
        if next()? != "arn" || !next()?.starts_with("aws") {
            return Err(BadArn);
        }
        let arn = Self {
            service: next()?.to_owned(),
            region: next()?.to_owned(),
            account: next()?.to_owned(),
            resource: next()?.to_owned(),
        };
        if arn.service.is_empty() || arn.resource.is_empty() { Err(BadArn) } else { Ok(arn) }
    }
}

/// Conversions that serde asks for; the text form is the only one outside.
macro_rules! text_form {
    ($($name:ty),*) => {$(
        impl TryFrom<String> for $name {
            type Error = BadArn;
            fn try_from(text: String) -> Result<Self, BadArn> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    )*};
}
text_form!(AccountId, Region, Arn);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_what_they_print() {
        let arn = Arn::queue(Region::DEFAULT, AccountId::DEFAULT, "orders.fifo");
        assert_eq!(arn.to_string(), "arn:aws:sqs:us-east-1:000000000000:orders.fifo");
        assert_eq!(arn.to_string().parse(), Ok(arn));
        for region in Region::all() {
            assert_eq!(region.name().parse(), Ok(region));
        }
        assert_eq!("arn:aws:iam::000000000000:user/ann".parse::<Arn>().unwrap().region, "");
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in
            ["", "arn", "arn:aws:sqs:us-east-1:000000000000", "arn:aws:sqs:us-east-1:000000000000:", "x:aws:a:b:c:d"]
        {
            assert_eq!(bad.parse::<Arn>(), Err(BadArn), "{bad}");
        }
        for bad in ["", "1", "00000000000a", "0000000000000", "+00000000000"] {
            assert_eq!(bad.parse::<AccountId>(), Err(BadArn), "{bad}");
        }
        assert_eq!(AccountId::new(1_000_000_000_000), None);
    }
}
