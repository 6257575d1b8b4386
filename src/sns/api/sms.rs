//! What the operations of text messages take and answer. The older ones begin their members with small letters.

use super::Attributes;
use crate::base::wire::{Field, Fields, is_default, read_by_value, requests, results, write};
use serde::Serialize;

requests! {
    /// Whether a phone has asked for no more messages.
    CheckIfPhoneNumberIsOptedOut {
        /// As E.164 writes it.
        phone_number as "phoneNumber" or "PhoneNumber": String,
    }
    /// Adds a number to those that an account in the sandbox can reach, and sends it a one-time password.
    CreateSMSSandboxPhoneNumber {
        /// As E.164 writes it.
        phone_number: String,
        /// Of the text with the password; `en-US` unless given.
        language_code: Option<String>,
    }
    /// Takes a number out of the sandbox.
    DeleteSMSSandboxPhoneNumber {
        /// As E.164 writes it.
        phone_number: String,
    }
    /// The account's settings for text messages.
    GetSMSAttributes {
        /// Which; all of them unless given.
        attributes as "attributes" or "Attributes": Vec<String>,
    }
    /// The numbers that the account can send from.
    ListOriginationNumbers {
        /// From the page before.
        next_token: Option<String>,
        /// 1 to 30.
        max_results: Option<i64>,
    }
    /// The numbers that asked for no more messages, a hundred a page.
    ListPhoneNumbersOptedOut {
        /// From the page before.
        next_token as "nextToken" or "NextToken": Option<String>,
    }
    /// The numbers of the sandbox.
    ListSMSSandboxPhoneNumbers {
        /// From the page before.
        next_token: Option<String>,
        /// 1 to 100.
        max_results: Option<i64>,
    }
    /// Lets messages go to a number again that asked for no more; once in 30 days.
    OptInPhoneNumber {
        /// As E.164 writes it.
        phone_number as "phoneNumber" or "PhoneNumber": String,
    }
    /// Changes the account's settings for text messages.
    SetSMSAttributes {
        /// By name, those that change.
        attributes as "attributes" or "Attributes": Attributes,
    }
    /// Shows that somebody can read what is sent to a number.
    VerifySMSSandboxPhoneNumber {
        /// As E.164 writes it.
        phone_number: String,
        /// Five to eight digits.
        one_time_password: String,
    }
}

/// Whether the account is in the sandbox. It takes nothing, which is why it is written out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct GetSMSSandboxAccountStatus {}

impl Field for GetSMSSandboxAccountStatus {
    fn read(value: serde_json::Value) -> Result<Self, String> {
        Fields::of(value)?.end().map(|()| Self {})
    }

    fn form() -> crate::base::form::Form {
        crate::base::form::Form::Fields { about: "Whether the account is in the sandbox.", parameters: &[] }
    }
}

read_by_value!(GetSMSSandboxAccountStatus);

results! {
    /// The answer to `CheckIfPhoneNumberIsOptedOut`.
    IsOptedOutResult {
        /// Whether it asked for no more messages.
        #[serde(rename = "isOptedOut")] is_opted_out: bool,
    }
    /// The answer to `GetSMSAttributes`.
    SMSAttributesResult {
        /// In the order of their names.
        #[serde(rename = "attributes")] attributes: Attributes,
    }
    /// The answer to `GetSMSSandboxAccountStatus`.
    SMSSandboxAccountStatusResult {
        /// Whether the account is in the sandbox.
        is_in_sandbox: bool,
    }
    /// A number that an account can send from.
    PhoneNumberInformation {
        /// When it was bought.
        created_at: String,
        /// The number.
        phone_number: String,
        /// Its state.
        status: String,
    }
    /// The answer to `ListOriginationNumbers`.
    ListOriginationNumbersResult {
        /// Empty: the lab's accounts have bought no numbers, which SNS itself offers no operation for.
        phone_numbers: Vec<PhoneNumberInformation>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
    /// The answer to `ListPhoneNumbersOptedOut`.
    PhoneNumbersOptedOutResult {
        /// A page, in order.
        #[serde(rename = "phoneNumbers")] phone_numbers: Vec<String>,
        /// For the next page.
        #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
    /// A number of the sandbox.
    SMSSandboxPhoneNumber {
        /// The number.
        phone_number: String,
        /// `Pending` or `Verified`.
        status: String,
    }
    /// The answer to `ListSMSSandboxPhoneNumbers`.
    ListSMSSandboxPhoneNumbersResult {
        /// A page, in order.
        phone_numbers: Vec<SMSSandboxPhoneNumber>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
}
