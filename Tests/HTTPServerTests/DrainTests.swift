import Glibc
import HTTPTesting
import Sockets
import Synchronization
import Testing
import TrunklineTesting

@testable import HTTPServer

/// A server that stops does so in order.
@Suite(.serialized) struct DrainTests {
  /// Lets a handler go on when the test says so.
  final class Gate: Sendable {
    private let isOpen = Mutex(false)
    let entered = Mutex(0)
    func open() { isOpen.withLock { $0 = true } }
    func wait() async {
      entered.withLock { $0 += 1 }
      await until { isOpen.withLock { $0 } }
    }
  }

  private static func routes(_ gate: Gate) -> [Route] {
    [
      Route("GET", "/slow") { _ in
        await gate.wait()
        return HTTPResponse(200, "text/plain", .bytes(Array("done".utf8)))
      },
      Route("GET", "/stream") { _ in
        HTTPResponse(
          200, "text/plain",
          .stream { stream in
            try await stream.write(Array("first".utf8))
            gate.entered.withLock { $0 += 1 }
            // Nothing more: until it is cancelled.
            await until { false }
          })
      },
    ]
  }

  /// On a busy machine a handler takes its time.
  private static var patient: HTTPLimits {
    var limits = HTTPLimits()
    limits.drainTime = .seconds(120)
    return limits
  }

  private static func get(_ target: String) -> String { "GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n" }

  @Test func whatIsUnderWayIsAnswered() async throws {
    let gate = Gate()
    try await RunningServer.with(Self.patient, routes: Self.routes(gate)) { running in
      async let answer = running.client.talk(Self.get("/slow"), silenceMs: 30_000)
      await until { gate.entered.withLock { $0 } == 1 }
      running.service.cancel()
      await until { running.server.isDraining }
      gate.open()
      let answered = await answer
      #expect(answered.statuses == [200] && answered.isClosed)
      #expect(answered.text.hasSuffix("done"))
      await running.service.value
      // Nobody listens any more.
      #expect(await running.client.talk(Self.get("/slow")).bytes.isEmpty)
    }
  }

  @Test func streamsEnd() async throws {
    let gate = Gate()
    try await RunningServer.with(Self.patient, routes: Self.routes(gate)) { running in
      async let answer = running.client.talk(Self.get("/stream"), silenceMs: 30_000)
      await until { gate.entered.withLock { $0 } == 1 }
      await running.stop()
      let answered = await answer
      #expect(answered.text.contains("first"))
      #expect(answered.text.hasSuffix("0\r\n\r\n") && answered.isClosed)
      #expect(running.server.counts.values.streamsOpen == 0)
    }
  }

  /// A handler that never answers holds nobody up.
  @Test func whatDoesNotEndIsCut() async throws {
    let gate = Gate()
    var limits = HTTPLimits()
    limits.drainTime = .milliseconds(300)
    try await RunningServer.with(limits, routes: Self.routes(gate)) { running in
      async let answer = running.client.talk(Self.get("/slow"), silenceMs: 30_000)
      await until { gate.entered.withLock { $0 } == 1 }
      await running.stop()
      let answered = await answer
      #expect(answered.statuses == [503] && answered.isClosed)
    }
  }

  @Test func whoKeptAConnectionIsToldToGoElsewhere() async throws {
    let gate = Gate()
    try await RunningServer.with(Self.patient, routes: Self.routes(gate)) { running in
      let client = running.client
      let file = await client.onAThread { client.connected() ?? -1 }
      async let slow = client.talk(Self.get("/slow"), silenceMs: 30_000)
      await until { gate.entered.withLock { $0 } == 1 }
      await untilConnected(2, running)
      running.service.cancel()
      await until { running.server.isDraining }
      let late = await client.onAThread {
        _ = RawClient.send(Array(Self.get("/slow").utf8), to: file)
        return RawClient.listen(to: file, silenceMs: 30_000)
      }
      #expect(late.statuses == [503] && late.isClosed)
      #expect(late.text.contains("Retry-After: 1"))
      gate.open()
      #expect(await slow.statuses == [200])
      close(file)
    }
  }

  /// Requests that are whole just when the server gives up waiting: the library aborts the process for each connection
  /// that is then left suspended.
  @Test func whatIsWholeWhenItGivesUp() async throws {
    var limits = HTTPLimits()
    limits.drainTime = .zero
    for _ in 0..<10 {
      let gate = Gate()
      let route = Route("POST", "/slow") { _ in
        await gate.wait()
        return HTTPResponse(200, "text/plain", .bytes([]))
      }
      try await RunningServer.with(limits, routes: [route]) { running in
        let client = running.client
        let head = Array("POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n".utf8)
        let files = await client.onAThread {
          (0..<200).compactMap { _ in client.connected() }.filter { RawClient.send(head, to: $0) }
        }
        await untilConnected(200, running)
        async let sent = client.onAThread { files.map { RawClient.send([UInt8(ascii: "x")], to: $0) }.count }
        await running.stop()
        #expect(await sent == 200)
        await untilConnected(0, running)
        for file in files { close(file) }
      }
    }
  }

  /// Whoever comes while it stops is sent away at once, and is not left in a queue that nobody serves.
  @Test func whoComesLateGoesElsewhere() async throws {
    let gate = Gate()
    try await RunningServer.with(Self.patient, routes: Self.routes(gate)) { running in
      let client = running.client
      async let slow = client.talk(Self.get("/slow"), silenceMs: 30_000)
      await until { gate.entered.withLock { $0 } == 1 }
      running.service.cancel()
      await until { running.server.isDraining }
      #expect(await client.onAThread { client.connected() } == nil)
      gate.open()
      #expect(await slow.statuses == [200])
    }
  }

  /// The next server listens at the path while the one before answers what it has, and goes on when that is gone.
  @Test func aPathIsTheNextOnesAtOnce() async throws {
    let gate = Gate()
    let address = SocketAddress.path("/tmp/trunkline-http-\(UInt64.random(in: 0 ... .max))")
    let client = RawClient(address: address)
    let first = try HTTPServer.start(at: address, routes: Self.routes(gate), limits: Self.patient)
    let service = Task { await first.run() }
    async let slow = client.talk(Self.get("/slow"), silenceMs: 30_000)
    await until { gate.entered.withLock { $0 } == 1 }
    service.cancel()
    await until { first.isDraining }
    let second = try HTTPServer.start(at: address, routes: RunningServer.routes)
    let next = Task { await second.run() }
    gate.open()
    #expect(await slow.statuses == [200])
    await service.value
    #expect(await client.talk(Self.get("/plain")).statuses == [200])
    next.cancel()
    await next.value
  }
}
