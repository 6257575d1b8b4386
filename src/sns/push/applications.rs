//! The operations on platform applications.

use super::{Application, ApplicationKey, Platform, application_key};
use crate::base::collections::{SortedMap, map_of};
use crate::sns::actions::page;
use crate::sns::api::{
    self, Attributes, AttributesResult, CreatePlatformApplication, DeletePlatformApplication,
    GetPlatformApplicationAttributes, ListPlatformApplications, ListPlatformApplicationsResult,
    PlatformApplicationArnResult, SetPlatformApplicationAttributes,
};
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent};
use std::sync::Arc;

/// The longest name.
const NAME_CHARS: usize = 256;
/// What can be set; the first two are never shown.
const SETTINGS: [&str; 12] = [
    "PlatformCredential",
    "PlatformPrincipal",
    "ApplePlatformBundleID",
    "ApplePlatformTeamID",
    "Enabled",
    "EventDeliveryFailure",
    "EventEndpointCreated",
    "EventEndpointDeleted",
    "EventEndpointUpdated",
    "FailureFeedbackRoleArn",
    "SuccessFeedbackRoleArn",
    "SuccessFeedbackSampleRate",
];

impl Sns {
    /// The same platform and name once more answers the app that is there, whose settings become those of the call.
    pub(in crate::sns) fn create_application(
        &mut self,
        cx: &mut Cx<'_>,
        request: &CreatePlatformApplication,
    ) -> Result<PlatformApplicationArnResult> {
        check_name(&request.name)?;
        let platform = Platform::parse(&request.platform)
            .ok_or_else(|| SnsError::invalid(format_args!("Platform Reason: {} is not supported", request.platform)))?;
        check_settings(&request.attributes)?;
        check_credentials(platform, &request.attributes)?;
        let key = ApplicationKey {
            account: cx.caller.account,
            region: cx.caller.region,
            platform,
            name: request.name.as_str().into(),
        };
        let arn = key.arn().to_string();
        if self.push.application(&key).is_none() {
            let application = Application {
                key: key.clone(),
                enabled: true,
                settings: SortedMap::default(),
                endpoints: SortedMap::default(),
                by_token: SortedMap::default(),
                next: 0,
            };
            self.push.applications.insert(key.clone(), Arc::new(application));
            cx.emit(None, SnsEvent::ApplicationCreated { application: key.clone() });
        } else {
            cx.emit(
                None,
                SnsEvent::ApplicationChanged { application: key.clone(), what: names_of(&request.attributes) },
            );
        }
        if let Some(application) = self.push.application_mut(&key) {
            application.put(&request.attributes);
        }
        Ok(PlatformApplicationArnResult { platform_application_arn: arn })
    }

    pub(in crate::sns) fn delete_application(
        &mut self,
        cx: &mut Cx<'_>,
        request: &DeletePlatformApplication,
    ) -> Result<()> {
        let Some(key) = application_key(cx, &request.platform_application_arn)? else { return Ok(()) };
        if self.push.applications.remove(&key).is_some() {
            cx.emit(None, SnsEvent::ApplicationDeleted { application: key });
        }
        Ok(())
    }

    pub(in crate::sns) fn get_application(
        &self,
        cx: &Cx<'_>,
        request: &GetPlatformApplicationAttributes,
    ) -> Result<AttributesResult> {
        let application = self.own_application(cx, &request.platform_application_arn)?;
        Ok(AttributesResult { attributes: application.attributes() })
    }

    pub(in crate::sns) fn set_application(
        &mut self,
        cx: &mut Cx<'_>,
        request: &SetPlatformApplicationAttributes,
    ) -> Result<()> {
        let key = self.own_application(cx, &request.platform_application_arn)?.key.clone();
        check_settings(&request.attributes)?;
        if let Some(application) = self.push.application_mut(&key) {
            application.put(&request.attributes);
        }
        cx.emit(None, SnsEvent::ApplicationChanged { application: key, what: names_of(&request.attributes) });
        Ok(())
    }

    pub(in crate::sns) fn list_applications(
        &self,
        cx: &Cx<'_>,
        request: &ListPlatformApplications,
    ) -> Result<ListPlatformApplicationsResult> {
        let own = |application: &&Application| {
            application.key.account == cx.caller.account && application.key.region == cx.caller.region
        };
        let (found, next_token) = page(self.push.applications().filter(own), request.next_token.as_deref())?;
        let platform_applications = found
            .into_iter()
            .map(|application| api::PlatformApplication {
                platform_application_arn: application.key.arn().to_string(),
                attributes: application.attributes(),
            })
            .collect();
        Ok(ListPlatformApplicationsResult { platform_applications, next_token })
    }

    /// An app of the caller's account.
    pub(super) fn own_application(&self, cx: &Cx<'_>, arn: &str) -> Result<&Application> {
        let key = application_key(cx, arn)?;
        key.and_then(|key| self.push.application(&key))
            .ok_or_else(|| SnsError::new(ErrorCode::NotFound, "PlatformApplication does not exist"))
    }
}

impl Application {
    /// Sets values that have been checked.
    fn put(&mut self, settings: &Attributes) {
        for (name, value) in settings {
            if name == "Enabled" {
                self.enabled = value.eq_ignore_ascii_case("true");
            } else if value.is_empty() {
                self.settings.remove(name.as_str());
            } else {
                self.settings.insert(name.as_str().into(), value.as_str().into());
            }
        }
    }

    /// Everything that may be shown: all but the credentials.
    pub fn attributes(&self) -> Attributes {
        let shown =
            self.settings.iter().filter(|(name, _)| !matches!(&***name, "PlatformCredential" | "PlatformPrincipal"));
        let mut all = map_of(shown.map(|(name, value)| (name.to_string(), value.to_string())));
        all.insert("Enabled".to_owned(), self.enabled.to_string());
        all
    }
}

fn names_of(settings: &Attributes) -> Arc<str> {
    settings.keys().map(String::as_str).collect::<Vec<_>>().join(", ").into()
}

fn check_name(name: &str) -> Result<()> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let reason = if name.is_empty() {
        "cannot be empty"
    } else if name.chars().count() > NAME_CHARS {
        "must be at most 256 characters long"
    } else if !name.bytes().all(good) {
        "must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'"
    } else {
        return Ok(());
    };
    Err(SnsError::invalid(format_args!("{name} Reason: {reason}")))
}

fn check_settings(settings: &Attributes) -> Result<()> {
    if settings.is_empty() {
        return Err(SnsError::missing("attributes"));
    }
    for (name, value) in settings {
        let bad = |reason: &str| {
            SnsError::invalid(format_args!("Attributes Reason: Invalid value for attribute: {name}: {reason}"))
        };
        match name.as_str() {
            "Enabled" if !is_flag(value) => return Err(bad("must be true or false")),
            "SuccessFeedbackSampleRate" if value.parse::<u8>().ok().is_none_or(|rate| rate > 100) => {
                return Err(bad("must be a number from 0 to 100"));
            }
            known if SETTINGS.contains(&known) => {}
            _ => return Err(SnsError::invalid(format_args!("Attributes Reason: Invalid attribute name: {name}"))),
        }
    }
    Ok(())
}

/// Firebase knows an app by one secret; the others by two, which come together.
fn check_credentials(platform: Platform, settings: &Attributes) -> Result<()> {
    let has = |name: &str| settings.get(name).is_some_and(|value| !value.is_empty());
    let reason = match (has("PlatformPrincipal"), has("PlatformCredential")) {
        (true, false) => "PlatformPrincipal attribute provided without PlatformCredential",
        (false, true) if platform != Platform::Gcm => "PlatformCredential attribute provided without PlatformPrincipal",
        (false, false) => "PlatformCredential attribute required",
        _ => return Ok(()),
    };
    Err(SnsError::invalid(format_args!("Attributes Reason: {reason}")))
}

pub(super) fn is_flag(value: &str) -> bool {
    value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false")
}
