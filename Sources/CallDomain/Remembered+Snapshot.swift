import Values

extension Remembered {
  /// All marks, the oldest first: the key's 16 bytes, what `write` adds of the value, and the instant; big-endian.
  func bytes(_ key: (Key) -> ID128, write: (Value, inout [UInt8]) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 40)
    forEach { each, kept, at in
      let bits = key(each)
      bytes.append(word: bits.high)
      bytes.append(word: bits.low)
      write(kept, &bytes)
      bytes.append(word: UInt64(bitPattern: at.ms))
    }
    return bytes
  }
}

/// Reads them again.
struct RememberedRecords {
  private let bytes: [UInt8]
  private let hasEffect: Bool
  private var offset = 0

  /// - Parameter hasEffect: the value is a command's effect; otherwise there is none.
  init(_ bytes: [UInt8], hasEffect: Bool) {
    self.bytes = bytes
    self.hasEffect = hasEffect
  }

  /// `nil` after the last one.
  mutating func next() throws(UnreadableSnapshot) -> (key: ID128, effect: CommandEffect, at: Instant)? {
    if offset == bytes.count { return nil }
    guard bytes.count - offset >= (hasEffect ? 40 : 24) else { throw UnreadableSnapshot("a remembered id is cut off") }
    let key = ID128(high: word(), low: word())
    let effect = CommandEffect(position: Position(hasEffect ? word() : 0), bodyDigest: hasEffect ? word() : 0)
    return (key, effect, Instant(ms: Int64(bitPattern: word())))
  }

  private mutating func word() -> UInt64 {
    defer { offset += 8 }
    return bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension [UInt8] {
  mutating func append(word: UInt64) {
    for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
  }
}
