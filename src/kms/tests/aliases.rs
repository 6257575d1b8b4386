//! Aliases, those of customers and those of AWS.

use super::*;

fn create(name: &str, key: &str) -> CreateAlias {
    CreateAlias { alias_name: name.into(), target_key_id: key.into() }
}

fn list(bench: &mut Bench, request: ListAliases) -> ListAliasesResult {
    match bench.call(request).unwrap() {
        Reply::ListAliases(result) => result,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_alias_is_made_given_another_key_and_deleted() {
    let mut bench = Bench::new();
    let (first, second) = (bench.create(), bench.create());
    bench.alias("alias/team/orders_1-a", &first);
    bench.wait(Duration::from_secs(5));
    let update = UpdateAlias { alias_name: text("alias/team/orders_1-a"), target_key_id: bench.arn(&second) };
    bench.done(update.clone());
    assert_eq!(bench.describe("alias/team/orders_1-a").key_id, second);
    let alias = bench.kms.aliases().next().unwrap();
    assert_eq!((alias.created, alias.updated), (Instant::ZERO, Instant::from_millis(5_000)));
    let delete = DeleteAlias { alias_name: text("alias/team/orders_1-a") };
    bench.done(delete.clone());
    let missing =
        format!("NotFoundException: Alias arn:aws:kms:us-east-1:{ACCOUNT}:alias/team/orders_1-a is not found.");
    assert_eq!(bench.refusal(delete), missing);
    assert_eq!(bench.refusal(update), missing);
    let told = bench.events.iter().filter_map(|event| match event {
        KmsEvent::AliasChanged { key, .. } => Some(*key),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [Some(KeyNumber(0)), Some(KeyNumber(1)), None]);
}

#[test]
fn bad_names_and_targets_are_refused() {
    let mut bench = Bench::new();
    let key = bench.create();
    bench.alias("alias/there", &key);
    let cases = [
        ("orders", "ValidationException: Alias must start with the prefix \"alias/\"."),
        ("", "ValidationException: 1 validation error detected: Value null at 'aliasName'"),
        ("alias/", "InvalidAliasNameException"),
        ("alias/aws/mine", "NotAuthorizedException"),
        ("alias/a:b", "ValidationException: alias/a:b contains invalid characters for an alias"),
        (
            "alias/a b",
            "ValidationException: 1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern",
        ),
        (
            "alias/there",
            "AlreadyExistsException: An alias with the name arn:aws:kms:us-east-1:111122223333:alias/there already exists",
        ),
    ];
    for (name, expected) in cases {
        let refusal = bench.refusal(create(name, &key));
        assert!(refusal.starts_with(expected), "{refusal}");
    }
    let long = format!("alias/{}", "a".repeat(251));
    assert!(bench.refusal(create(&long, &key)).ends_with("must have length less than or equal to 256"));
    bench.alias(&long[..256], &key);
    let aws = DeleteAlias { alias_name: text("alias/aws/sqs") };
    assert!(bench.refusal(aws).starts_with("NotAuthorizedException"));
    assert_eq!(
        bench.refusal(create("alias/x", "alias/there")),
        "ValidationException: Aliases must refer to keys. Not aliases"
    );
    assert!(bench.refusal(create("alias/x", "")).contains("Value null at 'targetKeyId'"));
    assert!(bench.refusal(create("alias/x", NOBODY)).starts_with("NotFoundException"));
    let managed = bench.describe("alias/aws/sns").key_id;
    assert!(bench.refusal(create("alias/x", &managed)).starts_with("AccessDeniedException"));
}

#[test]
fn a_key_has_at_most_fifty_aliases() {
    let mut bench = Bench::new();
    let (key, other) = (bench.create(), bench.create());
    for n in 0..50 {
        bench.alias(&format!("alias/{n}"), &key);
    }
    assert!(bench.refusal(create("alias/more", &key)).starts_with("LimitExceededException"));
    bench.alias("alias/more", &other);
    let update = |alias: &str| UpdateAlias { alias_name: alias.into(), target_key_id: key.clone() };
    assert!(bench.refusal(update("alias/more")).starts_with("LimitExceededException"));
    bench.done(update("alias/7"));
}

#[test]
fn the_aliases_of_services_are_listed_before_they_have_keys() {
    let mut bench = Bench::new();
    let key = bench.create();
    bench.alias("alias/mine", &key);
    let all = list(&mut bench, ListAliases::default());
    let names: Vec<_> = all.aliases.iter().map(|alias| alias.alias_name.as_str()).collect();
    assert_eq!(names, ["alias/aws/kinesis", "alias/aws/s3", "alias/aws/sns", "alias/aws/sqs", "alias/mine"]);
    assert_eq!((&all.aliases[3].target_key_id, all.aliases[3].creation_date), (&None, None));
    let mine = all.aliases[4].clone();
    assert_eq!(
        (mine.target_key_id, mine.alias_arn),
        (Some(key.clone()), format!("arn:aws:kms:us-east-1:{ACCOUNT}:alias/mine"))
    );
    assert_eq!((mine.creation_date, mine.last_updated_date), (Some(1_767_225_600), Some(1_767_225_600)));

    let managed = bench.describe("alias/aws/sqs");
    let all = list(&mut bench, ListAliases::default());
    assert_eq!(all.aliases[3].target_key_id, Some(managed.key_id.clone()));
    for (id, alias) in [(&key, "alias/mine"), (&managed.key_id, "alias/aws/sqs")] {
        let own = list(&mut bench, ListAliases { key_id: Some(id.clone()), ..ListAliases::default() });
        assert_eq!(own.aliases.iter().map(|alias| alias.alias_name.as_str()).collect::<Vec<_>>(), [alias]);
    }
    let first = list(&mut bench, ListAliases { limit: Some(4), ..ListAliases::default() });
    let rest = list(&mut bench, ListAliases { marker: first.next_marker.clone(), ..ListAliases::default() });
    assert_eq!((first.aliases.len(), first.truncated, rest.aliases.len(), rest.truncated), (4, true, 1, false));
    let high = bench.refusal(ListAliases { limit: Some(101), ..ListAliases::default() });
    assert!(high.ends_with("less than or equal to 100"), "{high}");
    assert!(
        bench.refusal(ListAliases { key_id: Some(text(NOBODY)), ..ListAliases::default() }).starts_with("NotFound")
    );
}

#[test]
fn the_key_of_a_service_is_made_once_in_an_account_and_region_and_cannot_be_changed() {
    let mut bench = Bench::new();
    let made = bench.describe("alias/aws/sqs");
    assert_eq!((made.key_manager, made.key_state), ("AWS", "Enabled"));
    assert!(made.description.contains("SQS"));
    assert_eq!(bench.describe("alias/aws/sqs"), made);
    assert_ne!(bench.describe("alias/aws/sns").key_id, made.key_id);
    bench.caller = user(OTHER);
    assert_ne!(bench.describe("alias/aws/sqs").key_id, made.key_id);
    let foreign = format!("arn:aws:kms:us-east-1:{ACCOUNT}:alias/aws/s3");
    let count = bench.kms.keys().count();
    assert!(bench.refusal(DescribeKey { key_id: foreign, ..DescribeKey::default() }).starts_with("NotFoundException"));
    assert_eq!(bench.kms.keys().count(), count, "no key is made in somebody else's account");

    bench.caller = user(ACCOUNT);
    bench.caller.principal = Principal::Root;
    let key_id = || made.key_id.clone();
    let refused: [Request; 11] = [
        DisableKey { key_id: key_id() }.into(),
        EnableKey { key_id: key_id() }.into(),
        ScheduleKeyDeletion { key_id: key_id(), ..ScheduleKeyDeletion::default() }.into(),
        CancelKeyDeletion { key_id: key_id() }.into(),
        PutKeyPolicy { key_id: key_id(), policy: text("{}"), ..PutKeyPolicy::default() }.into(),
        TagResource { key_id: key_id(), tags: vec![] }.into(),
        UntagResource { key_id: key_id(), tag_keys: vec![] }.into(),
        UpdateKeyDescription { key_id: key_id(), ..UpdateKeyDescription::default() }.into(),
        Encrypt { key_id: key_id(), plaintext: vec![1], ..Encrypt::default() }.into(),
        GenerateDataKey { key_id: key_id(), key_spec: Some(text("AES_256")), ..GenerateDataKey::default() }.into(),
        CreateAlias { alias_name: text("alias/x"), target_key_id: key_id() }.into(),
    ];
    for request in refused {
        let operation = request.operation();
        assert!(bench.refusal(request).starts_with("AccessDeniedException"), "{operation}");
    }
    bench.done(GetKeyPolicy { key_id: key_id(), policy_name: None });
}
