import Values
import WireRuntime

// The domain's own types on the wire. Values and WireRuntime know nothing of each other; this is where they meet.

extension WireReader {
  /// `nil` for an empty or all-zero id, which is how the wire says “absent”.
  mutating func id<ID: BinaryIdentifier>(_: ID.Type, _ field: WireField) throws(WireError) -> ID? {
    let bytes = try slice()
    if bytes.byteCount == 0 { return nil }
    guard bytes.byteCount == 16 else { throw WireError(.badIdentifier, field) }
    let bits = ID128(high: bytes.word(0), low: bytes.word(1))
    return bits.isZero ? nil : ID(bits)
  }

  /// `nil` for an empty or all-zero digest.
  mutating func digest(_ field: WireField) throws(WireError) -> Digest256? {
    let bytes = try slice()
    if bytes.byteCount == 0 { return nil }
    guard bytes.byteCount == 32 else { throw WireError(.badIdentifier, field) }
    let digest = Digest256(bytes.word(0), bytes.word(1), bytes.word(2), bytes.word(3))
    return digest.isZero ? nil : digest
  }

  /// `nil` for empty text; an error for a name that breaks `TextIdentifierRule`.
  mutating func text<ID: TextIdentifier>(_: ID.Type, _ field: WireField) throws(WireError) -> ID? {
    let bytes = try slice()
    if bytes.byteCount == 0 { return nil }
    let id: ID? = bytes.withUnsafeBytes { bytes in
      guard TextIdentifierRule.permits(utf8: bytes) else { return nil }
      return ID(unchecked: String(decoding: bytes, as: UTF8.self))
    }
    guard let id else { throw WireError(.badIdentifier, field) }
    return id
  }

  mutating func instant() throws(WireError) -> Instant { Instant(ms: try int64()) }
  mutating func milliseconds() throws(WireError) -> Milliseconds { Milliseconds(try int64()) }

  mutating func sliceNumber(_ field: WireField) throws(WireError) -> Slice {
    guard let slice = Slice(try uint32()) else { throw WireError(.badIdentifier, field) }
    return slice
  }

  /// An element of a repeated field of identifiers, where “absent” has no meaning.
  func element<ID>(_ id: ID?, _ field: WireField) throws(WireError) -> ID {
    guard let id else { throw WireError(.badIdentifier, field) }
    return id
  }
}

extension RawSpan {
  /// The big-endian word at `index × 8`, which the caller has checked to be there.
  fileprivate func word(_ index: Int) -> UInt64 {
    UInt64(bigEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: index * 8, as: UInt64.self))
  }
}

extension WireWriter {
  mutating func id(_ id: some BinaryIdentifier, _ tag: UInt32) { words(id.bits.high, id.bits.low, tag) }
  mutating func text(_ id: some TextIdentifier, _ tag: UInt32) { string(id.text, tag) }
  mutating func instant(_ instant: Instant, _ tag: UInt32) { int64(instant.ms, tag) }
  mutating func milliseconds(_ span: Milliseconds, _ tag: UInt32) { int64(span.count, tag) }
  mutating func ordinal(_ position: Position, _ tag: UInt32) { uint64(position.number, tag) }
  mutating func ordinal(_ epoch: Epoch, _ tag: UInt32) { uint64(epoch.number, tag) }
  mutating func sliceNumber(_ slice: Slice, _ tag: UInt32) { uint32(slice.number, tag) }
  mutating func digest(_ digest: Digest256, _ tag: UInt32) {
    digest.withBytes { delimited($0, tag) }
  }
}

extension Slice {
  /// What an absent number on the wire means: 0 is a slice like any other.
  static var wireDefault: Slice { all[0] }
}
