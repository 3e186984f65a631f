/// Reads Protocol Buffers from borrowed bytes. Every read is checked against `limit`; entering a sub-message narrows
/// it, so nothing can run past its own length.
@frozen public struct WireReader: ~Escapable {
  @usableFromInline let bytes: RawSpan
  @usableFromInline var offset: Int
  /// End of the message being read.
  @usableFromInline var limit: Int
  /// Levels of messages that may still be entered.
  @usableFromInline var depth: Int32
  /// Sub-messages that may still be read.
  @usableFromInline var budget: Int32

  @inlinable @_lifetime(copy bytes)
  public init(_ bytes: RawSpan, depth: Int32 = WireLimits.depth, budget: Int32 = WireLimits.messages) {
    self.bytes = bytes
    offset = 0
    limit = bytes.byteCount
    self.depth = depth
    self.budget = budget
  }

  /// Begins at `start`, an offset inside the bytes that `position` gave.
  @inlinable @_lifetime(copy bytes)
  public init(_ bytes: RawSpan, from start: Int) {
    self.init(bytes)
    offset = min(max(start, 0), limit)
  }

  /// Offset of the next byte.
  @inlinable public var position: Int { offset }

  /// The field's number and wire type, or 0 at the end of the message.
  @inlinable @inline(__always) public mutating func tag() throws(WireError) -> UInt32 {
    if offset == limit { return 0 }
    let first = byte(at: offset)
    if first < 0x80 && first > 7 {
      offset &+= 1
      return UInt32(first)
    }
    return try longTag()
  }

  @inlinable @inline(__always) public mutating func varint() throws(WireError) -> UInt64 {
    if offset == limit { throw WireError(.truncated) }
    let first = byte(at: offset)
    if first < 0x80 {
      offset &+= 1
      return UInt64(first)
    }
    return try longVarint()
  }

  /// A length that fits into what is left of the message.
  @inlinable @inline(__always) public mutating func length() throws(WireError) -> Int {
    if offset == limit { throw WireError(.truncated) }
    let first = byte(at: offset)
    if first < 0x80 {
      offset &+= 1
      if Int(first) > limit &- offset { throw WireError(.truncated) }
      return Int(first)
    }
    return try longLength()
  }

  /// The bytes of a length-delimited field, not copied.
  @inlinable @_lifetime(copy self) public mutating func slice() throws(WireError) -> RawSpan {
    let count = try length()
    let slice = unsafe bytes.extracting(unchecked: offset..<(offset &+ count))
    offset &+= count
    return slice
  }

  @inlinable @inline(__always) func byte(at offset: Int) -> UInt8 {
    unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }
}

// The long forms, kept out of line so that the short ones inline well.
extension WireReader {
  @inline(never) @usableFromInline mutating func longTag() throws(WireError) -> UInt32 {
    let tag = UInt32(truncatingIfNeeded: try fiveBytes(tooLong: .badTag))
    if tag < 8 { throw WireError(.badTag) }
    return tag
  }

  @inline(never) @usableFromInline mutating func longLength() throws(WireError) -> Int {
    let length = try fiveBytes(tooLong: .badLength)
    if length > WireLimits.length { throw WireError(.badLength) }
    if Int(length) > limit - offset { throw WireError(.truncated) }
    return Int(length)
  }

  @inline(never) @usableFromInline mutating func longVarint() throws(WireError) -> UInt64 {
    var next = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    let stop = limit - next > 10 ? next + 10 : limit
    while next < stop {
      let byte = byte(at: next)
      next += 1
      value |= UInt64(byte & 0x7f) &<< shift
      if byte < 0x80 {
        offset = next
        return value
      }
      shift &+= 7
    }
    throw WireError(shift >= 70 ? .badVarint : .truncated)
  }

  /// Tags and lengths take at most 5 bytes. A tag's bits beyond 32 are dropped, a length's count, as in Google's
  /// implementation.
  private mutating func fiveBytes(tooLong: WireError.Kind) throws(WireError) -> UInt64 {
    var value: UInt64 = 0
    for shift: UInt64 in stride(from: 0, through: 28, by: 7) {
      if offset == limit { throw WireError(.truncated) }
      let byte = byte(at: offset)
      offset += 1
      value |= UInt64(byte & 0x7f) &<< shift
      if byte < 0x80 { return value }
    }
    throw WireError(tooLong)
  }
}
