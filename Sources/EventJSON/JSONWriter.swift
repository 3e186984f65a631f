/// Something that people and their tools read as JSON.
public protocol JSONWritable {
  func json(to json: inout JSONWriter)
}

extension JSONWritable {
  /// `indented`: over several lines, two spaces a level.
  public func jsonText(indented: Bool = false) -> String {
    var writer = JSONWriter(indented: indented)
    json(to: &writer)
    return writer.text
  }
}

/// Builds JSON text. The caller keeps the order: a key before each value in an object, an end for each beginning.
public struct JSONWriter: ~Copyable {
  public private(set) var bytes: [UInt8] = []
  private let indented: Bool
  private var level = 0
  /// Whether the next key or element is the first of its object or array.
  private var isFirst = true

  public init(capacity: Int = 512, indented: Bool = false) {
    self.indented = indented
    bytes.reserveCapacity(capacity)
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Forgets what was written and keeps the buffer.
  public mutating func reset() {
    bytes.removeAll(keepingCapacity: true)
    level = 0
    isFirst = true
  }

  public mutating func beginObject() { begin("{") }
  public mutating func endObject() { end("}") }
  public mutating func beginArray() { begin("[") }
  public mutating func endArray() { end("]") }

  /// Before each element of an array.
  public mutating func element() {
    if !isFirst { put(",") }
    isFirst = false
    if indented { newLine() }
  }

  public mutating func key(_ name: String) {
    element()
    write(name)
    put(":")
    if indented { put(" ") }
  }

  private mutating func begin(_ bracket: Unicode.Scalar) {
    put(bracket)
    level += 1
    isFirst = true
  }

  private mutating func end(_ bracket: Unicode.Scalar) {
    level -= 1
    if indented && !isFirst { newLine() }
    put(bracket)
    isFirst = false
  }

  private mutating func newLine() {
    put("\n")
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
  }

  mutating func put(_ ascii: Unicode.Scalar) { bytes.append(UInt8(ascii: ascii)) }
  mutating func put(raw text: String) {
    let appended: Void? = text.utf8.withContiguousStorageIfAvailable { bytes.append(contentsOf: $0) }
    if appended == nil { bytes.append(contentsOf: text.utf8) }
  }

  /// `number` in decimal with leading zeros.
  mutating func put(_ number: Int64, digits: Int) {
    var divisor: Int64 = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }
}

// MARK: values

extension JSONWriter {
  public mutating func write(_ value: Bool) { put(raw: value ? "true" : "false") }

  /// As a number where every reader has it exactly, that is up to ±2^53; beyond as text.
  public mutating func write(_ value: some FixedWidthInteger) {
    if UInt64(value.magnitude) <= 1 << 53 { put(raw: String(value)) } else { write(String(value)) }
  }

  /// The shortest digits that give the same number again; `null` for what JSON has no number for.
  public mutating func write(_ value: Double) {
    if value.isFinite { put(raw: "\(value)") } else { writeNull() }
  }

  public mutating func writeNull() { put(raw: "null") }

  public mutating func write(_ text: String) {
    put("\"")
    if text.utf8.contains(where: Self.needsEscape) {
      for byte in text.utf8 { put(escaped: byte) }
    } else {
      put(raw: text)
    }
    put("\"")
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func put(escaped byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): put(raw: "\\\"")
    case UInt8(ascii: "\\"): put(raw: "\\\\")
    case UInt8(ascii: "\n"): put(raw: "\\n")
    case UInt8(ascii: "\r"): put(raw: "\\r")
    case UInt8(ascii: "\t"): put(raw: "\\t")
    case 0..<0x20:
      put(raw: "\\u00")
      put(raw: byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16))
    default: bytes.append(byte)
    }
  }

  /// RFC 4648 with padding.
  public mutating func write(base64 data: [UInt8]) {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    put("\"")
    for start in stride(from: 0, to: data.count, by: 3) {
      let group = data[start..<min(start + 3, data.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for index in 0...group.count { bytes.append(alphabet[bits >> (18 - 6 * index) & 63]) }
      for _ in group.count..<3 { put("=") }
    }
    put("\"")
  }
}
