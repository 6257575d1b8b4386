//! Disabling, deleting, and what each state allows.

use super::*;

fn use_it(key: &str) -> Request {
    GenerateDataKey { key_id: key.into(), number_of_bytes: Some(1), ..GenerateDataKey::default() }.into()
}

#[test]
fn a_disabled_key_is_not_used_until_it_is_enabled() {
    let mut bench = Bench::new();
    let id = bench.create();
    bench.disable(&id);
    bench.disable(&id);
    assert_eq!((bench.describe(&id).key_state, bench.describe(&id).enabled), ("Disabled", false));
    assert_eq!(bench.refusal(use_it(&id)), format!("DisabledException: {} is disabled.", bench.arn(&id)));
    bench.enable(&id);
    bench.enable(&id);
    bench.done(use_it(&id));
    let changes = |what| KmsEvent::KeyChanged { key: KeyNumber(0), what };
    let (disabled, enabled) = (changes(Change::Disabled), changes(Change::Enabled));
    let told: Vec<_> = bench.events.iter().filter(|event| **event == disabled || **event == enabled).collect();
    assert_eq!(told, [&disabled, &enabled], "what is so already is not told");
}

#[test]
fn a_key_is_deleted_to_the_instant_with_its_aliases() {
    let mut bench = Bench::new();
    let id = bench.create();
    let keep = bench.create();
    for (alias, key) in [("alias/a", &id), ("alias/b", &id), ("alias/keep", &keep)] {
        bench.alias(alias, key);
    }
    let arn = bench.arn(&id);
    let request = ScheduleKeyDeletion { key_id: id.clone(), pending_window_in_days: Some(7) };
    let Reply::ScheduleKeyDeletion(result) = bench.call(request).unwrap() else { panic!() };
    let deletion_date = 1_767_225_600 + 7 * 86_400;
    assert_eq!((result.key_id.as_str(), result.deletion_date), (arn.as_str(), deletion_date));
    assert_eq!((result.key_state, result.pending_window_in_days), ("PendingDeletion", 7));
    assert_eq!(bench.describe(&id).deletion_date, Some(deletion_date));
    assert_eq!(bench.refusal(use_it(&id)), format!("KMSInvalidStateException: {arn} is pending deletion."));

    bench.wait(Duration::from_millis(7 * 86_400_000 - 1));
    assert_eq!(bench.describe("alias/a").key_state, "PendingDeletion");
    bench.events.clear();
    bench.wait(Duration::from_millis(1));
    let (account, region) = (bench.caller.account, bench.caller.region);
    let gone = |alias: &str| KmsEvent::AliasChanged { account, region, alias: alias.into(), key: None };
    let deleted = KmsEvent::KeyDeleted { key: KeyNumber(0), arn: arn.as_str().into() };
    assert_eq!(bench.events, [gone("alias/a"), gone("alias/b"), deleted]);
    assert!(bench.kms.find(&id, account, region).is_err() && bench.kms.find("alias/a", account, region).is_err());
    assert_eq!(bench.describe("alias/keep").key_id, keep);
    assert_eq!((bench.kms.keys().count(), bench.kms.aliases().count()), (1, 1));
    assert_eq!(bench.kms.key(KeyNumber(0)), None);
}

#[test]
fn the_deletion_of_a_key_can_be_cancelled() {
    let mut bench = Bench::new();
    let id = bench.create();
    let cancel = CancelKeyDeletion { key_id: id.clone() };
    let refusal = bench.refusal(cancel.clone());
    assert_eq!(refusal, format!("KMSInvalidStateException: {} is not pending deletion.", bench.arn(&id)));
    bench.schedule(&id, 7);
    bench.wait(days(6));
    assert_eq!(bench.call(cancel).unwrap(), Reply::CancelKeyDeletion(KeyIdResult { key_id: bench.arn(&id) }));
    assert_eq!((bench.describe(&id).key_state, bench.describe(&id).deletion_date), ("Disabled", None));
    bench.wait(days(30));
    bench.enable(&id);
    bench.done(use_it(&id));
    // Its old timer would come too early for the new time.
    bench.schedule(&id, 30);
    bench.act(|kms, cx| kms.wake(cx, Timer::Delete(KeyNumber(0))));
    assert_eq!(bench.describe(&id).key_state, "PendingDeletion");
}

#[test]
fn a_key_waits_seven_to_thirty_days_for_its_deletion() {
    let mut bench = Bench::new();
    let id = bench.create();
    let schedule = |days| ScheduleKeyDeletion { key_id: id.clone(), pending_window_in_days: days };
    for bad in [-1, 0, 6, 31] {
        let refusal = bench.refusal(schedule(Some(bad)));
        assert_eq!(refusal, "ValidationException: PendingWindowInDays must be between 7 and 30");
    }
    bench.done(schedule(None));
    assert_eq!(bench.key(&id).state(), KeyState::PendingDeletion(Instant::ZERO.after(days(30))));
}

#[test]
fn a_key_that_waits_for_its_deletion_is_only_looked_at() {
    let mut bench = Bench::new();
    let id = bench.create();
    let other = bench.create();
    bench.alias("alias/other", &other);
    bench.schedule(&id, 7);
    let key_id = || id.clone();
    let refused: [Request; 9] = [
        EnableKey { key_id: key_id() }.into(),
        DisableKey { key_id: key_id() }.into(),
        ScheduleKeyDeletion { key_id: key_id(), ..ScheduleKeyDeletion::default() }.into(),
        TagResource { key_id: key_id(), tags: vec![tag("a", "b")] }.into(),
        UntagResource { key_id: key_id(), tag_keys: vec![text("a")] }.into(),
        UpdateKeyDescription { key_id: key_id(), description: text("x") }.into(),
        CreateAlias { alias_name: text("alias/a"), target_key_id: key_id() }.into(),
        UpdateAlias { alias_name: text("alias/other"), target_key_id: key_id() }.into(),
        Encrypt { key_id: key_id(), plaintext: vec![1], ..Encrypt::default() }.into(),
    ];
    let sentence = format!("KMSInvalidStateException: {} is pending deletion.", bench.arn(&id));
    for request in refused {
        let operation = request.operation();
        assert_eq!(bench.refusal(request), sentence, "{operation}");
    }
    bench.done(GetKeyPolicy { key_id: key_id(), policy_name: None });
    bench.done(ListResourceTags { key_id: key_id(), ..ListResourceTags::default() });
    bench.done(ListKeyPolicies { key_id: key_id(), ..ListKeyPolicies::default() });
}
