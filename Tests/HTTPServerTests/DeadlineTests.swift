import Glibc
import HTTPTesting
import Testing

@testable import HTTPServer

/// Who is slow on purpose does not keep what others need.
@Suite(.serialized) struct DeadlineTests {
  /// - Parameter idle: longer than a client on a busy machine is silent without meaning it, where it must not be.
  private static func limits(idle: Duration) -> HTTPLimits {
    var limits = HTTPLimits()
    limits.headTime = .seconds(1)
    limits.bodyTime = .seconds(1)
    limits.idleTime = idle
    return limits
  }

  /// Sends a piece as often as it is let; whether the server had enough, for five minutes at most.
  private static func drip(_ beginning: String, _ piece: String, _ client: RawClient) async -> Bool {
    await client.onAThread {
      guard let file = client.connected() else { return false }
      defer { close(file) }
      var isClosed = !RawClient.send(Array(beginning.utf8), to: file)
      for _ in 0..<3_000 where !isClosed {
        // A tenth of a second of silence: never idle by the library's measure.
        if let said = RawClient.receive(from: file, withinMs: 100) { isClosed = said.isEmpty }
        if !isClosed { isClosed = !RawClient.send(Array(piece.utf8), to: file) }
      }
      return isClosed
    }
  }

  @Test func aHeadThatDrips() async throws {
    try await RunningServer.with(Self.limits(idle: .seconds(60))) { running in
      let isClosed = await Self.drip("GET /plain HTTP/1.1\r\nX: ", "x", running.client)
      #expect(isClosed)
      #expect(running.server.counts.values.late == 1)
    }
  }

  @Test func aHeadThatDripsOnAConnectionThatWasUsed() async throws {
    try await RunningServer.with(Self.limits(idle: .seconds(10))) { running in
      let whole = "GET /plain HTTP/1.1\r\nHost: x\r\n\r\n"
      let isClosed = await Self.drip(whole + "GET /plain HTTP/1.1\r\nX: ", "x", running.client)
      #expect(isClosed)
      #expect(running.server.counts.values.late == 1)
    }
  }

  @Test func aBodyThatDrips() async throws {
    try await RunningServer.with(Self.limits(idle: .seconds(60))) { running in
      let beginning = "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
      let isClosed = await Self.drip(beginning, "x", running.client)
      #expect(isClosed)
      #expect(running.server.counts.values.late == 1)
    }
  }

  /// A client that takes an answer in drops is never idle either.
  @Test func anAnswerThatIsTakenInDrops() async throws {
    var limits = HTTPLimits()
    limits.answerTime = .seconds(4)
    limits.answerBytesASecondMin = 4 << 20
    let route = Route("GET", "/large") { _ in
      HTTPResponse(200, "text/plain", .bytes([UInt8](repeating: 120, count: 4 << 20)))
    }
    try await RunningServer.with(limits, routes: [route]) { running in
      let client = running.client
      let isClosed = await client.onAThread {
        guard let file = client.connected(receiveBytes: 4_096) else { return false }
        defer { close(file) }
        _ = RawClient.send(Array("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".utf8), to: file)
        return Self.takesInDrops(file)
      }
      #expect(isClosed)
      #expect(running.server.counts.values.late == 1)
      await untilConnected(0, running)
      // Who takes it at once gets all of it.
      let whole = await client.talk("GET /large HTTP/1.0\r\n\r\n", silenceMs: 30_000)
      #expect(whole.bytes.count > 4 << 20)
    }
  }

  /// A byte ten times a second, for a minute at most; whether the server had enough.
  private static func takesInDrops(_ file: Int32) -> Bool {
    var none = pollfd(fd: file, events: 0, revents: 0)
    for _ in 0..<600 {
      var byte: UInt8 = 0
      // A tenth of a second, or less when the server resets.
      if recv(file, &byte, 1, 0) <= 0 || poll(&none, 1, 100) > 0 { return true }
    }
    return false
  }

  @Test func whoSaysNothing() async throws {
    try await RunningServer.with(Self.limits(idle: .seconds(1))) { running in
      let client = running.client
      let isClosed = await client.onAThread {
        guard let file = client.connected() else { return false }
        defer { close(file) }
        return RawClient.receive(from: file, withinMs: 30_000)?.isEmpty ?? false
      }
      #expect(isClosed)
      let kept = await client.talk("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n", silenceMs: 30_000)
      #expect(kept.statuses == [200] && kept.isClosed)
    }
  }

  @Test func connectionsBeyondTheLimit() async throws {
    var limits = HTTPLimits()
    limits.connectionsOfAnAddressMax = 4
    try await RunningServer.with(limits) { running in
      let client = running.client
      let held = await client.onAThread { (0..<4).compactMap { _ in client.connected() } }
      #expect(held.count == 4)
      await untilConnected(4, running)
      let fifth = await client.talk("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(fifth.bytes.isEmpty && fifth.isClosed)
      for file in held { close(file) }
      await untilConnected(0, running)
      #expect(await client.talk("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n").statuses == [200])
    }
  }

  @Test func whoClosesHisSideGetsHisAnswer() async throws {
    try await RunningServer.with { running in
      let request = Array("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
      #expect(await running.client.talk([request], halfClosed: true).statuses == [200])
    }
  }
}
