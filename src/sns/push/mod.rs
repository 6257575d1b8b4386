//! Mobile push: apps registered with a push service, and the devices that they run on.
//!
//! AWS calls an app a platform application and a device a platform endpoint. What a push service does with a message is
//! not known here: it answers like any other endpoint.
//!
//! Source: "Mobile push notifications" in the SNS developer guide.

mod applications;
mod endpoints;
#[cfg(test)]
mod tests;

use super::notification::Notification;
use super::{Cx, DirectTotals, Result, SnsError, parse_arn};
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Arn, Region};
use crate::clock::{Duration, Instant};
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// A push service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "AWS's own names")]
pub enum Platform {
    Adm,
    Apns,
    ApnsSandbox,
    ApnsVoip,
    ApnsVoipSandbox,
    Baidu,
    Gcm,
    Macos,
    MacosSandbox,
    Mpns,
    Wns,
}

impl Platform {
    /// Every platform.
    pub const ALL: [Self; 11] = [
        Self::Adm,
        Self::Apns,
        Self::ApnsSandbox,
        Self::ApnsVoip,
        Self::ApnsVoipSandbox,
        Self::Baidu,
        Self::Gcm,
        Self::Macos,
        Self::MacosSandbox,
        Self::Mpns,
        Self::Wns,
    ];

    /// AWS's name, which is also the key of its text in a structured message.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adm => "ADM",
            Self::Apns => "APNS",
            Self::ApnsSandbox => "APNS_SANDBOX",
            Self::ApnsVoip => "APNS_VOIP",
            Self::ApnsVoipSandbox => "APNS_VOIP_SANDBOX",
            Self::Baidu => "BAIDU",
            Self::Gcm => "GCM",
            Self::Macos => "MACOS",
            Self::MacosSandbox => "MACOS_SANDBOX",
            Self::Mpns => "MPNS",
            Self::Wns => "WNS",
        }
    }

    /// The platform of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|platform| platform.name() == name)
    }

    /// Whether Apple's rule for the tokens of phones holds.
    const fn is_ios(self) -> bool {
        matches!(self, Self::Apns | Self::ApnsSandbox | Self::ApnsVoip | Self::ApnsVoipSandbox)
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An app's names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicationKey {
    /// The owner.
    pub account: AccountId,
    /// Where it is.
    pub region: Region,
    /// The push service.
    pub platform: Platform,
    /// Its name.
    pub name: Arc<str>,
}

impl ApplicationKey {
    /// The app's ARN: `…:app/PLATFORM/NAME`.
    pub fn arn(&self) -> Arn {
        Arn::topic(self.region, self.account, &format!("app/{}/{}", self.platform, self.name))
    }
}

/// An endpoint's names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndpointKey {
    /// The app.
    pub application: ApplicationKey,
    /// The last part of its ARN.
    pub id: Uuid,
}

impl EndpointKey {
    /// The endpoint's ARN: `…:endpoint/PLATFORM/APP/UUID`.
    pub fn arn(&self) -> Arn {
        let ApplicationKey { account, region, platform, name } = &self.application;
        Arn::topic(*region, *account, &format!("endpoint/{platform}/{name}/{}", self.id))
    }

    /// The names in an endpoint's ARN.
    pub fn parse(text: &str) -> Option<Self> {
        let arn: Arn = text.parse().ok().filter(|arn: &Arn| arn.service == "sns")?;
        let mut parts = arn.resource.split('/');
        let (first, platform, name, id) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        if first != "endpoint" || parts.next().is_some() {
            return None;
        }
        let (account, region) = (arn.account.parse().ok()?, arn.region.parse().ok()?);
        let application = ApplicationKey { account, region, platform: Platform::parse(platform)?, name: name.into() };
        Some(Self { application, id: id.parse().ok()? })
    }
}

/// A device that an app runs on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// Its names.
    pub key: EndpointKey,
    /// Its number among those of the app.
    pub number: u32,
    /// What the push service calls it.
    pub token: Arc<str>,
    /// Whether messages are sent to it. The push service's word that the token is dead switches it off.
    pub enabled: bool,
    /// What its owner wants to remember.
    pub custom_user_data: Option<Arc<str>>,
    /// `ChannelId` and `UserId` of Baidu.
    extra: SortedMap<Box<str>, Arc<str>>,
}

/// An app that is registered with a push service. Cloning is cheap.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Application {
    /// Its names.
    pub key: ApplicationKey,
    /// Whether messages are sent to its devices.
    pub enabled: bool,
    settings: SortedMap<Box<str>, Arc<str>>,
    endpoints: SortedMap<Uuid, Arc<Endpoint>>,
    by_token: SortedMap<Arc<str>, Uuid>,
    next: u32,
}

impl Application {
    /// Its endpoints in the order in which they were made.
    pub fn endpoints(&self) -> Vec<&Endpoint> {
        let mut all: Vec<&Endpoint> = self.endpoints.values().map(|endpoint| &**endpoint).collect();
        all.sort_by_key(|endpoint| endpoint.number);
        all
    }
}

/// All apps of a lab, with their devices.
#[derive(Clone, Debug, Default, Hash)]
pub struct Push {
    applications: SortedMap<ApplicationKey, Arc<Application>>,
    /// What direct publishes to the devices of an app came to; kept when the app is gone.
    pub(super) totals: SortedMap<ApplicationKey, DirectTotals>,
}

impl Push {
    /// All apps, in the order of accounts, Regions, platforms and names.
    pub fn applications(&self) -> impl Iterator<Item = &Application> {
        self.applications.values().map(|application| &**application)
    }

    /// The app of these names.
    pub fn application(&self, key: &ApplicationKey) -> Option<&Application> {
        self.applications.get(key).map(|application| &**application)
    }

    /// What direct publishes to the devices of an app came to, also of one that is gone.
    pub fn totals(&self, key: &ApplicationKey) -> DirectTotals {
        self.totals.get(key).copied().unwrap_or_default()
    }

    fn application_mut(&mut self, key: &ApplicationKey) -> Option<&mut Application> {
        self.applications.get_mut(key).map(Arc::make_mut)
    }

    /// The endpoint of these names.
    pub fn endpoint(&self, key: &EndpointKey) -> Option<&Endpoint> {
        self.application(&key.application)?.endpoints.get(&key.id).map(|endpoint| &**endpoint)
    }

    fn endpoint_mut(&mut self, key: &EndpointKey) -> Option<&mut Endpoint> {
        self.application_mut(&key.application)?.endpoints.get_mut(&key.id).map(Arc::make_mut)
    }

    /// Why a message cannot be sent to an endpoint: a client-side failure.
    pub(super) fn refusal(&self, key: &EndpointKey) -> Option<&'static str> {
        let Some(application) = self.application(&key.application) else { return Some(NO_ENDPOINT) };
        match application.endpoints.get(&key.id) {
            None => Some(NO_ENDPOINT),
            Some(_) if !application.enabled => Some(APPLICATION_DISABLED),
            Some(endpoint) if !endpoint.enabled => Some(ENDPOINT_DISABLED),
            Some(_) => None,
        }
    }

    /// Switches an endpoint off; answers whether it was on.
    pub(super) fn disable(&mut self, key: &EndpointKey) -> bool {
        if self.endpoint(key).is_none_or(|endpoint| !endpoint.enabled) {
            return false;
        }
        if let Some(endpoint) = self.endpoint_mut(key) {
            endpoint.enabled = false;
        }
        true
    }
}

const NO_ENDPOINT: &str = "the endpoint does not exist";
/// AWS's sentence for a publish to an app that is switched off.
pub(super) const APPLICATION_DISABLED: &str = "Platform application is disabled";
/// AWS's sentence for a publish to an endpoint that is switched off.
pub(super) const ENDPOINT_DISABLED: &str = "Endpoint is disabled";

/// Until when a message may be delivered to a device, where an attribute says so: `AWS.SNS.MOBILE.<platform>.TTL`, seconds
/// from its publish.
pub(super) fn end_of_life(message: &Notification, platform: Platform) -> Option<Instant> {
    let attribute = message.attributes.get(&format!("AWS.SNS.MOBILE.{platform}.TTL"))?;
    let secs = attribute.string_value.as_ref()?.parse().ok()?;
    Some(message.published.after(Duration::from_secs(secs)))
}

/// The account, the Region and the parts of the resource in an ARN of mobile push.
fn parts_of<'a>(
    cx: &Cx<'_>,
    text: &'a str,
    parameter: &str,
    (kind, count): (&str, usize),
) -> Result<(AccountId, Vec<&'a str>)> {
    let arn = parse_arn(text, parameter)?;
    if arn.service != "sns" || arn.region != cx.caller.region.name() {
        return Err(SnsError::invalid(parameter));
    }
    let account: AccountId = arn.account.parse().map_err(|_| SnsError::invalid(parameter))?;
    let resource = text.splitn(6, ':').last().unwrap_or_default();
    let parts: Vec<&str> = resource.split('/').collect();
    if parts.len() != count || parts.first() != Some(&kind) {
        return Err(SnsError::invalid(format_args!(
            "{parameter} Reason: Wrong number of slashes in relative portion of the ARN."
        )));
    }
    if account != cx.caller.account {
        return Err(SnsError::foreign(cx.caller, text));
    }
    Ok((account, parts))
}

/// The names in an app's ARN; none where there can be no such app.
fn application_key(cx: &Cx<'_>, text: &str) -> Result<Option<ApplicationKey>> {
    let (account, parts) = parts_of(cx, text, "PlatformApplicationArn", ("app", 3))?;
    let [_, platform, name] = parts.as_slice() else { return Ok(None) };
    let region = cx.caller.region;
    Ok(Platform::parse(platform).map(|platform| ApplicationKey { account, region, platform, name: (*name).into() }))
}

/// The names in an endpoint's ARN; none where there can be no such endpoint.
fn endpoint_key(cx: &Cx<'_>, text: &str) -> Result<Option<EndpointKey>> {
    parts_of(cx, text, "EndpointArn", ("endpoint", 4))?;
    Ok(EndpointKey::parse(text))
}
