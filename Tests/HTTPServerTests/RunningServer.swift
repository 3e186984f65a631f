import Synchronization

@testable import HTTPServer

/// A server with a few routes, for as long as the test runs.
struct RunningServer: Sendable {
  let server: HTTPServer
  let client: RawClient
  let service: Task<Void, Never>

  static func with(
    _ limits: HTTPLimits = HTTPLimits(), routes: [Route] = RunningServer.routes,
    _ body: (RunningServer) async throws -> Void
  ) async throws {
    let running = try start(limits, routes)
    do {
      try await body(running)
    } catch {
      await running.stop()
      throw error
    }
    await running.stop()
  }

  /// Ports from 32768 up belong to the kernel.
  private static func start(_ limits: HTTPLimits, _ routes: [Route]) throws -> RunningServer {
    var last: (any Error)?
    for _ in 0..<50 {
      let address = ListenAddress.network(host: "127.0.0.1", port: .random(in: 10_000..<32_000))
      do {
        let server = try HTTPServer.start(at: address, routes: routes, limits: limits)
        return RunningServer(
          server: server, client: RawClient(address: address), service: Task { await server.run() })
      } catch {
        last = error
      }
    }
    throw last!
  }

  func stop() async {
    service.cancel()
    await service.value
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
