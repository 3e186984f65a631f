public import Values
public import WireRuntime

/// What can be read from JSON as `JSONWritable` writes it.
public protocol JSONReadable {
  init(json: JSONValue) throws(JSONMistake)
}

extension JSONValue {
  func mistake(wanted: String) -> JSONMistake { JSONMistake("\(wanted) is wanted, and this is \(kind)", at: offset) }

  func text(_ wanted: String) throws(JSONMistake) -> String {
    guard case .string(let text) = content else { throw mistake(wanted: wanted) }
    return text
  }
}

extension String: JSONReadable {
  public init(json: JSONValue) throws(JSONMistake) { self = try json.text("text") }
}

extension Bool: JSONReadable {
  public init(json: JSONValue) throws(JSONMistake) {
    guard case .bool(let value) = json.content else { throw json.mistake(wanted: "true or false") }
    self = value
  }
}

extension JSONReadable where Self: FixedWidthInteger {
  /// Numbers beyond ±2^53 are text, since many writers and readers of JSON have no such numbers: one that comes as a
  /// number is not the one that was meant. `3.0` is a whole number.
  public init(json: JSONValue) throws(JSONMistake) {
    let value: Self?
    switch json.content {
    case .number(let number):
      let exact = Self(Self.withoutZeroFraction(number))
      value = exact.flatMap { UInt64($0.magnitude) <= 1 << 53 ? $0 : nil }
    case .string(let text) where Self.bitWidth == 64: value = Self(text)
    case .null, .bool, .string, .array, .object: throw json.mistake(wanted: "a whole number")
    }
    guard let value else {
      let text = Self.bitWidth == 64 ? ", beyond 2^53 as text" : ""
      throw JSONMistake("a whole number from \(Self.min) to \(Self.max) is wanted\(text)", at: json.offset)
    }
    self = value
  }

  private static func withoutZeroFraction(_ number: String) -> Substring {
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[1].allSatisfy { $0 == "0" } ? parts[0] : number[...]
  }
}
extension Int32: JSONReadable {}
extension Int64: JSONReadable {}
extension UInt32: JSONReadable {}
extension UInt64: JSONReadable {}

extension JSONReadable where Self: BinaryIdentifier {
  public init(json: JSONValue) throws(JSONMistake) {
    guard let id = Self(text: try json.text("an id")) else {
      throw JSONMistake("32 hexadecimal digits, not all of them 0, are wanted", at: json.offset)
    }
    self = id
  }
}
extension CallID: JSONReadable {}
extension CommandID: JSONReadable {}

extension JSONReadable where Self: TextIdentifier {
  public init(json: JSONValue) throws(JSONMistake) {
    guard let id = Self(try json.text("a name")) else {
      throw JSONMistake("a name is wanted: \(TextIdentifierRule.statement)", at: json.offset)
    }
    self = id
  }
}
extension CentreID: JSONReadable {}
extension QueueID: JSONReadable {}
extension AgentID: JSONReadable {}
extension SkillID: JSONReadable {}

extension JSONReadable where Self: WireEnum {
  public init(json: JSONValue) throws(JSONMistake) {
    let name = try json.text("a word")
    guard let value = Self.allCases.first(where: { $0.name == name }) else {
      throw JSONMistake("one of \(Self.allCases.map(\.name).joined(separator: ", ")) is wanted", at: json.offset)
    }
    self = value
  }
}

extension Instant: JSONReadable {
  public init(json: JSONValue) throws(JSONMistake) {
    let text = try json.text("an instant")
    do {
      self = try InstantText.read(text)
    } catch {
      throw JSONMistake("no instant: \(error)", at: json.offset)
    }
  }
}
extension Milliseconds: JSONReadable {
  public init(json: JSONValue) throws(JSONMistake) { self.init(try Int64(json: json)) }
}
extension Position: JSONReadable {
  public init(json: JSONValue) throws(JSONMistake) { self.init(try UInt64(json: json)) }
}
extension Digest256: JSONReadable {
  public init(json: JSONValue) throws(JSONMistake) {
    guard let digest = Digest256(try json.text("a hash")) else {
      throw JSONMistake("64 hexadecimal digits are wanted", at: json.offset)
    }
    self = digest
  }
}

extension Array: JSONReadable where Element: JSONReadable {
  public init(json: JSONValue) throws(JSONMistake) {
    guard case .array(let elements) = json.content else { throw json.mistake(wanted: "a list") }
    self = []
    for (index, element) in elements.enumerated() {
      do throws(JSONMistake) { append(try Element(json: element)) } catch { throw error.within("[\(index)]") }
    }
  }
}

extension WireMap: JSONReadable where Key == String, Value: JSONReadable {
  public init(json: JSONValue) throws(JSONMistake) {
    guard case .object(let members) = json.content else { throw json.mistake(wanted: "an object") }
    self.init()
    for member in members {
      do throws(JSONMistake) { append(member.name, try Value(json: member.value)) } catch {
        throw error.within(member.name)
      }
    }
    sort()
  }
}
