/// Why bytes are not a message of this schema, and in which field where that is known.
@frozen public struct WireError: Error, Equatable, Sendable {
  public enum Kind: UInt8, Sendable, CaseIterable {
    // The bytes are not Protocol Buffers.
    case truncated = 1
    case badVarint
    case badTag
    case badLength
    case badUTF8
    case unbalancedGroup

    // They are, beyond our limits.
    case tooDeep
    case tooManyMessages

    // They are, and break a rule that the schema adds: `(required)`, `(closed)` and `(type)`.
    case missingField
    case unknownEnumValue
    case badIdentifier
  }

  public let kind: Kind
  public let field: WireField?

  @inlinable public init(_ kind: Kind, _ field: WireField? = nil) {
    self.kind = kind
    self.field = field
  }

  @inlinable public static func missing(_ field: WireField) -> WireError { WireError(.missingField, field) }
}

extension WireError: CustomStringConvertible {
  public var description: String {
    let place = field.map { "\($0)" } ?? "The message"
    return switch kind {
    case .truncated: "\(place) ends in the middle of a field"
    case .badVarint: "\(place) has a number of more than 10 bytes"
    case .badTag: "\(place) has a field tag that cannot be"
    case .badLength: "\(place) has a length beyond 2 GiB"
    case .badUTF8: "\(place) has text that is not UTF-8"
    case .unbalancedGroup: "\(place) has the end of a group that did not begin"
    case .tooDeep: "\(place) nests messages too deep"
    case .tooManyMessages: "\(place) has too many messages in it"
    case .missingField: "\(place) is missing"
    case .unknownEnumValue: "\(place) has a value that this version does not know"
    case .badIdentifier: "\(place) is not a valid identifier"
    }
  }
}

/// Names a field as `Commit.log_id`, in the words of the schema. One machine word: the address of a literal.
///
/// `@unchecked Sendable`: it is made of a `StaticString` only, whose bytes never change and live as long as the
/// program.
@frozen public struct WireField: ExpressibleByStringLiteral, @unchecked Sendable, CustomStringConvertible {
  @usableFromInline let start: UnsafePointer<UInt8>

  /// The literal has at least two characters (the compiler may keep a single one without an address).
  @inlinable public init(stringLiteral name: StaticString) { start = name.utf8Start }

  public var description: String { String(cString: start) }
}

extension WireField: Equatable {
  public static func == (a: WireField, b: WireField) -> Bool { a.start == b.start || a.description == b.description }
}
