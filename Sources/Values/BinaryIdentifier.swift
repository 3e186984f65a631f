/// An id of 16 bytes with a type of its own, so that a call id is never taken for a command id.
public protocol BinaryIdentifier: Hashable, Sendable, Comparable, CustomStringConvertible {
  var bits: ID128 { get }
  init(_ bits: ID128)
}

extension BinaryIdentifier {
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.bits < b.bits }
  public var description: String { bits.description }

  /// Reads the form that `description` writes; `nil` for anything else.
  public init?(text: String) {
    guard let bits = ID128(text), !bits.isZero else { return nil }
    self.init(bits)
  }
}

/// One contact by phone. Chosen by whoever saw it first, kept when the call moves to another centre.
@frozen public struct CallID: BinaryIdentifier {
  public let bits: ID128
  @inlinable public init(_ bits: ID128) { self.bits = bits }
}

/// One wish to change something; repeated with the same id it takes effect once.
@frozen public struct CommandID: BinaryIdentifier {
  public let bits: ID128
  @inlinable public init(_ bits: ID128) { self.bits = bits }
}

/// The identity of a log, drawn when it is made and kept by a copy.
@frozen public struct LogID: BinaryIdentifier {
  public let bits: ID128
  @inlinable public init(_ bits: ID128) { self.bits = bits }
}
