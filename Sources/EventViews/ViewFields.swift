import Values
import WireRuntime

// The domain's own types in views: nothing is validated but the length of ids.

extension WireReader {
  /// All zero when the field is empty.
  mutating func bits() throws(WireError) -> ID128 {
    let bytes = try slice()
    if bytes.byteCount == 0 { return ID128(high: 0, low: 0) }
    guard bytes.byteCount == 16 else { throw WireError(.badIdentifier) }
    return ID128(high: bytes.word(0), low: bytes.word(1))
  }

  /// `nil` when the field is empty or all zero.
  mutating func id<ID: BinaryIdentifier>(_: ID.Type) throws(WireError) -> ID? {
    let bits = try bits()
    return bits.isZero ? nil : ID(bits)
  }

  /// All zero when the field is empty.
  mutating func digest() throws(WireError) -> Digest256 {
    let bytes = try slice()
    if bytes.byteCount == 0 { return Digest256(0, 0, 0, 0) }
    guard bytes.byteCount == 32 else { throw WireError(.badIdentifier) }
    return Digest256(bytes.word(0), bytes.word(1), bytes.word(2), bytes.word(3))
  }
}

extension RawSpan {
  /// The big-endian word at `index × 8`, which the caller has checked to be there.
  fileprivate func word(_ index: Int) -> UInt64 {
    UInt64(bigEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: index * 8, as: UInt64.self))
  }
}
