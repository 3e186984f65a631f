// What readers of views do with text that stays in the record's bytes.
extension RawSpan {
  /// Strict UTF-8; `nil` for anything else.
  public var string: String? { try? WireReader.text(self) }

  /// A hash for interning tables, equal for equal bytes. Not secret: never for tables that hostile keys may fill
  /// without a bound. It differs between machines of different byte order and is not to be stored.
  @inlinable public var hash64: UInt64 {
    var hash = Self.mix(0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: byteCount))
    var offset = 0
    while offset &+ 8 <= byteCount {
      hash = Self.mix(hash ^ (unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)))
      offset &+= 8
    }
    var tail: UInt64 = 0
    while offset < byteCount {
      tail = tail << 8 | UInt64(unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self))
      offset &+= 1
    }
    return Self.mix(hash ^ tail)
  }

  @inlinable static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    return product.high ^ product.low
  }

  /// Whether the bytes are those of `text`.
  public func equals(_ text: String) -> Bool {
    withUnsafeBytes { bytes in text.utf8.elementsEqual(bytes) }
  }
}
