//! Putting one statement more into a policy, by whatever call the service has for it.

use super::{Guarded, service, with_statement};
use queuelab::call::Call;
use queuelab::cloud::{Cloud, S3_SERVICE};
use queuelab::lambda::api::AddPermission;
use queuelab::lambda::{self, Function, FunctionId};
use queuelab::s3::Bucket;
use serde_json::Value;

impl Guarded {
    /// The call that adds a statement to the policy.
    pub fn grant(&self, cloud: &Cloud, statement: Value) -> Option<Call> {
        match self {
            // Lambda takes no whole policies, only single permissions.
            Self::Function(id) => {
                let function = cloud.lambda().function(FunctionId(*id))?;
                Some(Call::Lambda(permission(function, &statement)?))
            }
            _ => self.save(cloud, &with_statement(&self.policy(cloud), statement)),
        }
    }
}

/// The permission that a statement comes to.
fn permission(function: &Function, statement: &Value) -> Option<lambda::api::Request> {
    let principal = match statement.get("Principal")? {
        Value::String(everybody) => everybody.clone(),
        Value::Object(names) => names.values().next()?.as_str()?.to_owned(),
        _ => return None,
    };
    let condition = |key: &str| {
        let operators = statement.get("Condition")?.as_object()?;
        let mut values = operators.values().filter_map(|operator| operator.get(key)?.as_str());
        values.next().map(str::to_owned)
    };
    let (source_arn, source_account) = (condition("aws:SourceArn"), condition("aws:SourceAccount"));
    let what = source_arn.as_deref().and_then(|arn| arn.rsplit(':').next());
    let request = AddPermission {
        function_name: function.arn().to_string(),
        statement_id: free_id(function, &principal, what.unwrap_or_default()),
        action: statement.get("Action")?.as_str()?.to_owned(),
        principal,
        source_arn,
        source_account,
        ..AddPermission::default()
    };
    Some(request.into())
}

/// An id that no statement of the function has yet, such as `s3-holiday`.
fn free_id(function: &Function, principal: &str, what: &str) -> String {
    let who = principal.strip_suffix(".amazonaws.com").unwrap_or("caller");
    let letters = format!("{who}-{what}");
    let id: String = letters.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(90).collect();
    let id = id.trim_end_matches('-');
    let text = function.policy.as_ref().map_or("", |policy| policy.text());
    let is_free = |id: &String| !text.contains(&format!("\"{id}\""));
    let more = (2..).map(|number: u32| format!("{id}-{number}"));
    std::iter::once(id.to_owned()).chain(more).find(is_free).unwrap_or_default()
}

/// The call that lets S3 tell a destination of a bucket's changes; nothing where it may already, or where nothing of that
/// name is in the lab.
pub fn let_in_s3(cloud: &Cloud, bucket: &Bucket, destination: &str) -> Option<Call> {
    let guarded = Guarded::of_arn(cloud, destination)?;
    let action = match guarded {
        Guarded::Queue(_) => "sqs:SendMessage",
        Guarded::Topic(_) => "SNS:Publish",
        Guarded::Function(_) => "lambda:InvokeFunction",
        _ => return None,
    };
    let caller = service(S3_SERVICE, bucket.arn(), bucket.owner);
    let ask = guarded.ask(cloud, action, guarded.stored(cloud))?;
    let (_, statement) = cloud.verdict(&caller, &ask).missing_statement(&cloud.question(&caller, &ask))?;
    guarded.grant(cloud, statement)
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::cloud::{Dials, Submitted};
    use queuelab::limits::LimitSet;
    use queuelab::s3::api::CreateBucket;
    use queuelab::sns::api::CreateTopic;

    #[test]
    fn s3_is_let_in_once_by_a_statement_or_a_permission() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateTopic { name: "t".to_owned(), ..CreateTopic::default() });
        cloud.call(queuelab::s3::api::Request::from(CreateBucket {
            bucket: "holiday".to_owned(),
            ..CreateBucket::default()
        }));
        let role = Some("arn:aws:iam::000000000000:role/function".to_owned());
        let function_name = "resize".to_owned();
        let create = lambda::api::CreateFunction { function_name, role, ..lambda::api::CreateFunction::default() };
        cloud.call(lambda::api::Request::from(create));
        let bucket = |cloud: &Cloud| cloud.s3().bucket("holiday").cloned().unwrap();
        for arn in ["arn:aws:sns:us-east-1:000000000000:t", "arn:aws:lambda:us-east-1:000000000000:function:resize"] {
            let call = let_in_s3(&cloud, &bucket(&cloud), arn).unwrap();
            assert!(matches!(cloud.call(call), Submitted::Done(Ok(_))), "{arn}");
            assert_eq!(let_in_s3(&cloud, &bucket(&cloud), arn), None, "{arn}");
        }
        let function = cloud.lambda().function(FunctionId(0)).unwrap();
        assert!(function.policy.as_ref().unwrap().text().contains("\"Sid\":\"s3-holiday\""));
        assert_eq!(free_id(function, S3_SERVICE, "holiday"), "s3-holiday-2");
        assert_eq!(let_in_s3(&cloud, &bucket(&cloud), "arn:aws:sqs:us-east-1:000000000000:none"), None);
    }
}
