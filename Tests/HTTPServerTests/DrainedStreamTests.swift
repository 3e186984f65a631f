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
}

extension [UInt8] {
  fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
