/// What a handler answers.
package struct HTTPResponse: Sendable {
  package enum Body: Sendable {
    case bytes([UInt8])
    /// Written piece by piece, until the function returns or the client is gone; it is cancelled then.
    case stream(@Sendable (ResponseStream) async throws -> Void)
  }

  package struct Header: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package let status: Int
  package var headers: [Header]
  package let body: Body

  package init(_ status: Int, _ type: String, _ body: Body, headers: [Header] = []) {
    self.status = status
    self.body = body
    self.headers =
      [Header("Content-Type", type), Header("Cache-Control", "no-store"), Header("X-Content-Type-Options", "nosniff")]
      + headers
  }

  package static func json(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status, "application/json", .bytes(Array(text.utf8)))
  }
}
