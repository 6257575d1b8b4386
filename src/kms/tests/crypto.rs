//! What is encrypted comes back, and nothing else does.

use super::*;

fn context(name: &str, value: &str) -> EncryptionContext {
    [(text(name), text(value))].into()
}

fn encrypt(bench: &mut Bench, key: &str, plaintext: &[u8], encryption_context: EncryptionContext) -> Vec<u8> {
    let request =
        Encrypt { key_id: key.into(), plaintext: plaintext.to_vec(), encryption_context, ..Encrypt::default() };
    match bench.call(request).unwrap() {
        Reply::Encrypt(result) => result.ciphertext_blob,
        other => panic!("{other:?}"),
    }
}

fn open(blob: &[u8], encryption_context: EncryptionContext) -> Decrypt {
    Decrypt { ciphertext_blob: blob.to_vec(), encryption_context, ..Decrypt::default() }
}

fn decrypt(bench: &mut Bench, request: Decrypt) -> Vec<u8> {
    match bench.call(request).unwrap() {
        Reply::Decrypt(result) => result.plaintext,
        other => panic!("{other:?}"),
    }
}

const BAD: &str = "InvalidCiphertextException: ";

#[test]
fn what_is_encrypted_comes_back_for_the_same_context_only() {
    let mut bench = Bench::new();
    let key = bench.create();
    bench.alias("alias/a", &key);
    for size in [1, 31, 32, 33, 4_096] {
        let plaintext: Vec<u8> = (0..size).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let blob = encrypt(&mut bench, &key, &plaintext, context("a", "bc"));
        assert!(blob.len() <= 6_144 && blob != encrypt(&mut bench, &key, &plaintext, context("a", "bc")));
        assert!(size < 31 || blob.windows(size).all(|part| part != plaintext), "the plaintext does not show");
        assert_eq!(decrypt(&mut bench, open(&blob, context("a", "bc"))), plaintext);
        for other in [context("ab", "c"), context("a", "BC"), context("a", ""), EncryptionContext::new()] {
            assert_eq!(bench.refusal(open(&blob, other)), BAD);
        }
        let named = Decrypt { key_id: Some(text("alias/a")), ..open(&blob, context("a", "bc")) };
        assert_eq!(decrypt(&mut bench, named), plaintext);
    }
    assert_eq!((bench.key(&key).calls().encrypt, bench.key(&key).calls().decrypt), (10, 10));
}

#[test]
fn a_ciphertext_that_was_touched_is_no_ciphertext() {
    let mut bench = Bench::new();
    let key = bench.create();
    let blob = encrypt(&mut bench, &key, b"secret", EncryptionContext::new());
    for index in (0..blob.len()).filter(|index| !(1..17).contains(index)) {
        let mut other = blob.clone();
        other[index] ^= 1;
        assert_eq!(bench.refusal(open(&other, EncryptionContext::new())), BAD, "{index}");
    }
    assert_eq!(bench.refusal(open(&blob[..blob.len() - 1], EncryptionContext::new())), BAD);
    assert_eq!(bench.refusal(open(&blob[..20], EncryptionContext::new())), BAD);
    let mut nobody = blob.clone();
    nobody[1] ^= 1;
    let denied = "AccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not \
                  exist in this region, or you are not allowed to access.";
    assert_eq!(bench.refusal(open(&nobody, EncryptionContext::new())), denied);
    bench.caller.region = "eu-west-1".parse().unwrap();
    assert_eq!(bench.refusal(open(&blob, EncryptionContext::new())), denied);
}

#[test]
fn a_ciphertext_is_of_one_key() {
    let mut bench = Bench::new();
    let (key, other) = (bench.create(), bench.create());
    let blob = encrypt(&mut bench, &key, b"secret", EncryptionContext::new());
    let with = |key_id: &str| Decrypt { key_id: Some(key_id.into()), ..open(&blob, EncryptionContext::new()) };
    assert_eq!(
        bench.refusal(with(&other)),
        "IncorrectKeyException: The key ID in the request does not identify a CMK that can perform this operation."
    );
    assert!(bench.refusal(with(NOBODY)).starts_with("NotFoundException"));
    assert_eq!(decrypt(&mut bench, with(&key)), b"secret");
    let request = Request::from(open(&blob, EncryptionContext::new()));
    let (account, region) = (bench.caller.account, bench.caller.region);
    let found = bench.kms.key_of(&request, account, region).map(|found| found.id().to_string());
    assert_eq!(found, Some(key.clone()));
    let named = Request::from(with(&other));
    assert_eq!(bench.kms.key_of(&named, account, region).map(|found| found.id().to_string()), Some(other));
    bench.disable(&key);
    let disabled = bench.refusal(open(&blob, EncryptionContext::new()));
    assert_eq!(disabled, format!("DisabledException: {} is disabled.", bench.arn(&key)));
}

#[test]
fn data_keys_come_in_the_clear_and_encrypted() {
    let mut bench = Bench::new();
    let key = bench.create();
    let base =
        || GenerateDataKey { key_id: key.clone(), encryption_context: context("a", "b"), ..GenerateDataKey::default() };
    let cases =
        [(Some("AES_256"), None, 32), (Some("AES_128"), None, 16), (None, Some(1), 1), (None, Some(1_024), 1_024)];
    let mut seen = Vec::new();
    for (spec, number_of_bytes, length) in cases {
        let key_spec = spec.map(text);
        let request = GenerateDataKey { key_spec: key_spec.clone(), number_of_bytes, ..base() };
        let Reply::GenerateDataKey(result) = bench.call(request).unwrap() else { panic!() };
        let plaintext = result.plaintext.unwrap();
        assert_eq!((plaintext.len(), result.key_id), (length, bench.arn(&key)));
        assert_eq!(decrypt(&mut bench, open(&result.ciphertext_blob, context("a", "b"))), plaintext);
        assert_eq!(bench.refusal(open(&result.ciphertext_blob, context("a", "x"))), BAD);
        assert!(!seen.contains(&plaintext));
        seen.push(plaintext);
        let without =
            GenerateDataKeyWithoutPlaintext { key_id: key.clone(), key_spec, number_of_bytes, ..Default::default() };
        let Reply::GenerateDataKeyWithoutPlaintext(result) = bench.call(without).unwrap() else { panic!() };
        assert_eq!(result.plaintext, None);
        assert_eq!(decrypt(&mut bench, open(&result.ciphertext_blob, EncryptionContext::new())).len(), length);
    }
    assert_eq!(bench.key(&key).calls(), Calls { generate_data_key: 8, decrypt: 8, encrypt: 0, saved: 0 });
    let used = |operation| KmsEvent::KeyUsed { key: KeyNumber(0), operation };
    assert!(bench.events.contains(&used("GenerateDataKeyWithoutPlaintext")) && bench.events.contains(&used("Decrypt")));

    let neither = "ValidationException: Please specify either number of bytes or key spec.";
    assert_eq!(bench.refusal(base()), neither);
    assert_eq!(
        bench.refusal(GenerateDataKey { key_spec: Some(text("AES_256")), number_of_bytes: Some(1), ..base() }),
        neither
    );
    let spec = bench.refusal(GenerateDataKey { key_spec: Some(text("DES")), ..base() });
    assert!(spec.ends_with(
        "Value 'DES' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [AES_256, AES_128]"
    ));
    for (count, rule) in [(0, "greater than or equal to 1"), (1_025, "less than or equal to 1024")] {
        let refusal = bench.refusal(GenerateDataKey { number_of_bytes: Some(count), ..base() });
        assert!(
            refusal.contains(&format!("Value '{count}' at 'numberOfBytes'")) && refusal.ends_with(rule),
            "{refusal}"
        );
    }
}

#[test]
fn sizes_algorithms_and_dry_runs_are_checked() {
    let mut bench = Bench::new();
    let key = bench.create();
    let base = || Encrypt { key_id: key.clone(), plaintext: vec![1], ..Encrypt::default() };
    let long = "ValidationException: 1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member \
                must have length less than or equal to 4096";
    assert_eq!(bench.refusal(Encrypt { plaintext: vec![0; 4_097], ..base() }), long);
    let empty = bench.refusal(Encrypt { plaintext: vec![], ..base() });
    assert!(empty.ends_with("must have length greater than or equal to 1"), "{empty}");
    assert!(bench.refusal(Encrypt { key_id: text(""), ..base() }).contains("Value null at 'keyId'"));
    let with = |algorithm: &str| Some(text(algorithm));
    let fits = "InvalidKeyUsageException: Algorithm RSAES_OAEP_SHA_1 is incompatible with key spec SYMMETRIC_DEFAULT.";
    assert_eq!(bench.refusal(Encrypt { encryption_algorithm: with("RSAES_OAEP_SHA_1"), ..base() }), fits);
    assert!(bench.refusal(Encrypt { encryption_algorithm: with("ROT13"), ..base() }).contains("'encryptionAlgorithm'"));
    bench.done(Encrypt { encryption_algorithm: with("SYMMETRIC_DEFAULT"), ..base() });

    let blob = encrypt(&mut bench, &key, b"x", EncryptionContext::new());
    let opened = || open(&blob, EncryptionContext::new());
    assert_eq!(bench.refusal(Decrypt { encryption_algorithm: with("RSAES_OAEP_SHA_1"), ..opened() }), fits);
    assert!(bench.refusal(Decrypt { ciphertext_blob: vec![], ..opened() }).contains("'ciphertextBlob'"));
    assert!(bench.refusal(Decrypt { ciphertext_blob: vec![1; 6_145], ..opened() }).ends_with("6144"));
    let dry = "DryRunOperationException: The request would have succeeded, but the DryRun option is set.";
    assert_eq!(bench.refusal(Encrypt { dry_run: true, ..base() }), dry);
    assert_eq!(bench.refusal(Decrypt { dry_run: true, ..opened() }), dry);
    let data_key =
        GenerateDataKey { key_id: key.clone(), number_of_bytes: Some(8), dry_run: true, ..Default::default() };
    assert_eq!(bench.refusal(data_key.clone()), dry);
    bench.disable(&key);
    assert!(bench.refusal(data_key).starts_with("DisabledException"), "a dry run finds what is wrong");
}
