//! Whole numbers as bytes of variable length, as Parquet, ORC and their descriptions have them.

/// Seven bits a byte, the lowest first.
pub(super) fn varint(out: &mut Vec<u8>, mut value: u128) {
    loop {
        let low = u8::try_from(value & 0x7F).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

/// Numbers near zero become small ones, whatever their sign.
pub(super) const fn zigzag(value: i128) -> u128 {
    ((value << 1) ^ (value >> 127)).cast_unsigned()
}

/// Bits, the lowest first.
pub(super) fn bits(values: impl Iterator<Item = bool>, highest_first: bool) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    for (index, value) in values.enumerate() {
        let bit = index % 8;
        if bit == 0 {
            out.push(0);
        }
        if let Some(last) = out.last_mut() {
            *last |= u8::from(value) << if highest_first { 7 - bit } else { bit };
        }
    }
    out
}
