//! The forms of texts: the regular expressions of the service model, and what they come to.
//!
//! An engine for regular expressions would weigh more than these few forms do.

/// A form of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is told by its expression")]
pub enum Form {
    Any,
    KinesisArn,
    RoleArn,
    KeyArn,
    KeyOrAliasArn,
    LogGroup,
    LogStream,
    BucketArn,
    Line,
    NotBlank,
    OneWord,
    Extension,
    Zone,
    SecretArn,
    JdbcUrl,
    DomainArn,
    HttpsColon,
    HttpsUrl,
    AnyArn,
    Topic,
    VpcService,
    SnowflakeUrl,
    Base64,
    TableName,
    CatalogArn,
    S3Url,
    NoZero,
}

impl Form {
    /// The expression, as AWS's sentences have it.
    pub const fn pattern(self) -> &'static str {
        match self {
            Self::KinesisArn => r"arn:.*:kinesis:[a-zA-Z0-9\-]+:\d{12}:stream/[a-zA-Z0-9_.-]+",
            Self::RoleArn => r"arn:.*:iam::\d{12}:role/[a-zA-Z_0-9+=,.@\-_/]+",
            Self::KeyArn => r"arn:.*:kms:[a-zA-Z0-9\-]+:\d{12}:key/[a-zA-Z_0-9+=,.@\-_/]+",
            Self::KeyOrAliasArn => r"arn:.*:kms:[a-zA-Z0-9\-]+:\d{12}:(key|alias)/[a-zA-Z_0-9+=,.@\-_/]+",
            Self::LogGroup => r"[\.\-_/#A-Za-z0-9]*",
            Self::LogStream => r"[^:*]*",
            Self::BucketArn => r"arn:.*:s3:::[\w\.\-]{1,255}",
            Self::Any | Self::Line => ".*",
            Self::NotBlank => r"^(?!\s*$).+",
            Self::OneWord => r"^\S+$",
            Self::Extension => r"^$|\.[0-9a-z!\-_.*'()]+",
            Self::Zone => r"^$|[a-zA-Z/_]+",
            Self::SecretArn => r"arn:.*:secretsmanager:[a-zA-Z0-9\-]+:\d{12}:secret:[a-zA-Z0-9\-/_+=.@!]+",
            Self::JdbcUrl => {
                r"jdbc:(redshift|postgresql)://((?!-)[A-Za-z0-9-]{1,63}(?<!-)\.)+(redshift(-serverless)?)\.([a-zA-Z0-9\.\-]+):\d{1,5}/[a-zA-Z0-9_$-]+"
            }
            Self::DomainArn => r"arn:.*:es:[a-zA-Z0-9\-]+:\d{12}:domain/[a-z][-0-9a-z]{2,27}",
            Self::HttpsColon => r"https:.*",
            Self::HttpsUrl => r"https://.*",
            Self::AnyArn => r"arn:.*",
            Self::Topic => r"[a-zA-Z0-9\\._\\-]+",
            Self::VpcService => r"([a-zA-Z0-9\-\_]+\.){2,3}vpce\.[a-zA-Z0-9\-]*\.vpce-svc\-[a-zA-Z0-9\-]{17}$",
            Self::SnowflakeUrl => r".+?\.snowflakecomputing\.com",
            Self::Base64 => r"^(?:[A-Za-z0-9+\/]{4})*(?:[A-Za-z0-9+\/]{2}==|[A-Za-z0-9+\/]{3}=)?$",
            Self::TableName => r"[a-zA-Z0-9\.\_]+",
            Self::CatalogArn => r"arn:.*:glue:.*:\d{12}:catalog(?:(/[a-z0-9_-]+){1,2})?",
            Self::S3Url => r"s3:\/\/.*",
            Self::NoZero => r"[\u0001-\uFFFF]*",
        }
    }

    /// Whether a text has the form.
    pub fn holds(self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::KinesisArn => arn(text, "kinesis", Some(is_region), |rest| after(rest, "stream/", name)),
            Self::RoleArn => arn(text, "iam", Some(str::is_empty), |rest| after(rest, "role/", path)),
            Self::KeyArn => arn(text, "kms", Some(is_region), |rest| after(rest, "key/", path)),
            Self::KeyOrAliasArn => {
                arn(text, "kms", Some(is_region), |rest| after(rest, "key/", path) || after(rest, "alias/", path))
            }
            Self::LogGroup => of(text, |c| c.is_ascii_alphanumeric() || ".-_/#".contains(c)),
            Self::LogStream => of(text, |c| !":*".contains(c)),
            Self::BucketArn => between(text, ":s3:::", |rest| {
                (1..=255).contains(&rest.len()) && of(rest, |c| c.is_ascii_alphanumeric() || "_.-".contains(c))
            }),
            Self::Line => !text.contains('\n'),
            Self::NotBlank => !text.trim().is_empty() && !text.contains('\n'),
            Self::OneWord => !text.is_empty() && of(text, |c| !c.is_whitespace()),
            Self::Extension => {
                text.is_empty()
                    || text.strip_prefix('.').is_some_and(|rest| {
                        !rest.is_empty()
                            && of(rest, |c| c.is_ascii_digit() || c.is_ascii_lowercase() || "!-_.*'()".contains(c))
                    })
            }
            Self::Zone => of(text, |c| c.is_ascii_alphabetic() || c == '/' || c == '_'),
            Self::SecretArn => arn(text, "secretsmanager", Some(is_region), |rest| {
                after(rest, "secret:", |rest| {
                    !rest.is_empty() && of(rest, |c| c.is_ascii_alphanumeric() || "-/_+=.@!".contains(c))
                })
            }),
            Self::JdbcUrl => jdbc(text).is_some(),
            Self::DomainArn => arn(text, "es", Some(is_region), |rest| after(rest, "domain/", domain)),
            Self::HttpsColon => text.starts_with("https:") && !text.contains('\n'),
            Self::HttpsUrl => text.starts_with("https://") && !text.contains('\n'),
            Self::AnyArn => text.starts_with("arn:") && !text.contains('\n'),
            Self::Topic => !text.is_empty() && of(text, |c| c.is_ascii_alphanumeric() || "\\._-".contains(c)),
            Self::VpcService => vpc_service(text).is_some(),
            Self::SnowflakeUrl => text.strip_suffix(".snowflakecomputing.com").is_some_and(|rest| !rest.is_empty()),
            Self::Base64 => base64(text),
            Self::TableName => !text.is_empty() && of(text, |c| c.is_ascii_alphanumeric() || "._".contains(c)),
            Self::CatalogArn => arn(text, "glue", None, |rest| {
                let parts: Vec<&str> = rest.split('/').collect();
                let is_part = |part: &&str| {
                    !part.is_empty() && of(part, |c| c.is_ascii_digit() || c.is_ascii_lowercase() || "_-".contains(c))
                };
                matches!(parts.as_slice(), ["catalog", more @ ..] if more.len() <= 2 && more.iter().all(is_part))
            }),
            Self::S3Url => text.starts_with("s3://") && !text.contains('\n'),
            Self::NoZero => of(text, |c| ('\u{1}'..='\u{FFFF}').contains(&c)),
        }
    }
}

fn of(text: &str, is_good: impl Fn(char) -> bool) -> bool {
    text.chars().all(is_good)
}

fn name(text: &str) -> bool {
    !text.is_empty() && of(text, |c| c.is_ascii_alphanumeric() || "_.-".contains(c))
}

fn path(text: &str) -> bool {
    !text.is_empty() && of(text, |c| c.is_ascii_alphanumeric() || "_+=,.@-/".contains(c))
}

fn is_region(text: &str) -> bool {
    !text.is_empty() && of(text, |c| c.is_ascii_alphanumeric() || c == '-')
}

fn after(text: &str, start: &str, is_good: impl Fn(&str) -> bool) -> bool {
    text.strip_prefix(start).is_some_and(is_good)
}

/// `arn:`, anything, the middle, and a good end.
fn between(text: &str, middle: &str, is_good: impl Fn(&str) -> bool) -> bool {
    let Some(rest) = text.strip_prefix("arn:") else { return false };
    // What stands before may be empty, so that its colon is that of `arn:`.
    let whole = format!(":{rest}");
    whole.match_indices(middle).any(|(place, _)| whole.get(place + middle.len()..).is_some_and(&is_good))
}

/// An ARN of a service with a Region, an account and a resource; any Region where none is asked for.
fn arn(text: &str, service: &str, region: Option<fn(&str) -> bool>, resource: impl Fn(&str) -> bool) -> bool {
    between(text, &format!(":{service}:"), |rest| {
        let account = |rest: &str| {
            rest.split_once(':').is_some_and(|(account, rest)| {
                account.len() == 12 && of(account, |c| c.is_ascii_digit()) && resource(rest)
            })
        };
        match region {
            Some(is_region) => rest.split_once(':').is_some_and(|(region, rest)| is_region(region) && account(rest)),
            None => rest.match_indices(':').any(|(place, _)| rest.get(place + 1..).is_some_and(account)),
        }
    })
}

fn domain(text: &str) -> bool {
    (3..=28).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && of(text, |c| c.is_ascii_digit() || c.is_ascii_lowercase() || c == '-')
}

/// `jdbc:redshift://HOST.redshift.REST:PORT/DATABASE`.
fn jdbc(text: &str) -> Option<()> {
    let rest = text.strip_prefix("jdbc:redshift://").or_else(|| text.strip_prefix("jdbc:postgresql://"))?;
    let (host, rest) = rest.split_once(':')?;
    let (port, database) = rest.split_once('/')?;
    let labels: Vec<&str> = host.split('.').collect();
    let place = labels.iter().position(|label| matches!(*label, "redshift" | "redshift-serverless"))?;
    let (before, behind) = labels.split_at_checked(place)?;
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && of(label, |c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_database = !database.is_empty() && of(database, |c| c.is_ascii_alphanumeric() || "_$-".contains(c));
    let is_host = !before.is_empty() && before.iter().all(is_label) && behind.len() > 1;
    let is_port = (1..=5).contains(&port.len()) && of(port, |c| c.is_ascii_digit());
    (is_host && is_port && is_database && of(host, |c| c.is_ascii_alphanumeric() || ".-".contains(c))).then_some(())
}

fn vpc_service(text: &str) -> Option<()> {
    let labels: Vec<&str> = text.split('.').collect();
    let place = labels.iter().position(|label| *label == "vpce")?;
    let is_label = |label: &&str| !label.is_empty() && of(label, |c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let (before, behind) = labels.split_at_checked(place)?;
    let [_, region, id] = behind else { return None };
    let id = id.strip_prefix("vpce-svc-")?;
    let is_id = id.len() == 17 && of(id, |c| c.is_ascii_alphanumeric() || c == '-');
    let is_region = of(region, |c| c.is_ascii_alphanumeric() || c == '-');
    ((2..=3).contains(&before.len()) && before.iter().all(is_label) && is_region && is_id).then_some(())
}

fn base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && of(body, |c| c.is_ascii_alphanumeric() || c == '+' || c == '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_take_what_their_expressions_take() {
        for (form, good, bad) in [
            (
                Form::KinesisArn,
                "arn:aws:kinesis:us-east-1:000000000000:stream/s",
                "arn:aws:kinesis:us-east-1:0:stream/s",
            ),
            (Form::RoleArn, "arn:aws:iam::000000000000:role/path/r", "arn:aws:iam::000000000000:user/r"),
            (Form::KeyArn, "arn:aws:kms:us-east-1:000000000000:key/k", "arn:aws:kms:us-east-1:000000000000:alias/k"),
            (Form::KeyOrAliasArn, "arn:aws:kms:us-east-1:000000000000:alias/k", "alias/k"),
            (Form::LogGroup, "/aws/kinesisfirehose/x", "a b"),
            (Form::LogStream, "a b", "a:b"),
            (Form::BucketArn, "arn:aws:s3:::my.bucket_1", "arn:aws:s3:::a/b"),
            (Form::Line, "", "a\nb"),
            (Form::NotBlank, " a ", "  "),
            (Form::OneWord, "a", "a b"),
            (Form::Extension, ".json.gz", ".JSON"),
            (Form::Zone, "Asia/Tokyo", "Etc/GMT+1"),
            (Form::SecretArn, "arn:aws:secretsmanager:us-east-1:000000000000:secret:x-AbCdEf", "secret:x"),
            (
                Form::JdbcUrl,
                "jdbc:redshift://c.x.us-east-1.redshift.amazonaws.com:5439/dev",
                "jdbc:redshift://c:5439/dev",
            ),
            (
                Form::DomainArn,
                "arn:aws:es:us-east-1:000000000000:domain/logs",
                "arn:aws:es:us-east-1:000000000000:domain/L",
            ),
            (Form::HttpsColon, "https://x", "http://x"),
            (Form::HttpsUrl, "https://x", "https:x"),
            (Form::AnyArn, "arn:x", "x"),
            (Form::Topic, "a.b", "a b"),
            (
                Form::VpcService,
                "a.b.vpce.us-east-1.vpce-svc-0123456789abcdef0",
                "a.vpce.us-east-1.vpce-svc-0123456789abcdef0",
            ),
            (Form::SnowflakeUrl, "https://x.snowflakecomputing.com", ".snowflakecomputing.com"),
            (Form::Base64, "YWI=", "YWI"),
            (Form::TableName, "a_b.c", "a-b"),
            (
                Form::CatalogArn,
                "arn:aws:glue:us-east-1:000000000000:catalog/a/b",
                "arn:aws:glue:us-east-1:000000000000:catalog/a/b/c",
            ),
            (Form::S3Url, "s3://b", "s3:/b"),
            (Form::NoZero, "a", "\0"),
        ] {
            assert!(form.holds(good), "{form:?} {good}");
            assert!(!form.holds(bad), "{form:?} {bad}");
        }
    }
}
