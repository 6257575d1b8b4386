//! What the operations of mobile push take and answer.

use super::Attributes;
use crate::base::wire::{is_default, requests, results, write};

requests! {
    /// Registers an app with a push service, by the credentials that the push service gave.
    CreatePlatformApplication {
        /// 1 to 256 of `A-Z a-z 0-9 _ - .`.
        name: String,
        /// `ADM`, `APNS`, `APNS_SANDBOX`, `APNS_VOIP`, `APNS_VOIP_SANDBOX`, `MACOS`, `MACOS_SANDBOX`, `BAIDU`, `GCM`
        /// (Firebase), `MPNS` or `WNS`.
        platform: String,
        /// `PlatformCredential`, for most platforms `PlatformPrincipal`, and other settings by name.
        attributes: Attributes,
    }
    /// Registers a device with an app, or answers the endpoint that is there with the same token and settings.
    CreatePlatformEndpoint {
        /// The app.
        platform_application_arn: String,
        /// What the push service calls the app on that device; at most 8,192 bytes.
        token: String,
        /// Anything, at most 2,048 bytes.
        custom_user_data: Option<String>,
        /// `Enabled`, `CustomUserData`, and of Baidu `ChannelId` and `UserId`.
        attributes: Attributes,
    }
    /// Deletes a device; its subscriptions stay.
    DeleteEndpoint {
        /// The endpoint; one that is gone makes no difference.
        endpoint_arn: String,
    }
    /// Deletes an app with its endpoints.
    DeletePlatformApplication {
        /// The app; one that is gone makes no difference.
        platform_application_arn: String,
    }
    /// A device's settings.
    GetEndpointAttributes {
        /// The endpoint.
        endpoint_arn: String,
    }
    /// An app's settings, without its credentials.
    GetPlatformApplicationAttributes {
        /// The app.
        platform_application_arn: String,
    }
    /// The devices of an app, a hundred a page.
    ListEndpointsByPlatformApplication {
        /// The app.
        platform_application_arn: String,
        /// From the page before.
        next_token: Option<String>,
    }
    /// All apps of the account in the Region, a hundred a page.
    ListPlatformApplications {
        /// From the page before.
        next_token: Option<String>,
    }
    /// Changes a device's settings.
    SetEndpointAttributes {
        /// The endpoint.
        endpoint_arn: String,
        /// `Token`, `Enabled` (`true` or `false`) and `CustomUserData`, those that change.
        attributes: Attributes,
    }
    /// Changes an app's settings.
    SetPlatformApplicationAttributes {
        /// The app.
        platform_application_arn: String,
        /// Those that change.
        attributes: Attributes,
    }
}

results! {
    /// The answer to `CreatePlatformApplication`.
    PlatformApplicationArnResult {
        /// The app.
        platform_application_arn: String,
    }
    /// The answer to `CreatePlatformEndpoint`.
    EndpointArnResult {
        /// The endpoint.
        endpoint_arn: String,
    }
    /// An endpoint in a list.
    Endpoint {
        /// Its ARN.
        endpoint_arn: String,
        /// Its settings.
        attributes: Attributes,
    }
    /// The answer to `ListEndpointsByPlatformApplication`.
    ListEndpointsResult {
        /// A page, in the order in which they were made.
        endpoints: Vec<Endpoint>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
    /// An app in a list.
    PlatformApplication {
        /// Its ARN.
        platform_application_arn: String,
        /// Its settings, without its credentials.
        attributes: Attributes,
    }
    /// The answer to `ListPlatformApplications`.
    ListPlatformApplicationsResult {
        /// A page, in the order of platforms and names.
        platform_applications: Vec<PlatformApplication>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
}
