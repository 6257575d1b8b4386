//! The check sum of gzip and ZIP: CRC-32 of RFC 1952.

const TABLE: [u32; 16] = table();

/// Half a byte at a time: a table of sixteen is quick enough and costs nothing to download.
const fn table() -> [u32; 16] {
    let mut table = [0_u32; 16];
    let mut rest: &mut [u32] = &mut table;
    let mut index = 0_u32;
    while let [entry, tail @ ..] = rest {
        let mut value = index;
        let mut bit = 0;
        while bit < 4 {
            value = if value & 1 == 1 { (value >> 1) ^ 0xEDB8_8320 } else { value >> 1 };
            bit += 1;
        }
        *entry = value;
        index += 1;
        rest = tail;
    }
    table
}

/// The check sum of bytes.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, low: u32| (crc >> 4) ^ TABLE.get(((crc ^ low) & 15) as usize).copied().unwrap_or_default();
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        let crc = step(crc, u32::from(*byte));
        step(crc, u32::from(*byte >> 4))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sum_is_that_of_the_specification() {
        assert_eq!(super::crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(super::crc32(b""), 0);
    }
}
