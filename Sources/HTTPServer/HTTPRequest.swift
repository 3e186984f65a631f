/// A request as its handler sees it: whole, and within the limits.
package struct HTTPRequest: Sendable {
  package let method: String
  /// The parts of the path between its slashes, decoded.
  package let path: [String]
  /// In the order in which they came, decoded; a name may come twice.
  package let query: [QueryItem]
  package let headers: HTTPHeaders
  package var body: [UInt8] = []
  /// What the route's pattern named in braces.
  package var parameters: [String: String] = [:]

  package struct QueryItem: Sendable, Equatable {
    package let name: String
    package let value: String
  }

  /// The type and subtype of the body, in lower case, without parameters; `nil`: not said.
  package var contentType: String? {
    guard let text = headers["content-type"] else { return nil }
    let type = text.prefix { $0 != ";" }
    return type.trimmed.asciiLowercased
  }
}

extension StringProtocol {
  /// Without blanks and tabs around it.
  var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
