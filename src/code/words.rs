//! AWS's names as each language writes them.

/// `SendMessage` as `send-message`, as the command line has it.
pub fn kebab(name: &str) -> String {
    divided(name, '-')
}

/// `SendMessage` as `send_message`, as methods in Python have it.
pub fn snake(name: &str) -> String {
    divided(name, '_')
}

/// The same in Rust, where units are one word: `SizeInMBs` is `size_in_mbs`.
pub fn rust_snake(name: &str) -> String {
    divided(&name.replace("MiB", "Mib").replace("KiB", "Kib").replace("MBs", "Mbs"), '_')
}

/// The name of a type in Rust: `JSONMappingParameters` is `JsonMappingParameters`.
pub fn rust_type(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for word in rust_snake(name).split('_') {
        let mut letters = word.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}

/// Small letters with a mark where a word begins: at a capital behind a small letter or a figure, and at the last of many
/// capitals when a small letter follows.
fn divided(name: &str, mark: char) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    let mut letters = name.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(c) = letters.next() {
        let begins = match before {
            Some(last) if c.is_ascii_uppercase() => {
                let small_follows = letters.peek().is_some_and(char::is_ascii_lowercase);
                last.is_ascii_lowercase() || last.is_ascii_digit() || (last.is_ascii_uppercase() && small_follows)
            }
            _ => false,
        };
        if begins {
            text.push(mark);
        }
        text.push(c.to_ascii_lowercase());
        before = Some(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_divided_as_the_tools_divide_them() {
        for (name, command, rust) in [
            ("SendMessage", "send-message", "send_message"),
            ("ListObjectsV2", "list-objects-v2", "list_objects_v2"),
            ("CreateSMSSandboxPhoneNumber", "create-sms-sandbox-phone-number", "create_sms_sandbox_phone_number"),
            ("AWSAccountIds", "aws-account-ids", "aws_account_ids"),
            ("SSEKMSKeyId", "ssekms-key-id", "ssekms_key_id"),
            ("S3DestinationConfiguration", "s3-destination-configuration", "s3_destination_configuration"),
            ("WarmThroughputMiBps", "warm-throughput-mi-bps", "warm_throughput_mibps"),
            ("MaxRecordSizeInKiB", "max-record-size-in-ki-b", "max_record_size_in_kib"),
            ("SizeInMBs", "size-in-m-bs", "size_in_mbs"),
            ("phoneNumber", "phone-number", "phone_number"),
            ("UUID", "uuid", "uuid"),
            (
                "AmazonopensearchserviceDestinationUpdate",
                "amazonopensearchservice-destination-update",
                "amazonopensearchservice_destination_update",
            ),
        ] {
            assert_eq!(kebab(name), command);
            assert_eq!(rust_snake(name), rust);
        }
        assert_eq!(rust_type("JSONMappingParameters"), "JsonMappingParameters");
        assert_eq!(rust_type("OpenXJsonSerDe"), "OpenXJsonSerDe");
        assert_eq!(snake("GetQueueUrl"), "get_queue_url");
    }
}
