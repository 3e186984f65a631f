/// JSON that came from outside, as a tree; every part knows where it began.
public struct JSONValue: Sendable, Equatable {
  public enum Content: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As it was written.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order in which they came; no name comes twice.
    case object([Member])
  }

  public struct Member: Sendable, Equatable {
    public let name: String
    /// Of the name.
    public let offset: Int
    public let value: JSONValue
  }

  public let content: Content
  /// Of its first byte in the text.
  public let offset: Int

  var kind: String {
    switch content {
    case .null: "null"
    case .bool: "a truth value"
    case .number: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// Why a text is not what was wanted of it, and where.
public struct JSONMistake: Error, Sendable, Equatable {
  /// What is wrong, for people.
  public let message: String
  /// In bytes, from 0.
  public let offset: Int
  /// The members that lead there, as `logIn.agent`; empty: the whole text.
  public private(set) var path = ""

  public init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// The same, seen from the value around it.
  public func within(_ name: String) -> JSONMistake {
    var mistake = self
    mistake.path = path.isEmpty ? name : path.hasPrefix("[") ? name + path : "\(name).\(path)"
    return mistake
  }

  /// Both from 1; a column is a character of the text.
  public func place(in text: [UInt8]) -> (line: Int, column: Int) {
    let before = text.prefix(offset)
    let newline = UInt8(ascii: "\n")
    let line = before.reduce(1) { $1 == newline ? $0 + 1 : $0 }
    let last = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
    // Bytes that go on with a character are none of their own.
    return (line, before[last...].reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 })
  }
}
