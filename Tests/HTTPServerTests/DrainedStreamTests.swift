import Glibc
import HTTPTesting
import Synchronization
import Testing
import TrunklineTesting

@testable import HTTPServer

/// What becomes of streams when their server stops.
@Suite(.serialized) struct DrainedStreamTests {
  /// Of a route that writes lines without end.
  private final class Written: Sendable {
    let lines = Mutex(0)
  }

  private static let line = Array("0123456789abcdef\n".utf8)

  private static func endless(_ written: Written) -> Route {
    Route("GET", "/endless") { _ in
      HTTPResponse(
        200, "text/plain",
        .stream { stream in
          while true {
            try await stream.write(line)
            written.lines.withLock { $0 += 1 }
          }
        })
    }
  }

  private static let request = Array("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n".utf8)

  /// What was written is sent, and then the end, to a client whose stream has always more to say.
  @Test func whoHasMoreToSayEndsWithWhatItSaid() async throws {
    var limits = HTTPLimits()
    limits.drainTime = .seconds(120)
    let written = Written()
    try await RunningServer.with(limits, routes: [Self.endless(written)]) { running in
      let client = running.client
      let file = await client.onAThread {
        let file = client.connected() ?? -1
        _ = RawClient.send(Self.request, to: file)
        return file
      }
      await until { written.lines.withLock { $0 } > 100 }
      running.service.cancel()
      await until { running.server.isDraining }
      let answer = await client.onAThread { RawClient.listen(to: file, silenceMs: 60_000) }
      await running.service.value
      #expect(answer.isClosed && answer.bytes.ends(with: "\r\n0\r\n\r\n"))
      let lines = answer.unchunked.split(separator: "\n", omittingEmptySubsequences: false)
      // Whole lines, and as many as went into the queue: the last may have, though its writer heard of the end.
      #expect(lines.last == "" && lines.dropLast().allSatisfy { $0.count == Self.line.count - 1 })
      let said = written.lines.withLock { $0 }
      #expect([said, said + 1].contains(lines.count - 1))
      close(file)
    }
  }

  /// A client that takes nothing, between two pieces or in the middle of one, holds nobody up: its line is cut, and the
  /// kernel keeps nothing for it.
  @Test(arguments: [1_000, 16 << 20]) func whoTakesNothingIsCut(pieceBytes: Int) async throws {
    var limits = HTTPLimits()
    limits.drainTime = .milliseconds(300)
    let isFull = Atomic<Bool>(false)
    let route = Route("GET", "/endless") { _ in
      HTTPResponse(
        200, "text/plain",
        .stream { stream in
          let piece = [UInt8](repeating: 120, count: pieceBytes)
          async let writing: Void = { while true { try await stream.write(piece) } }()
          await until { stream.isStuck(since: .now) }
          isFull.store(true, ordering: .releasing)
          try await writing
        })
    }
    try await RunningServer.with(limits, routes: [route]) { running in
      let client = running.client
      let file = await client.onAThread {
        let file = client.connected(receiveBytes: 4_096) ?? -1
        _ = RawClient.send(Self.request, to: file)
        return file
      }
      await until { isFull.load(ordering: .acquiring) }
      await running.stop()
      #expect(running.server.counts.values.streamsOpen == 0)
      let code = await client.onAThread { Self.endOf(file) }
      #expect(code == ECONNRESET)
      close(file)
    }
  }

  /// What comes behind everything that can still be read: 0 for an end in order.
  private static func endOf(_ file: Int32) -> Int32 {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(file, &buffer, buffer.count, 0)
      if count == 0 { return 0 }
      if count < 0 { return errno }
    }
  }
}

extension [UInt8] {
  fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
