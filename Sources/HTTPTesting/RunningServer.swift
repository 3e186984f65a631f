package import HTTPServer
import Sockets

/// A server, for as long as the test runs.
package struct RunningServer: Sendable {
  package let server: HTTPServer
  package let client: RawClient
  package let service: Task<Void, Never>

  package static func with(
    _ limits: HTTPLimits = HTTPLimits(), routes: [Route], names: Set<String>? = nil,
    counts: HTTPCounts = HTTPCounts(), _ body: (RunningServer) async throws -> Void
  ) async throws {
    let running = try start(limits, routes, names, counts)
    do {
      try await body(running)
    } catch {
      await running.stop()
      throw error
    }
    await running.stop()
  }

  /// Ports from 32768 up belong to the kernel.
  private static func start(
    _ limits: HTTPLimits, _ routes: [Route], _ names: Set<String>?, _ counts: HTTPCounts
  ) throws -> RunningServer {
    var last: (any Error)?
    for _ in 0..<50 {
      let address = SocketAddress.network(host: "127.0.0.1", port: .random(in: 10_000..<32_000))
      do {
        let server = try HTTPServer.start(
          at: address, routes: routes, limits: limits, names: names, counts: counts)
        return RunningServer(
          server: server, client: RawClient(address: address), service: Task { await server.run() })
      } catch {
        last = error
      }
    }
    throw last!
  }

  package func stop() async {
    service.cancel()
    await service.value
  }
}
