//! The operations on platform endpoints.

use super::applications::is_flag;
use super::{Application, Endpoint, EndpointKey, Platform, endpoint_key};
use crate::base::collections::{SortedMap, map_of};
use crate::sns::actions::page;
use crate::sns::api::{
    self, Attributes, AttributesResult, CreatePlatformEndpoint, DeleteEndpoint, EndpointArnResult,
    GetEndpointAttributes, ListEndpointsByPlatformApplication, ListEndpointsResult, SetEndpointAttributes,
};
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent};
use std::sync::Arc;

/// The longest token of an Apple phone, in hexadecimal digits.
const IOS_TOKEN_DIGITS: usize = 400;
/// What Baidu asks for beside the token.
const OF_BAIDU: [&str; 2] = ["ChannelId", "UserId"];

impl Sns {
    /// The same token once more answers the endpoint that is there, if all that the call names is the same.
    pub(in crate::sns) fn create_endpoint(
        &mut self,
        cx: &mut Cx<'_>,
        request: &CreatePlatformEndpoint,
    ) -> Result<EndpointArnResult> {
        let application = self.own_application(cx, &request.platform_application_arn)?;
        let key = application.key.clone();
        let mut wanted = request.attributes.clone();
        if let Some(data) = &request.custom_user_data {
            wanted.insert("CustomUserData".to_owned(), data.clone());
        }
        // The member of that name is the token; one among the attributes would only repeat it.
        wanted.insert("Token".to_owned(), request.token.clone());
        self.check_endpoint_settings(key.platform, &wanted)?;
        if key.platform == Platform::Baidu {
            check_baidu(&wanted)?;
        }
        if let Some(there) = application.by_token(&request.token) {
            if !there.has(&wanted) {
                return Err(taken(there));
            }
            return Ok(EndpointArnResult { endpoint_arn: there.key.arn().to_string() });
        }
        let id = self.draw_id();
        let Some(application) = self.push.application_mut(&key) else {
            return Err(SnsError::new(ErrorCode::NotFound, "PlatformApplication does not exist"));
        };
        let mut endpoint = Endpoint {
            key: EndpointKey { application: key, id },
            number: application.next,
            token: Arc::default(),
            enabled: true,
            custom_user_data: None,
            extra: SortedMap::default(),
        };
        endpoint.put(&wanted);
        application.next += 1;
        application.by_token.insert(endpoint.token.clone(), id);
        let key = endpoint.key.clone();
        application.endpoints.insert(id, Arc::new(endpoint));
        let endpoint_arn = key.arn().to_string();
        cx.emit(None, SnsEvent::EndpointCreated { endpoint: key });
        Ok(EndpointArnResult { endpoint_arn })
    }

    pub(in crate::sns) fn delete_endpoint(&mut self, cx: &mut Cx<'_>, request: &DeleteEndpoint) -> Result<()> {
        let Some(key) = endpoint_key(cx, &request.endpoint_arn)? else { return Ok(()) };
        let Some(application) = self.push.application_mut(&key.application) else { return Ok(()) };
        if let Some(gone) = application.endpoints.remove(&key.id) {
            application.by_token.remove(&gone.token);
            cx.emit(None, SnsEvent::EndpointDeleted { endpoint: key });
        }
        Ok(())
    }

    pub(in crate::sns) fn get_endpoint(
        &self,
        cx: &Cx<'_>,
        request: &GetEndpointAttributes,
    ) -> Result<AttributesResult> {
        let endpoint = self.own_endpoint(cx, &request.endpoint_arn)?;
        Ok(AttributesResult { attributes: endpoint.attributes() })
    }

    pub(in crate::sns) fn set_endpoint(&mut self, cx: &mut Cx<'_>, request: &SetEndpointAttributes) -> Result<()> {
        let endpoint = self.own_endpoint(cx, &request.endpoint_arn)?;
        let (key, old) = (endpoint.key.clone(), endpoint.token.clone());
        if request.attributes.is_empty() {
            return Err(SnsError::missing("attributes"));
        }
        self.check_endpoint_settings(key.application.platform, &request.attributes)?;
        let token: Arc<str> =
            request.attributes.get("Token").map_or_else(|| old.clone(), |token| token.as_str().into());
        let other = self.push.application(&key.application).and_then(|application| application.by_token(&token));
        if let Some(other) = other.filter(|other| other.key != key) {
            return Err(taken(other));
        }
        if let Some(endpoint) = self.push.endpoint_mut(&key) {
            endpoint.put(&request.attributes);
        }
        if let Some(application) = self.push.application_mut(&key.application) {
            application.by_token.remove(&old);
            application.by_token.insert(token, key.id);
        }
        let what = request.attributes.keys().map(String::as_str).collect::<Vec<_>>().join(", ").into();
        cx.emit(None, SnsEvent::EndpointChanged { endpoint: key, what });
        Ok(())
    }

    pub(in crate::sns) fn list_endpoints(
        &self,
        cx: &Cx<'_>,
        request: &ListEndpointsByPlatformApplication,
    ) -> Result<ListEndpointsResult> {
        let application = self.own_application(cx, &request.platform_application_arn)?;
        let (found, next_token) = page(application.endpoints().into_iter(), request.next_token.as_deref())?;
        let endpoints = found
            .into_iter()
            .map(|endpoint| api::Endpoint {
                endpoint_arn: endpoint.key.arn().to_string(),
                attributes: endpoint.attributes(),
            })
            .collect();
        Ok(ListEndpointsResult { endpoints, next_token })
    }

    /// An endpoint of the caller's account.
    fn own_endpoint(&self, cx: &Cx<'_>, arn: &str) -> Result<&Endpoint> {
        let key = endpoint_key(cx, arn)?;
        key.and_then(|key| self.push.endpoint(&key))
            .ok_or_else(|| SnsError::new(ErrorCode::NotFound, "Endpoint does not exist"))
    }

    fn check_endpoint_settings(&self, platform: Platform, settings: &Attributes) -> Result<()> {
        let (data_max, token_max) = self.limits.endpoint_bytes;
        for (name, value) in settings {
            let bad = |reason: &str| {
                Err(SnsError::invalid(format_args!("Attributes Reason: Invalid value for attribute: {name}: {reason}")))
            };
            match name.as_str() {
                "Token" => check_token(platform, value, token_max)?,
                "Enabled" if !is_flag(value) => return bad("must be true or false"),
                "CustomUserData" if value.len() > data_max => {
                    return bad(&format!("must be at most {data_max} bytes long in UTF-8 encoding"));
                }
                "Enabled" | "CustomUserData" => {}
                name if platform == Platform::Baidu && OF_BAIDU.contains(&name) => {}
                _ => return Err(SnsError::invalid(format_args!("Attributes Reason: Invalid attribute name: {name}"))),
            }
        }
        Ok(())
    }
}

impl Application {
    /// The endpoint with that token.
    pub fn by_token(&self, token: &str) -> Option<&Endpoint> {
        self.endpoints.get(self.by_token.get(token)?).map(|endpoint| &**endpoint)
    }
}

impl Endpoint {
    /// Sets values that have been checked.
    fn put(&mut self, settings: &Attributes) {
        for (name, value) in settings {
            match name.as_str() {
                "Token" => self.token = value.as_str().into(),
                "Enabled" => self.enabled = value.eq_ignore_ascii_case("true"),
                "CustomUserData" => {
                    self.custom_user_data = Some(value.as_str()).filter(|data| !data.is_empty()).map(Into::into);
                }
                _ => drop(self.extra.insert(name.as_str().into(), value.as_str().into())),
            }
        }
    }

    /// Whether it would be the same with these settings.
    fn has(&self, settings: &Attributes) -> bool {
        let mut other = self.clone();
        other.put(settings);
        other == *self
    }

    /// Everything that `GetEndpointAttributes` shows.
    pub fn attributes(&self) -> Attributes {
        let mut all = map_of(self.extra.iter().map(|(name, value)| (name.to_string(), value.to_string())));
        all.insert("Token".to_owned(), self.token.to_string());
        all.insert("Enabled".to_owned(), self.enabled.to_string());
        if let Some(data) = &self.custom_user_data {
            all.insert("CustomUserData".to_owned(), data.to_string());
        }
        all
    }
}

fn taken(there: &Endpoint) -> SnsError {
    SnsError::invalid(format_args!(
        "Token Reason: Endpoint {} already exists with the same Token, but different attributes.",
        there.key.arn()
    ))
}

fn check_token(platform: Platform, token: &str, bytes_max: usize) -> Result<()> {
    let hexadecimal = token.bytes().all(|byte| byte.is_ascii_hexdigit());
    let reason = if token.is_empty() {
        "cannot be empty".to_owned()
    } else if platform.is_ios() && (token.len() > IOS_TOKEN_DIGITS || !hexadecimal) {
        format!("iOS device tokens must be no more than {IOS_TOKEN_DIGITS} hexadecimal characters")
    } else if token.len() > bytes_max {
        format!("must be at most {bytes_max} bytes long in UTF-8 encoding")
    } else {
        return Ok(());
    };
    Err(SnsError::invalid(format_args!("Token Reason: {reason}")))
}

/// Baidu knows a device by a channel and a user; the channel is its token.
fn check_baidu(settings: &Attributes) -> Result<()> {
    let of = |name: &str| settings.get(name).filter(|value| !value.is_empty());
    for name in OF_BAIDU {
        if of(name).is_none() {
            return Err(SnsError::invalid(format_args!("Attributes Reason: {name} attribute required")));
        }
    }
    if of("ChannelId") != of("Token") {
        return Err(SnsError::invalid("Token Reason: must be the ChannelId"));
    }
    Ok(())
}
