/// The path and the query of a request's target.
struct RequestTarget: Equatable {
  let path: [String]
  let query: [HTTPRequest.QueryItem]

  /// - Throws: `malformedRequest` for what RFC 9112 does not allow there.
  init(_ bytes: [UInt8]) throws(HTTPProblem) {
    // Visible ASCII only: others are percent-encoded.
    guard bytes.allSatisfy({ 0x21...0x7e ~= $0 }) else {
      throw .malformed("the target has bytes that must be percent-encoded")
    }
    let parts = Self.withoutAuthority(bytes).split(
      separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
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

  /// `http://host/path` is a target too.
  private static func withoutAuthority(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    for scheme in ["http://", "https://"] where bytes.starts(with: scheme.utf8) {
      let rest = bytes.dropFirst(scheme.utf8.count)
      return rest.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    }
    return bytes[...]
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
