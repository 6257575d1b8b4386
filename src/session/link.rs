//! A run as the part of a link after `#`: what it begins with, what was done, and the instant that is looked at.
//!
//! The text is `v1.` and, in the alphabet of URLs, three bytes of a checksum, the length of the run's JSON, and that JSON, in
//! which each input has the time since the one before, deflated after a dictionary that both sides know, so that what every run says costs next to nothing. The dictionary
//! of a version never changes: links of each version are read for ever.
//!
//! Reading believes nothing: lengths are bounded, and what comes out is read as any saved run is.

use super::{BadRun, SavedRun, Session};
use crate::clock::Instant;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use sha2::{Digest, Sha256};

/// What a link of the first version begins with.
const V1: &str = "v1.";
/// What runs say often. It is part of the form of version 1 and therefore never changes.
const V1_WORDS: &[u8] = include_bytes!("link/v1.txt");
/// A link has at most so many characters; browsers take longer ones, but nothing between them does.
const CHARS_MAX: usize = 2_000_000;
/// A run in a link has at most so many bytes of JSON.
const BYTES_MAX: usize = 16 << 20;
/// Bytes of the checksum.
const SUM: usize = 3;
/// The slowest and best way to deflate; a link is made once and read often.
const LEVEL: i32 = 10;

/// Why a text is no link to a run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLink {
    /// It does not begin as one.
    #[error("this is no link to a run")]
    Other,
    /// It was made by a later version.
    #[error("this link was made by a newer version of Queuelab, which this one cannot read")]
    Newer,
    /// Something of it is missing, or was changed.
    #[error("this link is damaged: a part of it is missing or was changed; ask for it once more")]
    Damaged,
    /// It is longer than any that is made.
    #[error("this link is too long")]
    TooLong,
    /// It has what is no run.
    #[error(transparent)]
    Run(#[from] BadRun),
}

/// Whether a text is meant as a link to a run, of whatever version.
pub fn is_meant(text: &str) -> bool {
    let text = text.trim_start_matches('#');
    let version = text.strip_prefix('v').and_then(|text| text.split_once('.'));
    version.is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A run as text, without the `#`.
pub fn write(run: &SavedRun) -> String {
    let mut before = Instant::ZERO;
    let mut run = run.clone();
    for logged in &mut run.log {
        let at = std::mem::replace(&mut before, logged.at);
        logged.at = Instant::ZERO.after(logged.at.since(at));
    }
    let json = run.write();
    let mut bytes = sum(json.as_bytes()).to_vec();
    put_length(&mut bytes, json.len());
    bytes.extend(deflate(json.as_bytes()));
    format!("{V1}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The present branch of a session at its present instant, as text.
pub fn of(session: &Session) -> String {
    write(&session.save_alone())
}

/// Reads a link, believing nothing.
///
/// # Errors
/// Whatever is no link to a run.
pub fn read(text: &str) -> Result<SavedRun, BadLink> {
    let text = text.trim_start_matches('#');
    if text.len() > CHARS_MAX {
        return Err(BadLink::TooLong);
    }
    let Some(data) = text.strip_prefix(V1) else {
        return Err(if is_meant(text) { BadLink::Newer } else { BadLink::Other });
    };
    let bytes = URL_SAFE_NO_PAD.decode(data).map_err(|_| BadLink::Damaged)?;
    let (expected, rest) = bytes.split_at_checked(SUM).ok_or(BadLink::Damaged)?;
    let (length, deflated) = take_length(rest).ok_or(BadLink::Damaged)?;
    if length > BYTES_MAX {
        return Err(BadLink::TooLong);
    }
    let json = inflate(deflated, length).ok_or(BadLink::Damaged)?;
    if sum(&json) != expected {
        return Err(BadLink::Damaged);
    }
    let mut run = SavedRun::parse(&String::from_utf8(json).map_err(|_| BadLink::Damaged)?)?;
    let mut now = Instant::ZERO;
    for logged in &mut run.log {
        now = now.after(logged.at.since(Instant::ZERO));
        logged.at = now;
    }
    Ok(run.checked()?)
}

fn sum(bytes: &[u8]) -> [u8; SUM] {
    let mut sum = [0; SUM];
    sum.iter_mut().zip(Sha256::digest(bytes)).for_each(|(to, from)| *to = from);
    sum
}

/// Seven bits a byte, the lowest first; all but the last have the highest bit.
fn put_length(bytes: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        bytes.push(u8::try_from(length & 0x7f).unwrap_or_default() | 0x80);
        length >>= 7;
    }
    bytes.push(u8::try_from(length).unwrap_or_default());
}

fn take_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut length = 0_usize;
    for (index, byte) in bytes.iter().enumerate().take(4) {
        length |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((length, bytes.get(index + 1..)?));
        }
    }
    None
}

/// Deflates as if the words had gone before.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut state = CompressorOxide::new(create_comp_flags_from_zip_params(LEVEL, -15, 0));
    // What comes out of the words is known to the other side, and thrown away up to where a new block begins.
    pump(&mut state, V1_WORDS, TDEFLFlush::Sync);
    pump(&mut state, bytes, TDEFLFlush::Finish)
}

fn pump(state: &mut CompressorOxide, mut input: &[u8], flush: TDEFLFlush) -> Vec<u8> {
    let (mut all, mut piece) = (Vec::new(), [0; 4_096]);
    loop {
        let (status, taken, given) = compress(state, input, &mut piece, flush);
        all.extend(piece.iter().take(given));
        input = input.get(taken..).unwrap_or_default();
        let is_over = input.is_empty() && given < piece.len();
        if status != TDEFLStatus::Okay || is_over {
            return all;
        }
    }
}

/// What was deflated after the words, if it is exactly so long.
fn inflate(deflated: &[u8], length: usize) -> Option<Vec<u8>> {
    let start = V1_WORDS.len();
    let mut buffer = V1_WORDS.to_vec();
    buffer.resize(start + length, 0);
    let mut state = DecompressorOxide::new();
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, taken, given) = decompress(&mut state, deflated, &mut buffer, start, flags);
    let is_whole = status == TINFLStatus::Done && taken == deflated.len() && given == length;
    is_whole.then(|| buffer.split_off(start))
}

#[cfg(test)]
mod tests;
