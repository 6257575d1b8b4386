//! Compression as Firehose writes it: what an object is called, how it is labelled, and its bytes.
//!
//! Source: "Amazon S3 object name format" in the Firehose developer guide. That `Snappy` is the stream format of
//! snappy-java and not the framing format of Snappy, that `HADOOP_SNAPPY` has the same extension, and that a ZIP archive
//! has one entry named by a UUID, is what AWS was seen to write. Knows no stream and no bucket.

mod crc;
mod snappy;
mod wrap;

pub use snappy::{hadoop_snappy, raw_snappy, snappy_java};
pub use wrap::{gunzip, gzip, zip, zlib_raw};

/// How the bytes of an object are compressed: `CompressionFormat`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Compression {
    /// As they came.
    #[default]
    Uncompressed,
    /// One gzip member.
    Gzip,
    /// An archive with one entry.
    Zip,
    /// The stream format of snappy-java.
    Snappy,
    /// The block format of Hadoop's `SnappyCodec`.
    HadoopSnappy,
}

impl Compression {
    /// The format of that name, in the case in which AWS takes it.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "UNCOMPRESSED" => Self::Uncompressed,
            "GZIP" => Self::Gzip,
            "ZIP" => Self::Zip,
            "Snappy" => Self::Snappy,
            "HADOOP_SNAPPY" => Self::HadoopSnappy,
            _ => return None,
        })
    }

    /// How the object's name ends.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Uncompressed => "",
            Self::Gzip => ".gz",
            Self::Zip => ".zip",
            Self::Snappy | Self::HadoopSnappy => ".snappy",
        }
    }

    /// The bytes of the object; `entry` is the name of the one entry of an archive.
    pub fn pack(self, bytes: Vec<u8>, entry: &str) -> Vec<u8> {
        match self {
            Self::Uncompressed => bytes,
            Self::Gzip => gzip(&bytes),
            Self::Zip => zip(&bytes, entry),
            Self::Snappy => snappy_java(&bytes),
            Self::HadoopSnappy => hadoop_snappy(&bytes),
        }
    }
}

/// A length as four bytes; what a lab keeps is always shorter.
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_by_their_case() {
        for (name, format) in [
            ("UNCOMPRESSED", Some(Compression::Uncompressed)),
            ("Snappy", Some(Compression::Snappy)),
            ("SNAPPY", None),
            ("HADOOP_SNAPPY", Some(Compression::HadoopSnappy)),
            ("gzip", None),
            ("", None),
        ] {
            assert_eq!(Compression::parse(name), format, "{name}");
        }
    }

    /// Texts that compress well, badly and not at all.
    fn samples() -> Vec<Vec<u8>> {
        let mut rng = crate::base::Rng::new(3);
        let noise: Vec<u8> = (0..70_000).map(|_| rng.next_u64().to_le_bytes()[0]).collect();
        vec![Vec::new(), b"a".to_vec(), b"abc ".repeat(40_000), noise]
    }

    #[test]
    fn gzip_gives_back_what_went_in() {
        for sample in samples() {
            assert_eq!(gunzip(&gzip(&sample), 1 << 20).unwrap(), sample);
        }
        assert!(gunzip(b"no gzip", 100).is_none());
        assert!(gunzip(&gzip(&b"abc ".repeat(1000)), 100).is_none(), "the limit holds");
        let mut broken = gzip(b"hello");
        let last = broken.len() - 5;
        broken[last] ^= 1;
        assert!(gunzip(&broken, 100).is_none(), "the check sum is looked at");
    }

    /// Reads blocks as snappy-java and Hadoop do.
    fn unblock(mut bytes: &[u8], with_length: bool) -> Vec<u8> {
        let mut all = Vec::new();
        let take = |bytes: &mut &[u8]| {
            let (head, rest) = bytes.split_at(4);
            *bytes = rest;
            u32::from_be_bytes(head.try_into().unwrap()) as usize
        };
        while !bytes.is_empty() {
            let whole = with_length.then(|| take(&mut bytes));
            let (block, rest) = {
                let size = take(&mut bytes);
                bytes.split_at(size)
            };
            bytes = rest;
            let plain = snap::raw::Decoder::new().decompress_vec(block).unwrap();
            assert!(whole.is_none_or(|whole| whole == plain.len()));
            all.extend(plain);
        }
        all
    }

    #[test]
    fn both_kinds_of_snappy_give_back_what_went_in() {
        for sample in samples() {
            let java = snappy_java(&sample);
            let (head, blocks) = java.split_at(16);
            assert_eq!(head, b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01");
            assert_eq!(unblock(blocks, false), sample);
            assert_eq!(unblock(&hadoop_snappy(&sample), true), sample);
        }
    }

    #[test]
    fn an_archive_has_one_entry_whose_place_the_end_of_the_archive_knows() {
        let archive = zip(b"hello hello hello", "entry-name");
        assert_eq!(&archive[..4], b"PK\x03\x04");
        let end = archive.len() - 22;
        assert_eq!(&archive[end..end + 4], b"PK\x05\x06");
        let at = |place: usize| u32::from_le_bytes(archive[place..place + 4].try_into().unwrap()) as usize;
        let directory = at(end + 16);
        assert_eq!(&archive[directory..directory + 4], b"PK\x01\x02");
        assert_eq!((at(directory + 16), at(directory + 24)), (at(14), 17));
        assert_eq!(&archive[30..40], b"entry-name");
        let packed = &archive[40..40 + at(18)];
        assert_eq!(miniz_oxide::inflate::decompress_to_vec(packed).unwrap(), b"hello hello hello");
    }

    /// What `gzip` and `unzip` were seen to open, and a reader of Snappy block by block.
    #[test]
    fn bytes_stay_as_ordinary_tools_opened_them() {
        let text = b"alpha\nbeta\nalpha\nbeta\nalpha\nbeta\n";
        let digest = |bytes: &[u8]| format!("{} {}", bytes.len(), crate::base::digest::md5_hex(bytes));
        let found: Vec<String> = [Compression::Gzip, Compression::Zip, Compression::Snappy, Compression::HadoopSnappy]
            .into_iter()
            .map(|format| digest(&format.pack(text.to_vec(), "00000000-0000-4000-8000-000000000000")))
            .collect();
        assert_eq!(found, VERIFIED);
    }

    const VERIFIED: [&str; 4] = [
        "34 f72bd1676d06dbbc58693ce183fe3e63",
        "186 38338706cf94a3a7e831dd33a294f380",
        "36 8f8ca15c5ec8c5d1a1eb9f57a50d8917",
        "24 6b4d0b185bd658a26a93f9d23d8d7fcd",
    ];
}
