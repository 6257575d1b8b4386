//! Phones that asked for no more messages, and the numbers that an account sends from.

use super::check_number;
use crate::clock::Duration;
use crate::key;
use crate::sns::actions::page;
use crate::sns::api::{
    CheckIfPhoneNumberIsOptedOut, IsOptedOutResult, ListOriginationNumbers, ListOriginationNumbersResult,
    ListPhoneNumbersOptedOut, OptInPhoneNumber, PhoneNumbersOptedOutResult,
};
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent};
use std::sync::Arc;

/// The most entries of a page of origination numbers.
const ORIGINATION_NUMBERS: i64 = 30;

impl Sns {
    pub(in crate::sns) fn check_opted_out(
        &self,
        cx: &Cx<'_>,
        request: &CheckIfPhoneNumberIsOptedOut,
    ) -> Result<IsOptedOutResult> {
        check_number(&request.phone_number, "phoneNumber")?;
        Ok(IsOptedOutResult { is_opted_out: self.sms.is_opted_out(cx.caller.account, &request.phone_number) })
    }

    pub(in crate::sns) fn list_opted_out(
        &self,
        cx: &Cx<'_>,
        request: &ListPhoneNumbersOptedOut,
    ) -> Result<PhoneNumbersOptedOutResult> {
        let own = self.sms.opted_out.keys().filter(|(account, _)| *account == cx.caller.account);
        let (phone_numbers, next_token) =
            page(own.map(|(_, number)| number.to_string()), request.next_token.as_deref())?;
        Ok(PhoneNumbersOptedOutResult { phone_numbers, next_token })
    }

    /// A number that has not opted out stays as it is.
    pub(in crate::sns) fn opt_in_phone_number(&mut self, cx: &mut Cx<'_>, request: &OptInPhoneNumber) -> Result<()> {
        check_number(&request.phone_number, "phoneNumber")?;
        let number: Arc<str> = request.phone_number.as_str().into();
        let key = (cx.caller.account, number.clone());
        if !self.sms.opted_out.contains_key(&key) {
            return Ok(());
        }
        let span = Duration::from_secs(self.limits.opt_in_secs);
        if self.sms.opted_in.get(&key).is_some_and(|last| cx.now < last.after(span)) {
            return Err(SnsError::invalid("Cannot opt in right now, latest opt in is too recent"));
        }
        self.sms.opted_out.remove(&key);
        self.sms.opted_in.insert(key, cx.now);
        cx.emit(None, SnsEvent::PhoneChanged { number, what: key!("opted in").into() });
        Ok(())
    }

    /// Numbers are bought from AWS End User Messaging, so that the lab's accounts have none.
    #[allow(clippy::unused_self, reason = "an action like the others")]
    pub(in crate::sns) fn list_origination_numbers(
        &self,
        _: &Cx<'_>,
        request: &ListOriginationNumbers,
    ) -> Result<ListOriginationNumbersResult> {
        if let Some(asked) = request.max_results {
            let wrong = match asked {
                ..1 => Some("greater than or equal to 1".to_owned()),
                1..=ORIGINATION_NUMBERS => None,
                _ => Some(format!("less than or equal to {ORIGINATION_NUMBERS}")),
            };
            if let Some(wrong) = wrong {
                let sentence = format!(
                    "1 validation error detected: Value '{asked}' at 'maxResults' failed to satisfy constraint: Member \
                     must have value {wrong}"
                );
                return Err(SnsError::new(ErrorCode::ValidationException, sentence));
            }
        }
        let (phone_numbers, next_token) = page(std::iter::empty(), request.next_token.as_deref())?;
        Ok(ListOriginationNumbersResult { phone_numbers, next_token })
    }
}
