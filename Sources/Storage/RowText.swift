// Text of events as PostgreSQL takes it: UTF-8 without U+0000.

/// Text that is not UTF-8.
public struct InvalidText: Error, Sendable, Hashable, CustomStringConvertible {
  public init() {}
  public var description: String { "text that is not UTF-8" }
}

extension RawSpan {
  /// ASCII without U+0000: what names and most texts are, and what needs no second look.
  @inlinable public var isPlainText: Bool {
    var offset = 0
    while offset &+ 8 <= byteCount {
      let word = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      let zeroBytes = (word &- 0x0101_0101_0101_0101) & ~word
      if (word | zeroBytes) & 0x8080_8080_8080_8080 != 0 { return false }
      offset &+= 8
    }
    while offset < byteCount {
      let byte = unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
      if byte == 0 || byte >= 0x80 { return false }
      offset &+= 1
    }
    return true
  }

  /// The text with U+0000, which PostgreSQL can't hold, replaced by U+FFFD.
  @usableFromInline func storableText() throws(InvalidText) -> String {
    let text = withUnsafeBytes { String(validating: $0, as: UTF8.self) }
    guard let text else { throw InvalidText() }
    return text.utf8.contains(0) ? String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }) : text
  }
}
