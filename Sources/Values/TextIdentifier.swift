/// A name chosen by people: `[A-Za-z0-9][A-Za-z0-9._-]{0,62}`. ASCII only, so `==` is byte equality.
public protocol TextIdentifier: Hashable, Sendable, Comparable, CustomStringConvertible {
  var text: String { get }
  /// Only for text that `TextIdentifierRule.permits`.
  init(unchecked text: String)
}

/// The one rule of what a name may look like, checked wherever a name comes in.
public enum TextIdentifierRule {
  @inlinable public static var bytesMax: Int { 63 }

  /// The rule in words, for error messages.
  public static let statement = "1 to 63 of A-Z a-z 0-9 . _ -, beginning with a letter or digit"

  public static func permits(_ text: String) -> Bool { permits(utf8: text.utf8) }

  @inlinable public static func permits(utf8 bytes: some Sequence<UInt8>) -> Bool {
    var count = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        break
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        if count == 0 { return false }
      default: return false
      }
      count += 1
      if count > bytesMax { return false }
    }
    return count > 0
  }
}

extension TextIdentifier {
  /// `nil` when `text` breaks `TextIdentifierRule`.
  public init?(_ text: String) {
    guard TextIdentifierRule.permits(text) else { return nil }
    self.init(unchecked: text)
  }

  public var description: String { text }
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
}

/// One contact centre: the unit of consistency.
@frozen public struct CentreID: TextIdentifier {
  public let text: String
  @inlinable public init(unchecked text: String) { self.text = text }
}

/// A queue of a centre.
@frozen public struct QueueID: TextIdentifier {
  public let text: String
  @inlinable public init(unchecked text: String) { self.text = text }
}

/// An agent of a centre.
@frozen public struct AgentID: TextIdentifier {
  public let text: String
  @inlinable public init(unchecked text: String) { self.text = text }
}

/// A named ability: on an agent with a level, on an entry required or preferred.
@frozen public struct SkillID: TextIdentifier {
  public let text: String
  @inlinable public init(unchecked text: String) { self.text = text }
}
