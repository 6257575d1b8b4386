//! Data keys of services: how long they are used, and what is noticed when.

use super::*;

const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:orders";
const FIVE_MINUTES: Duration = Duration::from_secs(300);

fn producer(key: &str) -> KeyUse<'_> {
    let caller = user(ACCOUNT);
    KeyUse {
        key,
        account: caller.account,
        region: caller.region,
        resource: QUEUE,
        principal: "arn:aws:iam::111122223333:user/ann",
        purpose: Purpose::GenerateDataKey,
        reuse: FIVE_MINUTES,
    }
}

/// Uses a key; answers whether KMS was asked.
fn asks(bench: &mut Bench, user: &KeyUse<'_>) -> bool {
    let is_warm = bench.kms.is_warm(bench.now, user);
    let called = bench.act(|kms, cx| kms.use_for(cx, user)).unwrap().called;
    assert_eq!(called, !is_warm);
    called
}

fn refusal(bench: &mut Bench, user: &KeyUse<'_>) -> ErrorCode {
    let before = crate::base::digest::of(&bench.kms);
    let error = bench.act(|kms, cx| kms.use_for(cx, user)).unwrap_err();
    assert_eq!(before, crate::base::digest::of(&bench.kms));
    error.code
}

#[test]
fn a_data_key_is_used_until_its_period_is_over() {
    let mut bench = Bench::new();
    let key = bench.create();
    let user = producer(&key);
    let first = bench.act(|kms, cx| kms.use_for(cx, &user)).unwrap();
    let until = Instant::ZERO.after(FIVE_MINUTES);
    assert_eq!(first, Used { key_arn: bench.arn(&key).as_str().into(), called: true, until });
    bench.wait(Duration::from_millis(299_999));
    let second = bench.act(|kms, cx| kms.use_for(cx, &user)).unwrap();
    assert_eq!(second, Used { called: false, ..first }, "being used does not make it last longer");
    bench.wait(Duration::from_millis(1));
    assert!(asks(&mut bench, &user));
    let requested = KmsEvent::DataKeyRequested {
        key: KeyNumber(0),
        purpose: Purpose::GenerateDataKey,
        resource: QUEUE.into(),
        principal: user.principal.into(),
    };
    assert_eq!(bench.events[1..], [requested.clone(), requested]);
    let calls = Calls { generate_data_key: 2, saved: 1, ..Calls::default() };
    assert_eq!(bench.kms.calls().map(|(_, calls)| calls).collect::<Vec<_>>(), [calls]);
}

#[test]
fn each_resource_principal_key_and_purpose_has_its_own() {
    let mut bench = Bench::new();
    let (key, other) = (bench.create(), bench.create());
    let user = producer(&key);
    let uses = [
        user,
        KeyUse { resource: "arn:aws:sqs:us-east-1:111122223333:returns", ..user },
        KeyUse { principal: "sns.amazonaws.com", ..user },
        KeyUse { key: &other, ..user },
        KeyUse { purpose: Purpose::Decrypt, ..user },
    ];
    for user in &uses {
        assert!(asks(&mut bench, user), "{user:?}");
    }
    for user in &uses {
        assert!(!asks(&mut bench, user), "{user:?}");
    }
    assert_eq!(bench.key(&key).calls(), Calls { generate_data_key: 3, decrypt: 1, encrypt: 0, saved: 4 });
    assert_eq!(bench.key(&other).calls(), Calls { generate_data_key: 1, decrypt: 0, encrypt: 0, saved: 1 });
    assert_eq!(Purpose::Decrypt.operation(), "Decrypt");
}

#[test]
fn a_shorter_period_holds_at_once_and_a_longer_one_from_the_next_data_key_on() {
    let mut bench = Bench::new();
    let key = bench.create();
    let user = producer(&key);
    assert!(asks(&mut bench, &user));
    bench.wait(Duration::from_secs(60));
    let longer = KeyUse { reuse: Duration::from_secs(86_400), ..user };
    assert!(!bench.kms.is_warm(bench.now, &KeyUse { reuse: Duration::from_secs(60), ..user }));
    assert!(bench.kms.is_warm(bench.now, &KeyUse { reuse: Duration::from_millis(60_001), ..user }));
    bench.wait(Duration::from_secs(240));
    assert!(asks(&mut bench, &longer));
    bench.wait(Duration::from_secs(86_399));
    assert!(!asks(&mut bench, &longer));
    let never = KeyUse { reuse: Duration::ZERO, ..user };
    assert!(asks(&mut bench, &never) && asks(&mut bench, &never));
}

#[test]
fn a_disabled_key_is_noticed_only_where_kms_is_asked() {
    let mut bench = Bench::new();
    let key = bench.create();
    let (warm, consumer) = (producer(&key), KeyUse { purpose: Purpose::Decrypt, ..producer(&key) });
    assert!(asks(&mut bench, &warm));
    bench.wait(Duration::from_secs(10));
    bench.disable(&key);
    assert!(!asks(&mut bench, &warm), "the producer goes on");
    assert_eq!(refusal(&mut bench, &consumer), ErrorCode::Disabled);
    bench.wait(Duration::from_secs(289));
    assert!(!asks(&mut bench, &warm));
    bench.wait(Duration::from_secs(1));
    assert_eq!(refusal(&mut bench, &warm), ErrorCode::Disabled);
    bench.enable(&key);
    assert!(asks(&mut bench, &warm) && asks(&mut bench, &consumer));

    bench.schedule(&key, 7);
    assert!(!asks(&mut bench, &warm));
    bench.wait(FIVE_MINUTES);
    assert_eq!(refusal(&mut bench, &warm), ErrorCode::InvalidState);
    bench.done(CancelKeyDeletion { key_id: key.clone() });
    assert_eq!(refusal(&mut bench, &warm), ErrorCode::Disabled);
    bench.schedule(&key, 7);
    bench.wait(days(7));
    assert_eq!(refusal(&mut bench, &warm), ErrorCode::NotFound);
    assert_eq!(refusal(&mut bench, &producer("alias/none")), ErrorCode::NotFound);
    assert_eq!(refusal(&mut bench, &producer("")), ErrorCode::NotFound);
    assert_eq!(refusal(&mut bench, &producer("arn:aws:x")), ErrorCode::InvalidArn);
}

#[test]
fn an_alias_is_looked_up_when_kms_is_asked() {
    let mut bench = Bench::new();
    let (first, second) = (bench.create(), bench.create());
    bench.alias("alias/orders", &first);
    let user = producer("alias/orders");
    let arn = |bench: &mut Bench| bench.act(|kms, cx| kms.use_for(cx, &user)).unwrap().key_arn;
    assert_eq!(*arn(&mut bench), *bench.arn(&first));
    bench.done(UpdateAlias { alias_name: text("alias/orders"), target_key_id: second.clone() });
    assert_eq!(*arn(&mut bench), *bench.arn(&first));
    bench.wait(FIVE_MINUTES);
    assert_eq!(*arn(&mut bench), *bench.arn(&second));
}

#[test]
fn the_first_use_makes_the_key_of_a_service() {
    let mut bench = Bench::new();
    let user = producer("alias/aws/sqs");
    assert!(bench.kms.find(user.key, user.account, user.region).is_err());
    assert!(asks(&mut bench, &user) && !asks(&mut bench, &user));
    let key = bench.kms.find(user.key, user.account, user.region).unwrap();
    assert_eq!((key.manager(), key.calls().saved), (KeyManager::Aws(AwsService::Sqs), 1));
    let aliases: Vec<_> = bench.kms.aliases_of(key.number()).map(|alias| &*alias.name).collect();
    assert_eq!(aliases, ["alias/aws/sqs"]);
    let kinds: Vec<_> = bench.events.iter().map(std::mem::discriminant).collect();
    let created = KmsEvent::KeyCreated { key: KeyNumber(0) };
    assert_eq!((kinds.len(), kinds[0]), (3, std::mem::discriminant(&created)));
}

#[test]
fn old_data_keys_do_not_pile_up() {
    let mut bench = Bench::new();
    let key = bench.create();
    for n in 0..1_000 {
        let resource = format!("arn:aws:sqs:us-east-1:111122223333:q{n}");
        asks(&mut bench, &KeyUse { resource: &resource, ..producer(&key) });
        bench.wait(Duration::from_secs(30));
        assert!(bench.kms.data_keys().len() <= 10);
    }
    assert!(!bench.kms.data_keys().is_empty());
}
