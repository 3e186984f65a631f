package typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse

/// Which handler answers which requests.
package struct Route: Sendable {
  package let method: String
  /// As `/centres/{centre}/commands`; what stands in braces becomes a parameter.
  package let pattern: String
  /// Of the body; `nil`: whatever comes.
  package let type: String?
  package let handler: HTTPHandler
  private let parts: [Substring]

  /// - Parameter type: the type and subtype that a body must be of, in lower case.
  package init(_ method: String, _ pattern: String, takes type: String? = nil, handler: @escaping HTTPHandler) {
    self.method = method
    self.pattern = pattern
    self.type = type
    self.handler = handler
    parts = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
  }

  /// A body of GET means nothing, and is passed over.
  var takesBody: Bool { method != "GET" }

  func check(_ given: String?) throws(HTTPProblem) {
    if let type, given != type { throw .wrongContentType(given, wanted: type) }
  }

  /// `nil`: another path.
  func parameters(of path: [String]) -> [String: String]? {
    guard path.count == parts.count else { return nil }
    var parameters: [String: String] = [:]
    for (part, given) in zip(parts, path) {
      if part.first == "{" {
        guard !given.isEmpty else { return nil }
        parameters[String(part.dropFirst().dropLast())] = given
      } else if part != given {
        return nil
      }
    }
    return parameters
  }
}

/// Finds the route of a request.
struct Router: Sendable {
  let routes: [Route]

  /// - Throws: 404, or 405 with the methods that are allowed.
  func find(_ method: String, _ path: [String]) throws(HTTPProblem) -> (route: Route, parameters: [String: String]) {
    var allowed: [String] = []
    for route in routes {
      guard let parameters = route.parameters(of: path) else { continue }
      // The library leaves out the body.
      if route.method == method || (route.method == "GET" && method == "HEAD") { return (route, parameters) }
      allowed += route.method == "GET" ? ["GET", "HEAD"] : [route.method]
    }
    if allowed.isEmpty {
      throw HTTPProblem(404, "noSuchResource", "There is nothing here", "nothing is at this path")
    }
    var problem = HTTPProblem(
      405, "methodNotAllowed", "The method is not allowed here", "allowed: \(allowed.joined(separator: ", "))")
    problem.headers = [.init("Allow", allowed.joined(separator: ", "))]
    throw problem
  }
}
