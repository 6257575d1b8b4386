//! Making, finding, listing and tagging keys, and their policies.

use super::*;

#[test]
fn a_key_is_described_by_each_of_its_names() {
    let mut bench = Bench::new();
    bench.wait(Duration::from_millis(1_500));
    let made = bench.create_with(CreateKey { description: text("orders"), ..CreateKey::default() });
    assert_eq!((made.aws_account_id.as_str(), made.arn.as_str()), (ACCOUNT, bench.arn(&made.key_id).as_str()));
    assert_eq!((made.creation_date, made.enabled, made.deletion_date), (1_767_225_601, true, None));
    assert_eq!((made.key_state, made.key_manager, made.description.as_str()), ("Enabled", "CUSTOMER", "orders"));
    assert_eq!((made.key_spec, made.key_usage, made.origin), ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "AWS_KMS"));
    bench.alias("alias/orders", &made.key_id);
    let alias_arn = format!("arn:aws:kms:us-east-1:{ACCOUNT}:alias/orders");
    for name in [made.key_id.as_str(), made.arn.as_str(), "alias/orders", alias_arn.as_str()] {
        assert_eq!(bench.describe(name), made, "{name}");
    }
    let again = Bench::new().create();
    assert_eq!(again, made.key_id, "the seed decides ids");
    assert_eq!(made.key_id.parse::<Uuid>().unwrap().get_version_num(), 4);
    assert_eq!(bench.events.first(), Some(&KmsEvent::KeyCreated { key: KeyNumber(0) }));
}

#[test]
fn names_that_lead_to_no_key_are_refused() {
    let mut bench = Bench::new();
    let id = bench.create();
    let (arn, missing) = (bench.arn(&id), bench.arn(NOBODY));
    let mrk = format!("mrk-{}", "0a".repeat(16));
    let cases = [
        (NOBODY, format!("NotFoundException: Key '{missing}' does not exist")),
        (missing.as_str(), format!("NotFoundException: Key '{missing}' does not exist")),
        (mrk.as_str(), format!("NotFoundException: Key '{}' does not exist", bench.arn(&mrk))),
        ("key-id", text("NotFoundException: Invalid keyId 'key-id'")),
        (
            "134f2428cec14b25a1ae9048164dba47",
            text("NotFoundException: Invalid keyId '134f2428cec14b25a1ae9048164dba47'"),
        ),
        ("alias/x", format!("NotFoundException: Alias arn:aws:kms:us-east-1:{ACCOUNT}:alias/x is not found.")),
        ("arn:aws:kms:x", text("InvalidArnException: Invalid arn arn:aws:kms:x")),
        (
            "",
            text(
                "ValidationException: 1 validation error detected: Value null at 'keyId' failed to satisfy constraint: \
                   Member must not be null",
            ),
        ),
    ];
    for (key_id, expected) in cases {
        assert_eq!(bench.refusal(DescribeKey { key_id: key_id.into(), ..DescribeKey::default() }), expected);
    }
    let describe = |key_id: String| DescribeKey { key_id, ..DescribeKey::default() };
    let elsewhere = arn.replace("us-east-1", "eu-west-1");
    assert_eq!(bench.refusal(describe(elsewhere)), "NotFoundException: Invalid arn eu-west-1");
    let other_service = arn.replace(":kms:", ":sqs:");
    assert!(bench.refusal(describe(other_service)).starts_with("InvalidArnException"));
    assert!(bench.refusal(describe(arn.replace(":key/", ":grant/"))).starts_with("InvalidArnException"));
    let long = bench.refusal(describe("k".repeat(2_049)));
    assert!(long.ends_with("must have length less than or equal to 2048"), "{long}");
    bench.caller.region = "eu-west-1".parse().unwrap();
    let here = bench.arn(&id);
    assert_eq!(bench.refusal(describe(id)), format!("NotFoundException: Key '{here}' does not exist"));
}

#[test]
fn keys_of_another_kind_are_refused() {
    let mut bench = Bench::new();
    let some = |value: &str| Some(text(value));
    let base = CreateKey::default;
    let bad = [
        (
            CreateKey { key_spec: some("AES"), ..base() },
            "ValidationException: 1 validation error detected: Value 'AES' at 'keySpec'",
        ),
        (
            CreateKey { customer_master_key_spec: some("AES"), ..base() },
            "ValidationException: 1 validation error detected: Value 'AES' at 'customerMasterKeySpec'",
        ),
        (
            CreateKey { key_usage: some("X"), ..base() },
            "ValidationException: 1 validation error detected: Value 'X' at 'keyUsage'",
        ),
        (
            CreateKey { origin: some("X"), ..base() },
            "ValidationException: 1 validation error detected: Value 'X' at 'origin'",
        ),
        (CreateKey { key_spec: some("RSA_2048"), ..base() }, "ValidationException: You must specify a KeyUsage value"),
        (
            CreateKey { key_usage: some("SIGN_VERIFY"), ..base() },
            "ValidationException: KeyUsage SIGN_VERIFY is not compatible",
        ),
        (
            CreateKey {
                key_spec: some("SYMMETRIC_DEFAULT"),
                customer_master_key_spec: some("SYMMETRIC_DEFAULT"),
                ..base()
            },
            "ValidationException: You cannot specify KeySpec and CustomerMasterKeySpec",
        ),
        (
            CreateKey { key_spec: some("RSA_2048"), key_usage: some("SIGN_VERIFY"), ..base() },
            "UnsupportedOperationException",
        ),
        (CreateKey { origin: some("EXTERNAL"), ..base() }, "UnsupportedOperationException: Origin EXTERNAL"),
        (CreateKey { multi_region: true, ..base() }, "UnsupportedOperationException: MultiRegion"),
        (
            CreateKey { custom_key_store_id: some("cks-1"), ..base() },
            "UnsupportedOperationException: A custom key store",
        ),
        (CreateKey { xks_key_id: some("x"), ..base() }, "UnsupportedOperationException: A custom key store"),
        (
            CreateKey { description: "d".repeat(8_193), ..base() },
            "ValidationException: 1 validation error detected: Value 'ddd",
        ),
    ];
    for (request, expected) in bad {
        let refusal = bench.refusal(request);
        assert!(refusal.starts_with(expected), "{refusal}");
    }
    let plain = CreateKey {
        key_spec: some("SYMMETRIC_DEFAULT"),
        key_usage: some("ENCRYPT_DECRYPT"),
        origin: some("AWS_KMS"),
        description: "d".repeat(8_192),
        ..base()
    };
    assert_eq!(bench.create_with(plain).description.len(), 8_192);
}

#[test]
fn an_account_has_so_many_keys_in_a_region() {
    let mut bench = Bench::new();
    bench.kms.limits.keys = 2;
    // The key of a service does not count.
    bench.describe("alias/aws/sqs");
    bench.create();
    bench.create();
    assert!(bench.refusal(CreateKey::default()).starts_with("LimitExceededException"));
    bench.caller.region = "eu-west-1".parse().unwrap();
    bench.create();
}

#[test]
fn lists_come_in_pages() {
    let mut bench = Bench::new();
    let ids: Vec<String> = (0..3).map(|_| bench.create()).collect();
    let list = |bench: &mut Bench, limit, marker| match bench.call(ListKeys { limit, marker }).unwrap() {
        Reply::ListKeys(result) => result,
        other => panic!("{other:?}"),
    };
    let first = list(&mut bench, Some(2), None);
    assert_eq!(first.keys.iter().map(|key| &key.key_id).collect::<Vec<_>>(), [&ids[0], &ids[1]]);
    assert_eq!((first.truncated, first.keys[0].key_arn.as_str()), (true, bench.arn(&ids[0]).as_str()));
    let second = list(&mut bench, Some(2), first.next_marker);
    assert_eq!((second.keys.len(), second.truncated, second.next_marker), (1, false, None));
    assert_eq!(second.keys[0].key_id, ids[2]);
    assert_eq!(list(&mut bench, Some(3), None).next_marker, None, "a full page that is the last has no marker");
    let low = bench.refusal(ListKeys { limit: Some(0), marker: None });
    assert!(low.ends_with("'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"));
    let high = bench.refusal(ListKeys { limit: Some(1_001), marker: None });
    assert!(high.ends_with("Member must have value less than or equal to 1000"), "{high}");
    let marker = bench.refusal(ListKeys { limit: None, marker: Some(text("page-2")) });
    assert!(marker.starts_with("InvalidMarkerException"), "{marker}");
    bench.caller = user(OTHER);
    assert_eq!(list(&mut bench, None, None).keys, []);
}

#[test]
fn tags_are_added_changed_and_taken_away() {
    let mut bench = Bench::new();
    let made = bench.create_with(CreateKey { tags: vec![tag("a", "1")], ..CreateKey::default() });
    let key_id = made.key_id;
    bench.done(TagResource { key_id: key_id.clone(), tags: vec![tag("a", "2"), tag("b", ""), tag("c", "3")] });
    bench.done(UntagResource { key_id: key_id.clone(), tag_keys: vec![text("c"), text("never")] });
    let list = ListResourceTags { key_id: key_id.clone(), limit: Some(1), marker: None };
    let Reply::ListResourceTags(first) = bench.call(list.clone()).unwrap() else { panic!() };
    assert_eq!((first.tags, first.truncated), (vec![tag("a", "2")], true));
    let Reply::ListResourceTags(second) = bench.call(ListResourceTags { marker: first.next_marker, ..list }).unwrap()
    else {
        panic!()
    };
    assert_eq!((second.tags, second.truncated), (vec![tag("b", "")], false));
    let change = KmsEvent::KeyChanged { key: KeyNumber(0), what: Change::Tags };
    assert_eq!(bench.events.iter().filter(|event| **event == change).count(), 2);

    let put = |tags: Vec<Tag>| TagResource { key_id: key_id.clone(), tags };
    assert_eq!(bench.refusal(put(vec![tag("x", "1"), tag("x", "2")])), "TagException: Duplicate tag keys");
    assert_eq!(bench.refusal(put(vec![tag("AWS:x", "1")])), "TagException: Tags beginning with aws: are reserved");
    let many = |from: usize, count: usize| (from..from + count).map(|n| tag(&format!("t{n}"), "")).collect::<Vec<_>>();
    assert_eq!(bench.refusal(put(many(0, 51))), "TagException: Too many tags");
    assert!(bench.refusal(put(many(0, 49))).starts_with("LimitExceededException"), "two are there");
    bench.done(put(many(0, 48)));
    assert!(bench.refusal(put(vec![tag(&"k".repeat(129), "")])).contains("'tags.1.member.tagKey'"));
    assert!(bench.refusal(put(vec![tag("", "")])).ends_with("must have length greater than or equal to 1"));
    assert!(bench.refusal(put(vec![tag("v", &"v".repeat(257))])).contains("'tags.1.member.tagValue'"));
    let bad = UntagResource { key_id: key_id.clone(), tag_keys: vec![text("")] };
    assert!(bench.refusal(bad).contains("'tagKeys.1.member'"));
    assert!(bench.refusal(CreateKey { tags: many(0, 51), ..CreateKey::default() }).starts_with("TagException"));
}

#[test]
fn a_key_without_a_policy_belongs_to_its_account() {
    let mut bench = Bench::new();
    let key_id = bench.create();
    let get = |name: Option<&str>| GetKeyPolicy { key_id: key_id.clone(), policy_name: name.map(text) };
    let Reply::GetKeyPolicy(result) = bench.call(get(None)).unwrap() else { panic!() };
    let policy: serde_json::Value = serde_json::from_str(&result.policy).unwrap();
    assert_eq!(policy["Id"], "key-default-1");
    assert_eq!(policy["Statement"][0]["Sid"], "Enable IAM User Permissions");
    assert_eq!(policy["Statement"][0]["Principal"]["AWS"], format!("arn:aws:iam::{ACCOUNT}:root"));
    assert_eq!((&policy["Statement"][0]["Action"], result.policy_name), (&"kms:*".into(), "default"));
    assert!(bench.call(get(Some("default"))).is_ok());
    assert_eq!(bench.refusal(get(Some("other"))), "NotFoundException: No such policy exists");
    let list = ListKeyPolicies { key_id: key_id.clone(), ..ListKeyPolicies::default() };
    let Reply::ListKeyPolicies(names) = bench.call(list).unwrap() else { panic!() };
    assert_eq!((names.policy_names, names.truncated), (vec!["default"], false));
    assert!(bench.refusal(ListKeyPolicies { key_id, limit: Some(1_001), marker: None }).contains("'limit'"));
}

#[test]
fn a_policy_must_be_readable_short_enough_and_leave_the_caller_in() {
    let mut bench = Bench::new();
    let key_id = bench.create();
    let put = |policy: &str, bypass| PutKeyPolicy {
        key_id: key_id.clone(),
        policy: policy.into(),
        bypass_policy_lockout_safety_check: bypass,
        ..PutKeyPolicy::default()
    };
    let for_whom = |principal: &str, action: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"{action}","Resource":"*"}}}}"#
        )
    };
    let lockout = "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future.";
    let ann = format!("arn:aws:iam::{ACCOUNT}:user/ann");
    let ben = format!("arn:aws:iam::{ACCOUNT}:user/ben");
    assert_eq!(bench.refusal(put(&for_whom(&ben, "kms:*"), false)), lockout);
    assert_eq!(bench.refusal(put(&for_whom(&ann, "kms:Decrypt"), false)), lockout);
    assert_eq!(bench.refusal(put(&for_whom(OTHER, "kms:*"), false)), lockout);
    let create = CreateKey { policy: Some(for_whom(&ben, "kms:*")), ..CreateKey::default() };
    assert_eq!(bench.refusal(create.clone()), lockout);
    bench.create_with(CreateKey { bypass_policy_lockout_safety_check: true, ..create });
    for good in [for_whom(&ann, "kms:PutKeyPolicy"), for_whom(ACCOUNT, "kms:*")] {
        bench.done(put(&good, false));
        assert_eq!(bench.key(&key_id).policy().text(), good);
    }
    bench.done(put(&for_whom(&ben, "kms:Decrypt"), true));
    assert_eq!(bench.events.last(), Some(&KmsEvent::KeyChanged { key: KeyNumber(0), what: Change::Policy }));

    let malformed = bench.refusal(put("{", true));
    assert!(malformed.starts_with("MalformedPolicyDocumentException: the text is not JSON"), "{malformed}");
    let principals =
        "MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals.";
    assert_eq!(bench.refusal(put(&for_whom("ann", "kms:*"), true)), principals);
    let long = |bytes: usize| {
        let policy = for_whom(&ann, "kms:*");
        format!("{policy}{}", " ".repeat(bytes - policy.len()))
    };
    bench.done(put(&long(32_768), false));
    assert!(bench.refusal(put(&long(32_769), false)).starts_with("LimitExceededException"));
    assert!(bench.refusal(put("", false)).contains("'policy'"));
    let other_name = PutKeyPolicy { policy_name: Some(text("mine")), ..put(&for_whom(&ann, "kms:*"), false) };
    assert_eq!(bench.refusal(other_name), "NotFoundException: No such policy exists");
}

#[test]
fn most_operations_are_for_the_own_account_and_take_no_alias() {
    let mut bench = Bench::new();
    let id = bench.create();
    bench.alias("alias/a", &id);
    let describe = |key_id: &str, description: &str| UpdateKeyDescription {
        key_id: key_id.into(),
        description: description.into(),
    };
    bench.done(describe(&id, "new"));
    assert_eq!(bench.key(&id).description(), "new");
    assert!(bench.refusal(describe(&id, &"d".repeat(8_193))).contains("'description'"));
    assert_eq!(bench.refusal(describe("alias/a", "x")), "NotFoundException: Invalid keyId 'alias/a'");
    let arn = format!("arn:aws:kms:us-east-1:{ACCOUNT}:alias/a");
    let sentence = "InvalidArnException: Key Aliases are not supported for this operation";
    assert_eq!(bench.refusal(describe(&arn, "x")), sentence);
    let foreign = bench.arn(&id);
    bench.caller = user(OTHER);
    assert_eq!(
        bench.refusal(describe(&foreign, "x")),
        format!(
            "AccessDeniedException: User: arn:aws:iam::{OTHER}:user/ann is not authorized to perform: \
             kms:UpdateKeyDescription on resource: {foreign} because no resource-based policy allows the \
             kms:UpdateKeyDescription action"
        )
    );
    assert_eq!(bench.describe(&foreign).arn, foreign, "other accounts can be let describe and use a key");
}
