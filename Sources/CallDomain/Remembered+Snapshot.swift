import Values

extension Remembered {
  /// All marks, the oldest first: the key's 16 bytes, the value where it is one, and the instant; big-endian.
  func bytes(_ key: (Key) -> ID128, value: (Value) -> UInt64?) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 32)
    forEach { each, kept, at in
      let bits = key(each)
      bytes.append(word: bits.high)
      bytes.append(word: bits.low)
      if let number = value(kept) { bytes.append(word: number) }
      bytes.append(word: UInt64(bitPattern: at.ms))
    }
    return bytes
  }
}

/// Reads them again.
struct RememberedRecords {
  private let bytes: [UInt8]
  private let hasValue: Bool
  private var offset = 0

  init(_ bytes: [UInt8], hasValue: Bool) {
    self.bytes = bytes
    self.hasValue = hasValue
  }

  /// `nil` after the last one.
  mutating func next() throws(UnreadableSnapshot) -> (key: ID128, value: UInt64, at: Instant)? {
    if offset == bytes.count { return nil }
    guard bytes.count - offset >= (hasValue ? 32 : 24) else { throw UnreadableSnapshot("a remembered id is cut off") }
    let key = ID128(high: word(), low: word())
    let value = hasValue ? word() : 0
    return (key, value, Instant(ms: Int64(bitPattern: word())))
  }

  private mutating func word() -> UInt64 {
    defer { offset += 8 }
    return bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension [UInt8] {
  fileprivate mutating func append(word: UInt64) {
    for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
  }
}
