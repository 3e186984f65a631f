import Glibc
import HTTPTesting
import Testing
import TrunklineTesting

@testable import HTTPServer

/// What the bodies of requests may cost.
@Suite(.serialized) struct BodyTests {
  private static func post(_ target: String, _ fields: String, _ body: String = "") -> String {
    "POST \(target) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\(body)"
  }

  private static func routes() -> [Route] {
    RunningServer.routes + [
      Route("POST", "/json", takes: "application/json") { HTTPResponse(200, "text/plain", .bytes($0.body)) }
    ]
  }

  /// Nothing of a body is waited for where nobody wants it.
  @Test func itIsRefusedBeforeItComes() async throws {
    try await RunningServer.with(routes: Self.routes()) { running in
      for (target, fields, status) in [
        ("/nowhere", "Content-Length: 100000\r\n", 404), ("/nowhere", "Transfer-Encoding: chunked\r\n", 404),
        ("/plain", "Content-Length: 100000\r\n", 405), ("/json", "Content-Length: 100000\r\n", 415),
        ("/json", "Content-Length: 100000\r\nContent-Type: text/plain\r\n", 415),
      ] {
        let answer = await running.client.talk(Self.post(target, fields))
        #expect(answer.statuses == [status] && answer.isClosed, "\(target) \(fields): \(answer)")
        #expect(answer.text.contains("Connection: close\r\n"))
      }
      #expect(running.server.counts.values.late == 0)
      let taken = Self.post("/json", "Content-Type: Application/JSON; charset=utf-8\r\nContent-Length: 2\r\n", "{}")
      #expect(await running.client.talk(taken).body == "{}")
    }
  }

  /// Without a body there is nothing that could be taken for another request.
  @Test func whoAsksForNothingKeepsItsConnection() async throws {
    try await RunningServer.with { running in
      let both = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\nDELETE /plain HTTP/1.1\r\nHost: x\r\n\r\n"
      let last = "GET /plain HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      #expect(await running.client.talk(both + last, silenceMs: 60_000).statuses == [404, 405, 200])
    }
  }

  @Test func aBodyOfGETIsPassedOver() async throws {
    try await RunningServer.with { running in
      let request = "GET /plain HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
      let last = "GET /plain HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      #expect(await running.client.talk(request + last, silenceMs: 60_000).statuses == [200, 200])
    }
  }

  /// Bodies together are bounded: who comes beyond it is told to come again, and that helps.
  @Test func allOfThemTogetherAreBounded() async throws {
    var limits = HTTPLimits()
    limits.bodiesBytesMax = 1_000
    try await RunningServer.with(limits) { running in
      let client = running.client
      let file = await client.onAThread {
        let file = client.connected() ?? -1
        let begun = Self.post("/post", "Content-Length: 800\r\n", String(repeating: "x", count: 700))
        _ = RawClient.send(Array(begun.utf8), to: file)
        return file
      }
      await until { running.server.bodies.held == 700 }
      let body = String(repeating: "x", count: 500)
      let chunk = "1f4\r\n\(body)\r\n0\r\n\r\n"
      for other in [
        Self.post("/post", "Content-Length: 500\r\n", body),
        Self.post("/post", "Transfer-Encoding: chunked\r\n", chunk),
      ] {
        let refused = await client.talk(other)
        #expect(refused.statuses == [503] && refused.isClosed, "\(refused)")
        #expect(refused.text.contains("Retry-After: 1\r\n") && refused.body.contains("bodiesFull"))
        #expect(running.server.bodies.held == 700)
      }
      let first = await client.onAThread {
        _ = RawClient.send([UInt8](repeating: 1, count: 100), to: file)
        return RawClient.receive(from: file, until: "\r\n\r\n800")
      }
      #expect(first?.hasPrefix("HTTP/1.1 200") == true)
      await until { running.server.bodies.held == 0 }
      #expect(await client.talk(Self.post("/post", "Content-Length: 500\r\n", body)).body == "500")
      // What was given up on the way is given back as well.
      close(file)
      let part = Array(Self.post("/post", "Content-Length: 900\r\n", body).utf8)
      let broken = await client.talk([part], halfClosed: true)
      #expect(broken.isClosed)
      await until { running.server.bodies.held == 0 }
    }
  }
}
