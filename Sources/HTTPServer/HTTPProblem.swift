import EventJSON

/// Why a request is not granted, as RFC 9457 has it: for programs by its code, for people by its detail.
package struct HTTPProblem: Error, Sendable, Equatable {
  package enum Member: Sendable, Equatable {
    case text(String)
    case number(Int)
  }

  package let status: Int
  /// For machines; it stays as it is.
  package let code: String
  /// The same for every problem of this code.
  package let title: String
  /// What is wrong this time, and what to do.
  package let detail: String
  package var members: [String: Member] = [:]
  /// What is behind it, in words that are for the server's own people: it is never sent.
  package var cause: String?
  package var headers: [HTTPResponse.Header] = []

  package init(_ status: Int, _ code: String, _ title: String, _ detail: String) {
    self.status = status
    self.code = code
    self.title = title
    self.detail = detail
  }

  package func json() -> String {
    var json = JSONWriter()
    json.beginObject()
    for (name, text) in [("type", "urn:trunkline:problem:\(code)"), ("title", title)] {
      json.key(name)
      json.write(text)
    }
    json.key("status")
    json.write(status)
    for (name, text) in [("detail", detail), ("code", code)] {
      json.key(name)
      json.write(text)
    }
    for (name, member) in members.sorted(by: { $0.key < $1.key }) {
      json.key(name)
      switch member {
      case .text(let text): json.write(text)
      case .number(let number): json.write(number)
      }
    }
    json.endObject()
    return json.text
  }

  package var response: HTTPResponse {
    HTTPResponse(status, "application/problem+json", .bytes(Array(json().utf8)), headers: headers)
  }
}

extension HTTPProblem {
  static func malformed(_ detail: String) -> HTTPProblem {
    HTTPProblem(400, "malformedRequest", "This is not a request that HTTP allows", detail)
  }

  static func bodyTooLarge(_ limit: Int) -> HTTPProblem {
    HTTPProblem(413, "bodyTooLarge", "The body is too large", "at most \(limit) bytes are taken")
  }

  static func wrongContentType(_ given: String?, wanted: String) -> HTTPProblem {
    HTTPProblem(
      415, "wrongContentType", "The body is of another type than is taken",
      "\(wanted) is taken, and this is \(given ?? "not said")")
  }

  static let bodiesFull = later(
    "bodiesFull", "Requests under way fill the memory for bodies", "send the request again in a moment")

  static let streamsFull = later(
    "streamsFull", "As many streams are open as may be", "come again when others have gone, or to another server")

  static let stopping = later(
    "stopping", "The server stops", "this server is being stopped: send the request again, to the next one")

  private static func later(_ code: String, _ title: String, _ detail: String) -> HTTPProblem {
    var problem = HTTPProblem(503, code, title, detail)
    problem.headers = [.init("Retry-After", "1")]
    return problem
  }
}
