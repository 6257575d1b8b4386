//! Text messages: an account's settings, the sandbox, and phones that asked for no more.
//!
//! A lab's accounts are out of the SMS sandbox until somebody puts them into it ([`Sns::set_sandbox`]), although AWS begins
//! with every account inside: so a lesson on topics reaches a phone without a verification that is not its subject.
//! `MonthlySpendLimit` is kept and shown, but nothing is counted against it: prices differ by country and carrier, and
//! the engine knows neither.
//!
//! Source: "Mobile text messaging (SMS)" in the SNS developer guide.

mod attributes;
mod numbers;
mod sandbox;

use super::content::is_phone_number;
use super::{Cx, DirectTotals, ErrorCode, Result, Sns, SnsError, SnsEvent};
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Bucket, Region};
use crate::clock::Instant;
use crate::key;
use std::sync::Arc;

/// A phone, and who writes to it from where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    /// The account that sends.
    pub account: AccountId,
    /// The Region that it sends from.
    pub region: Region,
    /// The number as E.164 writes it.
    pub number: Arc<str>,
}

/// A number that an account in the sandbox may reach once it is verified.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SandboxNumber {
    /// What was sent to it last.
    password: Arc<str>,
    /// Whether somebody has shown the password.
    pub verified: bool,
    /// When it was last asked or verified.
    pub touched: Instant,
}

/// What an account has set and counted in a Region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SmsAccount {
    attributes: SortedMap<Box<str>, Arc<str>>,
    numbers: SortedMap<Arc<str>, SandboxNumber>,
    /// Messages a second.
    rate: Option<Bucket>,
    /// What direct publishes came to.
    pub totals: DirectTotals,
}

impl SmsAccount {
    /// The numbers of its sandbox, in order.
    pub fn sandbox_numbers(&self) -> impl Iterator<Item = (&str, &SandboxNumber)> {
        self.numbers.iter().map(|(number, state)| (&**number, state))
    }
}

/// The text messages of a whole lab.
#[derive(Clone, Debug, Default, Hash)]
pub struct Sms {
    accounts: SortedMap<(AccountId, Region), Arc<SmsAccount>>,
    in_sandbox: SortedMap<AccountId, ()>,
    /// Since when a phone wants nothing more from an account.
    opted_out: SortedMap<(AccountId, Arc<str>), Instant>,
    /// When an account last opted a phone in.
    opted_in: SortedMap<(AccountId, Arc<str>), Instant>,
}

impl Sms {
    /// What an account has set and counted in a Region, if anything.
    pub fn account(&self, account: AccountId, region: Region) -> Option<&SmsAccount> {
        self.accounts.get(&(account, region)).map(|account| &**account)
    }

    pub(super) fn change(&mut self, account: AccountId, region: Region, change: impl FnOnce(&mut SmsAccount)) {
        self.accounts.update((account, region), |account| change(Arc::make_mut(account)));
    }

    /// Whether an account is in the sandbox.
    pub fn is_in_sandbox(&self, account: AccountId) -> bool {
        self.in_sandbox.contains_key(&account)
    }

    /// Whether a phone wants nothing from an account.
    pub fn is_opted_out(&self, account: AccountId, number: &str) -> bool {
        !self.opted_out.is_empty() && self.opted_out.contains_key(&(account, Arc::from(number)))
    }

    /// Why a message does not get to a phone: a client-side failure.
    pub(super) fn refusal(&self, account: AccountId, region: Region, number: &str) -> Option<&'static str> {
        if self.is_opted_out(account, number) {
            return Some("Phone number is opted out");
        }
        let verified = || {
            let found = self.account(account, region).and_then(|account| account.numbers.get(number));
            found.is_some_and(|number| number.verified)
        };
        if self.is_in_sandbox(account) && !verified() {
            return Some("the account is in the SMS sandbox and the number is not verified");
        }
        None
    }
}

impl Sns {
    /// Puts an account into the SMS sandbox, in every Region, or takes it out; answers whether that changed anything. At
    /// AWS accounts begin inside and support takes them out; here they begin outside.
    pub fn set_sandbox(&mut self, cx: &mut Cx<'_>, account: AccountId, inside: bool) -> bool {
        if self.sms.is_in_sandbox(account) == inside {
            return false;
        }
        if inside {
            self.sms.in_sandbox.insert(account, ());
        } else {
            self.sms.in_sandbox.remove(&account);
        }
        let what = if inside { key!("the sandbox, entered") } else { key!("the sandbox, left") };
        cx.emit(None, SnsEvent::SmsChanged { account, what: what.into() });
        true
    }

    /// A phone answers STOP to an account's messages; answers whether that changed anything. AWS keeps such lists by
    /// Region too; here a phone is done with all of the account.
    pub fn opt_out(&mut self, cx: &mut Cx<'_>, account: AccountId, number: &str) -> bool {
        if !is_phone_number(number) || self.sms.is_opted_out(account, number) {
            return false;
        }
        let number: Arc<str> = number.into();
        self.sms.opted_out.insert((account, number.clone()), cx.now);
        cx.emit(None, SnsEvent::PhoneChanged { number, what: key!("opted out").into() });
        true
    }

    /// Counts a text message against what an account can send in a second.
    pub(super) fn admit_sms(&mut self, cx: &Cx<'_>) -> Result<()> {
        let (account, region, rate) = (cx.caller.account, cx.caller.region, self.limits.sms_per_sec);
        let bucket = self.sms.account(account, region).and_then(|account| account.rate);
        let bucket = bucket.unwrap_or(Bucket::full(cx.now, rate)).at(cx.now, rate);
        let left = bucket.take().ok_or_else(|| SnsError::new(ErrorCode::Throttled, "Rate exceeded"))?;
        self.sms.change(account, region, |account| account.rate = Some(left));
        Ok(())
    }
}

/// Refuses what is no phone number.
fn check_number(number: &str, member: &str) -> Result<()> {
    if number.is_empty() {
        return Err(SnsError::missing(member));
    }
    if is_phone_number(number) {
        return Ok(());
    }
    Err(SnsError::invalid("PhoneNumber Reason: input incorrectly formatted"))
}
