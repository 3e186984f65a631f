/// Walks the occurrences of one length-delimited field in the bytes of a message.
@frozen public struct WireRepeated: ~Escapable {
  @usableFromInline var reader: WireReader
  @usableFromInline let wanted: UInt32

  /// `start`: where to begin, an offset that `position` gave, or that of a tag.
  @inlinable @_lifetime(copy message)
  public init(_ message: RawSpan, tag: UInt32, from start: Int = 0) {
    reader = WireReader(message, from: start)
    wanted = tag
  }

  /// Offset of the field after the last one returned.
  @inlinable public var position: Int { reader.position }

  /// The bytes of the next occurrence, `nil` after the last.
  @inlinable @_lifetime(copy self)
  public mutating func next() throws(WireError) -> RawSpan? {
    while true {
      let tag = try reader.tag()
      if tag == 0 { return nil }
      if tag == wanted { return try reader.slice() }
      try reader.skip(tag)
    }
  }
}

/// One entry of a map field. A key may come twice, the last counts; in the order of the wire.
@frozen public struct WireEntryView: ~Escapable {
  public var key: RawSpan
  /// The value where it is text, else empty.
  public var text: RawSpan
  /// The value where it is a number, as the wire has it.
  public var bits: UInt64 = 0

  /// The value where the schema says `sint64`.
  public var signed: Int64 { Int64(bitPattern: (bits >> 1) ^ (0 &- (bits & 1))) }

  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) throws(WireError) {
    key = bytes.extracting(first: 0)
    text = bytes.extracting(first: 0)
    var reader = WireReader(bytes)
    while true {
      let tag = try reader.tag()
      switch tag {
      case 0: return
      case 10: key = try reader.slice()
      case 16: bits = try reader.varint()
      case 18: text = try reader.slice()
      default: try reader.skip(tag)
      }
    }
  }
}
