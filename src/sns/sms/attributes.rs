//! `GetSMSAttributes` and `SetSMSAttributes`.

use crate::base::collections::map_of;
use crate::sns::api::{GetSMSAttributes, SMSAttributesResult, SetSMSAttributes};
use crate::sns::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent};

/// What can be set, with what is shown until then.
const ATTRIBUTES: [(&str, Option<&str>); 6] = [
    ("DefaultSMSType", Some("Promotional")),
    ("DefaultSenderID", None),
    ("DeliveryStatusIAMRole", None),
    ("DeliveryStatusSuccessSamplingRate", None),
    ("MonthlySpendLimit", Some("1")),
    ("UsageReportS3Bucket", None),
];

impl Sns {
    pub(in crate::sns) fn get_sms_attributes(
        &self,
        cx: &Cx<'_>,
        request: &GetSMSAttributes,
    ) -> Result<SMSAttributesResult> {
        if let Some(unknown) = request.attributes.iter().find(|name| !is_known(name)) {
            return Err(not_valid(unknown));
        }
        let account = self.sms.account(cx.caller.account, cx.caller.region);
        let wanted = |name: &str| request.attributes.is_empty() || request.attributes.iter().any(|other| other == name);
        let shown = ATTRIBUTES.iter().filter(|(name, _)| wanted(name)).filter_map(|(name, default)| {
            let set = account.and_then(|account| account.attributes.get(*name)).map(|value| &**value);
            Some(((*name).to_owned(), set.or(*default)?.to_owned()))
        });
        Ok(SMSAttributesResult { attributes: map_of(shown) })
    }

    pub(in crate::sns) fn set_sms_attributes(&mut self, cx: &mut Cx<'_>, request: &SetSMSAttributes) -> Result<()> {
        if request.attributes.is_empty() {
            return Err(SnsError::missing("attributes"));
        }
        for (name, value) in &request.attributes {
            check(name, value)?;
        }
        let account = cx.caller.account;
        self.sms.change(account, cx.caller.region, |account| {
            for (name, value) in &request.attributes {
                if value.is_empty() {
                    account.attributes.remove(name.as_str());
                } else {
                    account.attributes.insert(name.as_str().into(), value.as_str().into());
                }
            }
        });
        let what = request.attributes.keys().map(String::as_str).collect::<Vec<_>>().join(", ").into();
        cx.emit(None, SnsEvent::SmsChanged { account, what });
        Ok(())
    }
}

fn is_known(name: &str) -> bool {
    ATTRIBUTES.iter().any(|(known, _)| *known == name)
}

fn not_valid(name: &str) -> SnsError {
    SnsError::new(ErrorCode::InvalidParameter, format!("{name} is not a valid attribute"))
}

/// Refuses an unknown name and a value of the wrong form. An empty value takes most of them away.
fn check(name: &str, value: &str) -> Result<()> {
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_sender = value.len() <= 11 && letters && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let good = match name {
        "DefaultSMSType" => matches!(value, "Promotional" | "Transactional"),
        "DefaultSenderID" => value.is_empty() || is_sender,
        "DeliveryStatusSuccessSamplingRate" => value.parse::<u8>().is_ok_and(|rate| rate <= 100),
        "MonthlySpendLimit" => value.parse::<u32>().is_ok(),
        "DeliveryStatusIAMRole" | "UsageReportS3Bucket" => true,
        _ => return Err(not_valid(name)),
    };
    if good { Ok(()) } else { Err(SnsError::new(ErrorCode::InvalidParameter, format!("{name} is invalid"))) }
}
