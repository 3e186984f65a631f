import HTTPServer
import HTTPTesting

extension RunningServer {
  /// With a few routes that are known.
  static func with(_ limits: HTTPLimits = HTTPLimits(), _ body: (RunningServer) async throws -> Void) async throws {
    try await with(limits, routes: routes, body)
  }

  static let routes: [Route] = [
    Route("GET", "/plain") { _ in HTTPResponse(200, "text/plain", .bytes(Array("plain".utf8))) },
    Route("POST", "/post") { HTTPResponse(200, "text/plain", .bytes(Array("\($0.body.count)".utf8))) },
    Route("GET", "/words/{word}") { request in
      HTTPResponse(200, "text/plain", .bytes(Array("[\(request.parameters["word"] ?? "")]".utf8)))
    },
    Route("GET", "/three") { _ in
      HTTPResponse(
        200, "text/plain",
        .stream { stream in for word in ["one ", "two ", "three "] { try await stream.write(Array(word.utf8)) } })
    },
  ]
}
