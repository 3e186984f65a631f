/// Sixteen bytes without a heap object: the form of call, command, callback and case ids. Ordered as big-endian bytes.
@frozen public struct ID128: Hashable, Sendable, Comparable {
  public var high: UInt64
  public var low: UInt64

  @inlinable public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  public static let zero = ID128(high: 0, low: 0)

  /// All zero is how the wire says “absent”; it is never a valid id.
  @inlinable public var isZero: Bool { high | low == 0 }

  @inlinable public static func < (a: ID128, b: ID128) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }
}

extension ID128: CustomStringConvertible, LosslessStringConvertible {
  /// 32 lower-case hexadecimal digits.
  public var description: String { Hex.text(of: [high, low]) }

  /// Accepts 32 hexadecimal digits of either case, with or without UUID hyphens; anything else is `nil`.
  public init?(_ text: String) {
    guard let words = Hex.words(of: text, count: 2) else { return nil }
    self.init(high: words[0], low: words[1])
  }
}
