import HTTPTesting
import Testing
import TrunklineTesting

@testable import HTTPServer

/// What a client may send that HTTP does not allow, or that two readers understand in two ways: it is refused, and the
/// connection ends with it.
@Suite(.serialized) struct MalformedTests {
  enum Wanted: Sendable {
    /// 400 and more, or closed without an answer; at once in any case, and not because its time was over.
    case refused
    /// It never ends a line: the library asks nobody, and only its time ends it.
    case cutOff
    case served
    /// Nothing after it is taken for another request.
    case servedThenClosed
    /// Whatever: the server goes on.
    case anything
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let wanted: Wanted
    let parts: [[UInt8]]
    var testDescription: String { name }

    init(_ name: String, _ wanted: Wanted, _ parts: [UInt8]...) {
      self.name = name
      self.wanted = wanted
      self.parts = parts
    }
  }

  @Test func eachByItself() async throws {
    var limits = HTTPLimits()
    // Long, so that also on a busy machine whoever is late was never answered.
    limits.headTime = .seconds(5)
    limits.bodyTime = .seconds(5)
    try await RunningServer.with(limits) { running in
      for one in MalformedRequests.all {
        let lateBefore = running.server.counts.values.late
        let answer = await running.client.talk(one.parts)
        switch one.wanted {
        case .refused:
          #expect(answer.statuses.allSatisfy { $0 >= 400 }, "\(one.name): \(answer)")
          // The library's own answer to a bad length has its head twice (0.9.75); ours come once.
          #expect(Set(answer.statuses).count <= 1 && answer.isClosed, "\(one.name): \(answer)")
          #expect(running.server.counts.values.late == lateBefore, "\(one.name) waited for its time to be over")
        case .cutOff:
          #expect(answer.bytes.isEmpty && answer.isClosed, "\(one.name): \(answer)")
          #expect(running.server.counts.values.late == lateBefore + 1, "\(one.name)")
        case .served: #expect(answer.statuses.first == 200, "\(one.name): \(answer)")
        case .servedThenClosed: #expect(answer.statuses == [200] && answer.isClosed, "\(one.name): \(answer)")
        case .anything: break
        }
      }
      let plain = await running.client.talk("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(plain.statuses == [200])
      #expect(plain.text.hasSuffix("plain"))
    }
  }

  @Test func requestsBehindEachOther() async throws {
    try await RunningServer.with(routes: RunningServer.routes, names: ["x"]) { running in
      let one = "GET /plain HTTP/1.1\r\nHost: x\r\n\r\n"
      let last = "GET /plain HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      #expect(await running.client.talk(one + one + last, silenceMs: 60_000).statuses == [200, 200, 200])
      // What follows a refused one is not read.
      let refused = await running.client.talk(one + "GET /plain HTTP/1.1\r\n\r\n" + one, silenceMs: 60_000)
      #expect(refused.statuses == [200, 400])
      for (early, status) in [
        ("POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n", 413),
        ("GET /plain HTTP/1.1\r\nHost: other.example\r\n\r\n", 421),
      ] {
        let answer = await running.client.talk(early + one, silenceMs: 60_000)
        #expect(answer.statuses == [status] && answer.isClosed, "\(answer)")
        #expect(answer.text.contains("Connection: close\r\n"), "\(answer)")
      }
    }
  }

  /// Bytes changed, lost and put in at random: the server answers or closes, and goes on.
  @Test(arguments: [UInt64(7)]) func mutatedRequests(seed: UInt64) async throws {
    var limits = HTTPLimits()
    limits.headTime = .milliseconds(200)
    limits.bodyTime = .milliseconds(200)
    try await RunningServer.with(limits) { running in
      var chance = ScheduleRandom(seed: seed)
      for number in 0..<200 {
        let bytes = MalformedRequests.mutated(using: &chance)
        let answer = await running.client.talk([bytes], silenceMs: 1, halfClosed: true)
        #expect(answer.isClosed || !answer.bytes.isEmpty, "seed \(seed), number \(number): \(bytes)")
      }
      #expect(await running.client.talk("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n").statuses == [200])
    }
  }
}
