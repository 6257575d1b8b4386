//! The SMS sandbox: numbers that an account may reach before AWS lets it write to everybody.
//!
//! Source: "Using the Amazon SNS SMS sandbox" in the SNS developer guide. The sentences are our own, as none are recorded.

use super::{SandboxNumber, SmsAccount, check_number};
use crate::clock::Duration;
use crate::key;
use crate::sns::actions::page_of;
use crate::sns::api::{
    CreateSMSSandboxPhoneNumber, DeleteSMSSandboxPhoneNumber, ListSMSSandboxPhoneNumbers,
    ListSMSSandboxPhoneNumbersResult, SMSSandboxAccountStatusResult, SMSSandboxPhoneNumber,
    VerifySMSSandboxPhoneNumber,
};
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent};
use std::sync::Arc;

/// The languages in which a password can be sent.
const LANGUAGES: [&str; 13] = [
    "en-US", "en-GB", "es-419", "es-ES", "de-DE", "fr-CA", "fr-FR", "it-IT", "ja-JP", "pt-BR", "kr-KR", "zh-CN",
    "zh-TW",
];
/// The most entries of a page.
const PAGE: usize = 100;

impl Sns {
    pub(in crate::sns) fn sandbox_status(&self, cx: &Cx<'_>) -> SMSSandboxAccountStatusResult {
        SMSSandboxAccountStatusResult { is_in_sandbox: self.sms.is_in_sandbox(cx.caller.account) }
    }

    /// A number that is pending gets another password; the one before is worth nothing then.
    pub(in crate::sns) fn create_sandbox_number(
        &mut self,
        cx: &mut Cx<'_>,
        request: &CreateSMSSandboxPhoneNumber,
    ) -> Result<()> {
        check_number(&request.phone_number, "phoneNumber")?;
        if let Some(code) = request.language_code.as_deref().filter(|code| !LANGUAGES.contains(code)) {
            return Err(SnsError::invalid(format_args!("LanguageCode Reason: {code} is not supported")));
        }
        let (account, region) = (cx.caller.account, cx.caller.region);
        let number: Arc<str> = request.phone_number.as_str().into();
        if self.sms.is_opted_out(account, &number) {
            return Err(SnsError::new(ErrorCode::OptedOut, format!("Phone number {number} is opted out")));
        }
        let known = self.sms.account(account, region);
        let there = known.and_then(|account| account.numbers.get(&number));
        if there.is_some_and(|there| there.verified) {
            return Err(user_error("Phone number is already verified"));
        }
        if there.is_none() && known.is_some_and(|account| account.numbers.len() >= self.limits.sandbox_numbers) {
            let most = self.limits.sandbox_numbers;
            return Err(user_error(&format!("The SMS sandbox can have at most {most} phone numbers")));
        }
        let password: Arc<str> = format!("{:06}", self.draw_id().as_u128() % 1_000_000).into();
        let state = SandboxNumber { password: password.clone(), verified: false, touched: cx.now };
        self.sms.change(account, region, |account| {
            account.numbers.insert(number.clone(), state);
        });
        cx.emit(None, SnsEvent::SandboxPasswordSent { number, password });
        Ok(())
    }

    pub(in crate::sns) fn verify_sandbox_number(
        &mut self,
        cx: &mut Cx<'_>,
        request: &VerifySMSSandboxPhoneNumber,
    ) -> Result<()> {
        check_number(&request.phone_number, "phoneNumber")?;
        let password = &request.one_time_password;
        if password.is_empty() {
            return Err(SnsError::missing("oneTimePassword"));
        }
        if !(5..=8).contains(&password.len()) || !password.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(SnsError::invalid("OneTimePassword Reason: must be 5 to 8 digits"));
        }
        let number = self.sandbox_number(cx, &request.phone_number)?;
        if *number.password != **password {
            return Err(SnsError::new(ErrorCode::Verification, "The one-time password is invalid"));
        }
        if number.verified {
            return Ok(());
        }
        let number: Arc<str> = request.phone_number.as_str().into();
        self.sms.change(cx.caller.account, cx.caller.region, |account| {
            if let Some(state) = account.numbers.get_mut(&number) {
                state.verified = true;
                state.touched = cx.now;
            }
        });
        cx.emit(None, SnsEvent::PhoneChanged { number, what: key!("verified").into() });
        Ok(())
    }

    pub(in crate::sns) fn delete_sandbox_number(
        &mut self,
        cx: &mut Cx<'_>,
        request: &DeleteSMSSandboxPhoneNumber,
    ) -> Result<()> {
        check_number(&request.phone_number, "phoneNumber")?;
        let number = self.sandbox_number(cx, &request.phone_number)?;
        if cx.now < number.touched.after(Duration::from_secs(self.limits.sandbox_keep_secs)) {
            return Err(user_error("Phone number can be deleted 24 hours after its verification, or the last attempt"));
        }
        let number: Arc<str> = request.phone_number.as_str().into();
        self.sms.change(cx.caller.account, cx.caller.region, |account| {
            account.numbers.remove(&number);
        });
        cx.emit(None, SnsEvent::PhoneChanged { number, what: key!("taken out of the sandbox").into() });
        Ok(())
    }

    pub(in crate::sns) fn list_sandbox_numbers(
        &self,
        cx: &Cx<'_>,
        request: &ListSMSSandboxPhoneNumbers,
    ) -> Result<ListSMSSandboxPhoneNumbersResult> {
        let entries = match request.max_results {
            None => PAGE,
            Some(asked) => usize::try_from(asked)
                .ok()
                .filter(|asked| (1..=PAGE).contains(asked))
                .ok_or_else(|| SnsError::invalid(format_args!("MaxResults Reason: must be from 1 to {PAGE}")))?,
        };
        let account = self.sms.account(cx.caller.account, cx.caller.region);
        let all = account.into_iter().flat_map(SmsAccount::sandbox_numbers);
        let (found, next_token) = page_of(all, request.next_token.as_deref(), entries)?;
        let phone_numbers = found
            .into_iter()
            .map(|(number, state)| SMSSandboxPhoneNumber {
                phone_number: number.to_owned(),
                status: if state.verified { "Verified" } else { "Pending" }.to_owned(),
            })
            .collect();
        Ok(ListSMSSandboxPhoneNumbersResult { phone_numbers, next_token })
    }

    fn sandbox_number(&self, cx: &Cx<'_>, number: &str) -> Result<&SandboxNumber> {
        let account = self.sms.account(cx.caller.account, cx.caller.region);
        account.and_then(|account| account.numbers.get(number)).ok_or_else(|| {
            let sentence = format!("Phone number {number} is not in the SMS sandbox");
            SnsError::new(ErrorCode::ResourceNotFound, sentence)
        })
    }
}

fn user_error(sentence: &str) -> SnsError {
    SnsError::new(ErrorCode::UserError, sentence)
}
