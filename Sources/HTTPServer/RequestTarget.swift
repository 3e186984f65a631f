/// What a request's target says.
struct RequestTarget: Equatable {
  /// Of a target that is a whole address: its host, and its port if it has one.
  let authority: String?
  let path: [String]
  let query: [HTTPRequest.QueryItem]

  /// - Throws: `malformedRequest` for what RFC 9112 does not allow there.
  init(_ bytes: [UInt8]) throws(HTTPProblem) {
    // Visible ASCII only: others are percent-encoded.
    guard bytes.allSatisfy({ 0x21...0x7e ~= $0 }) else {
      throw .malformed("the target has bytes that must be percent-encoded")
    }
    let start = Self.addressStart(of: bytes)
    let rest = start.map { bytes[$0...].drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") } } ?? bytes[...]
    authority = start.map { String(decoding: bytes[$0..<rest.startIndex], as: UTF8.self) }
    let parts = rest.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, first.first == UInt8(ascii: "/") else {
      throw .malformed("the target is no path: it begins with /")
    }
    var path: [String] = []
    for segment in first.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      path.append(try Self.decoded(segment, plusIsBlank: false))
    }
    self.path = path
    query = parts.count > 1 ? try Self.items(parts[1]) : []
  }

  /// `http://host/path` is a target too; `nil`: it is a path only.
  private static func addressStart(of bytes: [UInt8]) -> Int? {
    ["http://", "https://"].first { bytes.starts(with: $0.utf8) }?.utf8.count
  }

  private static func items(_ query: ArraySlice<UInt8>) throws(HTTPProblem) -> [HTTPRequest.QueryItem] {
    var items: [HTTPRequest.QueryItem] = []
    for item in query.split(separator: UInt8(ascii: "&")) {
      let sides = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let value = sides.count > 1 ? try decoded(sides[1], plusIsBlank: true) : ""
      items.append(.init(name: try decoded(sides[0], plusIsBlank: true), value: value))
    }
    return items
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>, plusIsBlank: Bool) throws(HTTPProblem) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var rest = bytes
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
          throw .malformed("after a % in the target come two hexadecimal digits")
        }
        out.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsBlank: out.append(UInt8(ascii: " "))
      default: out.append(byte)
      }
    }
    guard out.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
      throw .malformed("the target has a control character in it")
    }
    guard let text = String(validating: out, as: UTF8.self) else {
      throw .malformed("the target is not UTF-8 when it is decoded")
    }
    return text
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
