//! Snappy in its two forms that AWS writes: the stream of snappy-java and the blocks of Hadoop.
//!
//! Sources: `SnappyOutputStream` and `SnappyHadoopCompatibleOutputStream` of snappy-java, whose blocks are 32 KiB.

use super::length;
use snap::raw::Encoder;

const BLOCK: usize = 32 * 1024;

/// One block of raw Snappy, as columns of Parquet and ORC have it.
pub fn raw_snappy(bytes: &[u8]) -> Vec<u8> {
    // Only more than 4 GiB can fail.
    Encoder::new().compress_vec(bytes).unwrap_or_default()
}

/// A header, then each block behind its compressed length.
pub fn snappy_java(bytes: &[u8]) -> Vec<u8> {
    let mut out = b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01".to_vec();
    for block in bytes.chunks(BLOCK) {
        let packed = raw_snappy(block);
        out.extend(length(packed.len()).to_be_bytes());
        out.extend(packed);
    }
    out
}

/// Each block behind its length and its compressed length.
pub fn hadoop_snappy(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for block in bytes.chunks(BLOCK) {
        let packed = raw_snappy(block);
        out.extend(length(block.len()).to_be_bytes());
        out.extend(length(packed.len()).to_be_bytes());
        out.extend(packed);
    }
    out
}
