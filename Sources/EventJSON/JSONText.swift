/// Reads JSON strictly, as RFC 8259 has it: nothing but one value, UTF-8, no name twice in an object.
public enum JSONText {
  /// Values in values. What is read here is at most half as deep.
  public static let depthMax = 32

  public static func read(_ text: [UInt8]) throws(JSONMistake) -> JSONValue {
    var reader = JSONTextReader(text)
    let value = try reader.value(depth: 0)
    reader.skipBlanks()
    guard reader.isAtEnd else { throw JSONMistake("something follows the value", at: reader.offset) }
    return value
  }
}

private struct JSONTextReader {
  private let text: [UInt8]
  private(set) var offset = 0

  init(_ text: [UInt8]) { self.text = text }

  var isAtEnd: Bool { offset == text.count }
  private var next: UInt8? { isAtEnd ? nil : text[offset] }

  mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { offset += 1 }
  }

  mutating func value(depth: Int) throws(JSONMistake) -> JSONValue {
    skipBlanks()
    let start = offset
    guard depth < JSONText.depthMax else {
      throw JSONMistake("values are nested deeper than \(JSONText.depthMax)", at: start)
    }
    guard let first = next else { throw JSONMistake("the text ends where a value is wanted", at: start) }
    let content: JSONValue.Content
    switch first {
    case UInt8(ascii: "{"): content = .object(try members(depth: depth))
    case UInt8(ascii: "["): content = .array(try elements(depth: depth))
    case UInt8(ascii: "\""): content = .string(try string())
    case UInt8(ascii: "t"): content = try word("true", .bool(true))
    case UInt8(ascii: "f"): content = try word("false", .bool(false))
    case UInt8(ascii: "n"): content = try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): content = .number(try number())
    default: throw JSONMistake("no value begins like this", at: start)
    }
    return JSONValue(content: content, offset: start)
  }

  private mutating func word(_ word: String, _ content: JSONValue.Content) throws(JSONMistake) -> JSONValue.Content {
    guard text[offset...].starts(with: word.utf8) else { throw JSONMistake("no value begins like this", at: offset) }
    offset += word.utf8.count
    return content
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func elements(depth: Int) throws(JSONMistake) -> [JSONValue] {
    offset += 1
    var elements: [JSONValue] = []
    if take("]") { return elements }
    repeat { elements.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw JSONMistake("a list goes on with a comma or ends with ]", at: offset) }
    return elements
  }

  private mutating func members(depth: Int) throws(JSONMistake) -> [JSONValue.Member] {
    offset += 1
    var members: [JSONValue.Member] = []
    var names: Set<String> = []
    if take("}") { return members }
    repeat {
      skipBlanks()
      let start = offset
      guard next == UInt8(ascii: "\"") else { throw JSONMistake("a member begins with its name in quotes", at: start) }
      let name = try string()
      guard names.insert(name).inserted else { throw JSONMistake("the member \(name) comes twice", at: start) }
      guard take(":") else { throw JSONMistake("a colon follows a member's name", at: offset) }
      members.append(JSONValue.Member(name: name, offset: start, value: try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw JSONMistake("an object goes on with a comma or ends with }", at: offset) }
    return members
  }

  private mutating func number() throws(JSONMistake) -> String {
    let start = offset
    if next == UInt8(ascii: "-") { offset += 1 }
    let first = offset
    guard digits() else { throw JSONMistake("digits are missing in a number", at: offset) }
    if text[first] == UInt8(ascii: "0"), offset > first + 1 {
      throw JSONMistake("a number begins with no needless zero", at: first)
    }
    if next == UInt8(ascii: ".") {
      offset += 1
      guard digits() else { throw JSONMistake("digits are missing behind the point", at: offset) }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      guard digits() else { throw JSONMistake("digits are missing in the exponent", at: offset) }
    }
    return String(decoding: text[start..<offset], as: UTF8.self)
  }

  /// At least one.
  private mutating func digits() -> Bool {
    let start = offset
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
    return offset > start
  }

  private mutating func string() throws(JSONMistake) -> String {
    let start = offset
    offset += 1
    var bytes: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        guard let string = String(validating: bytes, as: UTF8.self) else {
          throw JSONMistake("the text is not UTF-8", at: start)
        }
        return string
      case UInt8(ascii: "\\"): try escape(into: &bytes)
      case 0..<0x20: throw JSONMistake("a control character in text is written as \\u00…", at: offset)
      default:
        bytes.append(byte)
        offset += 1
      }
    }
    throw JSONMistake("text that began here does not end", at: start)
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(JSONMistake) {
    let start = offset
    offset += 1
    guard let kind = next else { throw JSONMistake("text ends in a backslash", at: start) }
    offset += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(kind)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0c)
    case UInt8(ascii: "n"): bytes.append(0x0a)
    case UInt8(ascii: "r"): bytes.append(0x0d)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"): bytes.append(contentsOf: String(Character(try scalar(from: start))).utf8)
    default: throw JSONMistake("no such escape in text", at: start)
    }
  }

  /// After `\u`; two of them where one is the first half of a pair.
  private mutating func scalar(from start: Int) throws(JSONMistake) -> Unicode.Scalar {
    let high = try hexadecimal(from: start)
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xdc00, text[offset...].starts(with: "\\u".utf8) else {
      throw JSONMistake("half of a surrogate pair", at: start)
    }
    offset += 2
    let low = try hexadecimal(from: start)
    guard (0xdc00..<0xe000).contains(low), let scalar = Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + low - 0xdc00)
    else { throw JSONMistake("half of a surrogate pair", at: start) }
    return scalar
  }

  private mutating func hexadecimal(from start: Int) throws(JSONMistake) -> UInt32 {
    let digits = text[offset...].prefix(4)
    guard digits.count == 4, digits.allSatisfy(Self.isHexadecimal),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw JSONMistake("four hexadecimal digits follow \\u", at: start) }
    offset += 4
    return value
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
