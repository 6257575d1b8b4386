//! A stand-in for encryption: it hides and binds what it is given and gives it back, the same in every run of a lab.
//!
//! It protects nothing. The secret of a key follows from the lab's seed and the key's id, both of which anybody can know.
//! A ciphertext holds a version, the key's id, a nonce, a tag over all of it and the encryption context, and the content.

use super::api::EncryptionContext;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The first byte of a ciphertext.
const VERSION: u8 = 1;
/// What makes each ciphertext another one.
pub(super) type Nonce = [u8; 12];

/// The secret of a key.
pub(super) struct Seal([u8; 32]);

/// A ciphertext, taken apart.
pub(super) struct Blob<'a> {
    /// The key that it is under.
    pub key: Uuid,
    nonce: &'a Nonce,
    tag: &'a [u8; 16],
    content: &'a [u8],
}

impl<'a> Blob<'a> {
    /// Takes a ciphertext apart, if it is one.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        let (key, rest) = rest.split_first_chunk::<16>()?;
        let (nonce, rest) = rest.split_first_chunk::<12>()?;
        let (tag, content) = rest.split_first_chunk::<16>()?;
        (*version == VERSION).then(|| Self { key: Uuid::from_bytes(*key), nonce, tag, content })
    }
}

impl Seal {
    /// The secret of a key in a lab.
    pub fn of(secret: u64, key: Uuid) -> Self {
        Self(Sha256::new().chain_update(secret.to_le_bytes()).chain_update(key.as_bytes()).finalize().into())
    }

    /// A data key of that many bytes.
    pub fn data_key(&self, nonce: &Nonce, length: usize) -> Vec<u8> {
        self.stream(b"data key", nonce).take(length).collect()
    }

    /// Hides a content under the key of that id.
    pub fn close(&self, key: Uuid, nonce: &Nonce, content: &[u8], context: &EncryptionContext) -> Vec<u8> {
        let hidden: Vec<u8> = self.mask(nonce, content);
        let tag = self.tag(nonce, &hidden, context);
        let mut blob = vec![VERSION];
        blob.extend_from_slice(key.as_bytes());
        blob.extend_from_slice(nonce);
        blob.extend_from_slice(&tag);
        blob.extend_from_slice(&hidden);
        blob
    }

    /// What was hidden, if nothing was changed and the context is the same.
    pub fn open(&self, blob: &Blob<'_>, context: &EncryptionContext) -> Option<Vec<u8>> {
        (self.tag(blob.nonce, blob.content, context) == *blob.tag).then(|| self.mask(blob.nonce, blob.content))
    }

    fn mask(&self, nonce: &Nonce, content: &[u8]) -> Vec<u8> {
        content.iter().zip(self.stream(b"content", nonce)).map(|(byte, mask)| byte ^ mask).collect()
    }

    /// Bytes without end that the secret, a purpose and a nonce decide.
    fn stream<'a>(&'a self, purpose: &'a [u8], nonce: &'a Nonce) -> impl Iterator<Item = u8> + 'a {
        (0_u64..).flat_map(move |block| {
            let block: [u8; 32] =
                self.digest(purpose).chain_update(nonce).chain_update(block.to_le_bytes()).finalize().into();
            block
        })
    }

    fn tag(&self, nonce: &Nonce, content: &[u8], context: &EncryptionContext) -> [u8; 16] {
        let mut digest = self.digest(b"tag").chain_update(nonce);
        // With their lengths, so that no two contexts look the same.
        for text in context.iter().flat_map(|(name, value)| [name, value]) {
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text);
        }
        digest.update(content);
        let all: [u8; 32] = digest.chain_update((context.len() as u64).to_le_bytes()).finalize().into();
        let mut tag = [0; 16];
        for (to, from) in tag.iter_mut().zip(all) {
            *to = from;
        }
        tag
    }

    fn digest(&self, purpose: &[u8]) -> Sha256 {
        Sha256::new().chain_update(self.0).chain_update(purpose)
    }
}
