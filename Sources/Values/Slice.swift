/// One of the 64 fixed partitions of the log. A centre's slice never changes.
@frozen public struct Slice: Hashable, Sendable, Comparable, CustomStringConvertible {
  public static let count: UInt32 = 64

  public let number: UInt32

  /// `nil` from 64 up.
  public init?(_ number: UInt32) {
    guard number < Self.count else { return nil }
    self.number = number
  }

  /// FNV-1a-64 of the centre id's UTF-8, mod 64.
  public init(of centre: CentreID) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in centre.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    number = UInt32(truncatingIfNeeded: hash % UInt64(Self.count))
  }

  public static let all: [Slice] = (0..<count).map { Slice(unchecked: $0) }
  private init(unchecked number: UInt32) { self.number = number }

  public static func < (a: Slice, b: Slice) -> Bool { a.number < b.number }
  public var description: String { String(number) }
}

/// The dense number 1, 2, 3 … of a commit in its slice; 0 stands for “before the first”.
@frozen public struct Position: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let number: UInt64
  @inlinable public init(_ number: UInt64) { self.number = number }

  public static let zero = Position(0)
  @inlinable public var next: Position { Position(number &+ 1) }
  @inlinable public static func < (a: Position, b: Position) -> Bool { a.number < b.number }
  public var description: String { String(number) }
}

/// The term of a slice's writer: a greater epoch fences every smaller one.
@frozen public struct Epoch: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let number: UInt64
  @inlinable public init(_ number: UInt64) { self.number = number }

  public static let zero = Epoch(0)
  @inlinable public var next: Epoch { Epoch(number &+ 1) }
  @inlinable public static func < (a: Epoch, b: Epoch) -> Bool { a.number < b.number }
  public var description: String { String(number) }
}
