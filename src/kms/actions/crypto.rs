//! `GenerateDataKey`, `GenerateDataKeyWithoutPlaintext`, `Encrypt` and `Decrypt`, called directly.
//!
//! These operations take keys of other accounts too. The keys of services answer only to their service.

use crate::kms::api::{
    Decrypt, DecryptResult, Encrypt, EncryptResult, EncryptionContext, GenerateDataKey, GenerateDataKeyResult,
    GenerateDataKeyWithoutPlaintext,
};
use crate::kms::check;
use crate::kms::key::SPEC;
use crate::kms::seal::{Blob, Seal};
use crate::kms::{Cx, ErrorCode, Key, Kms, KmsError, KmsEvent, Result};

/// Bytes of a plaintext, of a ciphertext and of a data key, at most.
const PLAINTEXT_MAX: usize = 4_096;
const CIPHERTEXT_MAX: usize = 6_144;
const DATA_KEY_MAX: usize = 1_024;
/// The algorithms of the service model; only the first fits a symmetric key.
const ALGORITHMS: [&str; 4] = [SPEC, "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"];

/// What a request for a data key says.
struct Wanted<'a> {
    key_id: &'a str,
    context: &'a EncryptionContext,
    number_of_bytes: Option<i64>,
    key_spec: Option<&'a str>,
    dry_run: bool,
    operation: &'static str,
}

impl Kms {
    pub(super) fn generate_data_key(
        &mut self,
        cx: &mut Cx<'_>,
        request: &GenerateDataKey,
    ) -> Result<GenerateDataKeyResult> {
        let wanted = Wanted {
            key_id: &request.key_id,
            context: &request.encryption_context,
            number_of_bytes: request.number_of_bytes,
            key_spec: request.key_spec.as_deref(),
            dry_run: request.dry_run,
            operation: "GenerateDataKey",
        };
        self.make_data_key(cx, &wanted)
    }

    pub(super) fn generate_data_key_without_plaintext(
        &mut self,
        cx: &mut Cx<'_>,
        request: &GenerateDataKeyWithoutPlaintext,
    ) -> Result<GenerateDataKeyResult> {
        let wanted = Wanted {
            key_id: &request.key_id,
            context: &request.encryption_context,
            number_of_bytes: request.number_of_bytes,
            key_spec: request.key_spec.as_deref(),
            dry_run: request.dry_run,
            operation: "GenerateDataKeyWithoutPlaintext",
        };
        self.make_data_key(cx, &wanted).map(|result| GenerateDataKeyResult { plaintext: None, ..result })
    }

    fn make_data_key(&mut self, cx: &mut Cx<'_>, wanted: &Wanted<'_>) -> Result<GenerateDataKeyResult> {
        let length = data_key_length(wanted)?;
        let key = self.usable(cx, wanted.key_id, wanted.operation)?;
        let (number, id, arn) = (key.number, key.id, key.arn.to_string());
        check_dry_run(wanted.dry_run)?;
        let seal = Seal::of(self.secret, id);
        let plaintext = seal.data_key(&self.draw_nonce(), length);
        let ciphertext_blob = seal.close(id, &self.draw_nonce(), &plaintext, wanted.context);
        self.count(number, |calls| calls.generate_data_key += 1);
        cx.emit(None, KmsEvent::KeyUsed { key: number, operation: wanted.operation });
        Ok(GenerateDataKeyResult { ciphertext_blob, plaintext: Some(plaintext), key_id: arn })
    }

    pub(super) fn encrypt(&mut self, cx: &mut Cx<'_>, request: &Encrypt) -> Result<EncryptResult> {
        check::bytes(&request.plaintext, "plaintext", PLAINTEXT_MAX)?;
        check_algorithm(request.encryption_algorithm.as_deref())?;
        let key = self.usable(cx, &request.key_id, "Encrypt")?;
        let (number, id, arn) = (key.number, key.id, key.arn.to_string());
        check_fits(request.encryption_algorithm.as_deref())?;
        check_dry_run(request.dry_run)?;
        let nonce = self.draw_nonce();
        let seal = Seal::of(self.secret, id);
        let ciphertext_blob = seal.close(id, &nonce, &request.plaintext, &request.encryption_context);
        self.count(number, |calls| calls.encrypt += 1);
        cx.emit(None, KmsEvent::KeyUsed { key: number, operation: "Encrypt" });
        Ok(EncryptResult { ciphertext_blob, key_id: arn, encryption_algorithm: SPEC })
    }

    pub(super) fn decrypt(&mut self, cx: &mut Cx<'_>, request: &Decrypt) -> Result<DecryptResult> {
        check::bytes(&request.ciphertext_blob, "ciphertextBlob", CIPHERTEXT_MAX)?;
        check_algorithm(request.encryption_algorithm.as_deref())?;
        let blob = Blob::read(&request.ciphertext_blob).ok_or_else(KmsError::bad_ciphertext)?;
        let named = match request.key_id.as_deref() {
            Some(reference) => Some(self.usable(cx, reference, "Decrypt")?.id),
            None => None,
        };
        if named.is_some_and(|id| id != blob.key) {
            let sentence = "The key ID in the request does not identify a CMK that can perform this operation.";
            return Err(KmsError::new(ErrorCode::IncorrectKey, sentence));
        }
        let key = self.key_of_id(blob.key).filter(|key| key.region == cx.caller.region).ok_or_else(|| {
            KmsError::new(
                ErrorCode::AccessDenied,
                "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or \
                 you are not allowed to access.",
            )
        })?;
        check_direct(cx, key, "Decrypt")?;
        check_fits(request.encryption_algorithm.as_deref())?;
        let (number, key_id) = (key.number, key.arn.to_string());
        let seal = Seal::of(self.secret, blob.key);
        let plaintext = seal.open(&blob, &request.encryption_context).ok_or_else(KmsError::bad_ciphertext)?;
        check_dry_run(request.dry_run)?;
        self.count(number, |calls| calls.decrypt += 1);
        cx.emit(None, KmsEvent::KeyUsed { key: number, operation: "Decrypt" });
        Ok(DecryptResult { key_id, plaintext, encryption_algorithm: SPEC })
    }

    /// The key that a request names, if it can be used.
    fn usable(&self, cx: &Cx<'_>, reference: &str, operation: &str) -> Result<&Key> {
        if reference.is_empty() {
            return Err(KmsError::missing("keyId"));
        }
        let key = self.find(reference, cx.caller.account, cx.caller.region)?;
        check_direct(cx, key, operation)?;
        Ok(key)
    }
}

/// Refuses a key that cannot be used, and a direct use of the key of a service.
fn check_direct(cx: &Cx<'_>, key: &Key, operation: &str) -> Result<()> {
    if key.is_aws_managed() {
        return Err(KmsError::denied(cx.caller, operation, &key.arn));
    }
    key.check_usable()
}

fn data_key_length(wanted: &Wanted<'_>) -> Result<usize> {
    if let Some(spec) = wanted.key_spec {
        check::one_of(spec, "keySpec", &["AES_256", "AES_128"])?;
    }
    let given = wanted.number_of_bytes.map(|count| check::number(count, "numberOfBytes", DATA_KEY_MAX)).transpose()?;
    match (given, wanted.key_spec) {
        (Some(count), None) => Ok(count),
        (None, Some("AES_128")) => Ok(16),
        (None, Some(_)) => Ok(32),
        (None, None) | (Some(_), Some(_)) => {
            Err(KmsError::invalid("Please specify either number of bytes or key spec."))
        }
    }
}

fn check_algorithm(algorithm: Option<&str>) -> Result<()> {
    algorithm.map_or(Ok(()), |algorithm| check::one_of(algorithm, "encryptionAlgorithm", &ALGORITHMS))
}

/// Refuses an algorithm of another kind of key.
fn check_fits(algorithm: Option<&str>) -> Result<()> {
    match algorithm {
        None | Some(SPEC) => Ok(()),
        Some(other) => {
            let sentence = format!("Algorithm {other} is incompatible with key spec {SPEC}.");
            Err(KmsError::new(ErrorCode::InvalidKeyUsage, sentence))
        }
    }
}

/// A dry run that would have gone well ends here.
fn check_dry_run(dry_run: bool) -> Result<()> {
    if !dry_run {
        return Ok(());
    }
    let sentence = "The request would have succeeded, but the DryRun option is set.";
    Err(KmsError::new(ErrorCode::DryRunOperation, sentence))
}
