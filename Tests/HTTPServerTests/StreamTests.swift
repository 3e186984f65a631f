import Glibc
import HTTPTesting
import Synchronization
import Testing
import TrunklineTesting

@testable import HTTPServer

func untilConnected(_ count: Int, _ running: RunningServer) async {
  await until { running.server.counts.values.connections == count }
}

/// Answers that go on.
@Suite(.serialized) struct StreamTests {
  private static func request(_ target: String, _ version: String = "1.1", method: String = "GET") -> String {
    "\(method) \(target) HTTP/\(version)\r\nHost: x\r\n\r\n"
  }

  @Test func itComesInChunksAndEnds() async throws {
    try await RunningServer.with { running in
      let client = running.client
      let (first, second) = await client.onAThread {
        guard let file = client.connected() else { return (nil, nil) as (String?, String?) }
        defer { close(file) }
        _ = RawClient.send(Array(Self.request("/three").utf8), to: file)
        let first = RawClient.receive(from: file, until: "\r\n0\r\n\r\n")
        // The connection is good for another.
        _ = RawClient.send(Array(Self.request("/plain").utf8), to: file)
        return (first, RawClient.receive(from: file, until: "\r\n\r\nplain"))
      }
      #expect(first?.lowercased().contains("transfer-encoding: chunked") == true)
      #expect(first?.hasPrefix("HTTP/1.1 200") == true)
      #expect(second?.hasPrefix("HTTP/1.1 200") == true)
    }
  }

  @Test func inHTTP10TheEndIsTheConnections() async throws {
    try await RunningServer.with { running in
      let answer = await running.client.talk(Self.request("/three", "1.0"))
      #expect(answer.text.hasSuffix("\r\n\r\none two three "))
      #expect(answer.isClosed)
    }
  }

  @Test func aHeadIsAHeadOnly() async throws {
    try await RunningServer.with { running in
      let both = Self.request("/three", method: "HEAD") + "GET /plain HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      let answer = await running.client.talk(both, silenceMs: 60_000)
      #expect(answer.statuses == [200, 200])
      #expect(!answer.text.contains("one"))
      #expect(running.server.counts.values.streamsOpened == 0)
    }
  }

  /// Of a route that writes without end.
  final class Watched: Sendable {
    let written = Mutex(0)
    let reason = Mutex<ResponseStream.Closed?>(nil)
    var ended: ResponseStream.Closed? { reason.withLock { $0 } }
  }

  private static func route(_ watched: Watched, pieceBytes: Int = 1_000) -> Route {
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: pieceBytes)
    return Route("GET", "/endless") { _ in
      HTTPResponse(
        200, "text/plain",
        .stream { stream in
          do {
            while true {
              try await stream.write(piece)
              watched.written.withLock { $0 += piece.count }
            }
          } catch {
            watched.reason.withLock { $0 = error as? ResponseStream.Closed }
            throw error
          }
        })
    }
  }

  /// What a client that never reads costs is bounded, and it is dropped.
  @Test func whoNeverReadsIsDropped() async throws {
    var limits = HTTPLimits()
    // Longer than the kernel waits for who takes nothing, where it is told to.
    limits.slowTime = .seconds(6)
    let watched = Watched()
    try await RunningServer.with(limits, routes: [Self.route(watched)]) { running in
      let client = running.client
      let file = await client.onAThread {
        let file = client.connected(receiveBytes: 4_096) ?? -1
        _ = RawClient.send(Array(Self.request("/endless").utf8), to: file)
        return file
      }
      await until { watched.ended != nil }
      #expect(watched.ended == .slow)
      // The queue, and what the two kernels hold of it.
      #expect(watched.written.withLock { $0 } < 1 << 20)
      await untilConnected(0, running)
      #expect(running.server.counts.values.streamsDropped == 1)
      #expect(running.server.counts.values.streamsOpen == 0)
      close(file)
    }
  }

  @Test func whoReadsSlowlyGetsEverything() async throws {
    var limits = HTTPLimits()
    limits.slowTime = .seconds(30)
    let total = 3 << 20
    let route = Route("GET", "/much") { _ in
      HTTPResponse(
        200, "text/plain",
        .stream { stream in
          for number in 0..<(total / 4_096) {
            try await stream.write([UInt8](repeating: UInt8(number & 63) + 32, count: 4_096))
          }
        })
    }
    try await RunningServer.with(limits, routes: [route]) { running in
      let answer = await running.client.talk(Self.request("/much", "1.0"), silenceMs: 30_000)
      let body = answer.bytes.suffix(total)
      #expect(answer.bytes.count > total)
      let first = body.startIndex
      #expect(body.enumerated().allSatisfy { $1 == UInt8($0 / 4_096 & 63) + 32 }, "from \(first)")
    }
  }

  @Test func whoGoesAwayEndsTheWriter() async throws {
    let watched = Watched()
    try await RunningServer.with(routes: [Self.route(watched)]) { running in
      let client = running.client
      await client.onAThread {
        guard let file = client.connected() else { return }
        _ = RawClient.send(Array(Self.request("/endless").utf8), to: file)
        _ = RawClient.receive(from: file, until: "xxx")
        close(file)
      }
      await until { watched.ended != nil }
      #expect(watched.ended == .left)
      await until { running.server.counts.values.streamsOpen == 0 }
    }
  }

  /// Who listens leaves connections for who commands and who looks after the server.
  @Test func streamsBeyondTheLimit() async throws {
    var limits = HTTPLimits()
    limits.streamsMax = 4
    let watched = Watched()
    try await RunningServer.with(limits, routes: [Self.route(watched)] + RunningServer.routes) { running in
      let client = running.client
      let held = await client.onAThread {
        (0..<4).compactMap { _ in client.connected() }.filter {
          RawClient.send(Array(Self.request("/endless").utf8), to: $0)
        }
      }
      await until { running.server.counts.values.streamsOpen == 4 }
      let fifth = await client.talk(Self.request("/endless"))
      #expect(fifth.statuses == [503] && fifth.text.contains("Retry-After: 1\r\n"), "\(fifth)")
      #expect(fifth.body.contains("streamsFull"))
      #expect(await client.talk(Self.request("/plain")).statuses == [200])
      #expect(await client.talk(Self.request("/endless", method: "HEAD")).statuses == [200])
      for file in held { close(file) }
      await until { running.server.counts.values.streamsOpen == 0 }
      #expect(await client.talk(Self.request("/three", "1.0")).statuses == [200])
    }
  }
}
