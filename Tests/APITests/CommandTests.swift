import API
import Events
import HTTPServer
import HTTPTesting
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values

/// Commands over HTTP: what became of them, and what is no command.
@Suite(.serialized) struct CommandTests {
  private static let id = "000000000000000000000000000000a1"
  private static let logIn = #"{"id":"\#(id)","actor":{"kind":"agent","id":"anna"},"logIn":{"agent":"anna"}}"#

  @Test func itTakesEffectOnce() async throws {
    try await ServedAPI.with { served in
      let first = await served.post(Self.logIn)
      #expect(first.statuses == [200])
      #expect(
        first.body.hasPrefix(
          #"{"command":"\#(Self.id)","outcome":"accepted","slice":\#(ServedAPI.slice),"position":3,"events":["#))
      #expect(first.body.contains(#""agent":{"loggedIn":{"agent":"anna""#))
      let again = await served.post(Self.logIn)
      #expect(again.statuses == [200])
      #expect(
        again.body
          == #"{"command":"\#(Self.id)","outcome":"repeated","slice":\#(ServedAPI.slice),"position":3}"#)
      let head = try await served.head()
      #expect(head == Position(3))
    }
  }

  @Test func anIDIsForOneBody() async throws {
    try await ServedAPI.with { served in
      #expect(await served.post(Self.logIn).statuses == [200])
      let other = await served.post(#"{"id":"\#(Self.id)","logIn":{"agent":"boris"}}"#)
      #expect(other.statuses == [409])
      #expect(other.body.contains(#""code":"commandIDReused""#) && other.body.contains("at position 3"))
      // By somebody else, in other words: the same.
      let same = await served.post(#"{ "logIn" : { "agent" : "\u0061nna" }, "id": "\#(Self.id)" }"#)
      #expect(same.statuses == [200] && same.body.contains(#""outcome":"repeated""#))
      let head = try await served.head()
      #expect(head == Position(3))
    }
  }

  @Test func aRuleThatStandsAgainstItIsTheCode() async throws {
    try await ServedAPI.with { served in
      let answer = await served.post(#"{"id":"\#(Self.id)","logIn":{"agent":"nobody"}}"#)
      #expect(answer.statuses == [409])
      #expect(answer.text.contains("Content-Type: application/problem+json\r\n"))
      #expect(answer.body.hasPrefix(#"{"type":"urn:trunkline:problem:unknownAgent","title":"#))
      #expect(answer.body.contains(#""status":409"#) && answer.body.contains(#""code":"unknownAgent""#))
      #expect(answer.body.contains(#""command":"\#(Self.id)""#))
    }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let body: String
    let status: Int
    let code: String
    var with: [String] = []
    var testDescription: String { "\(code): \(body.prefix(40))" }
  }

  private static let refusals = [
    Refusal(body: "", status: 400, code: "notJSON", with: [#""line":1"#, #""column":1"#]),
    Refusal(body: "{\n \"id\": 1,\n \"id\": 2}", status: 400, code: "notJSON", with: [#""line":3"#, #""column":2"#]),
    Refusal(body: "[]", status: 422, code: "notACommand"),
    Refusal(body: "{}", status: 422, code: "notACommand", with: ["id is missing"]),
    Refusal(body: #"{"id":"x"}"#, status: 422, code: "notACommand", with: [#""path":"id""#, #""column":7"#]),
    Refusal(body: #"{"id":"\#(id)"}"#, status: 422, code: "notACommand", with: ["logIn"]),
    Refusal(
      body: #"{"id":"\#(id)","logIn":{"agent":"a b"}}"#, status: 422, code: "notACommand",
      with: [#""path":"logIn.agent""#]),
    Refusal(
      body: #"{"id":"\#(id)","logIn":{"agent":"anna"},"logOut":{"agent":"anna"}}"#, status: 422, code: "notACommand",
      with: ["logOut"]),
    Refusal(body: #"{"id":"\#(id)","at":"2026-01-01","logIn":{"agent":"anna"}}"#, status: 422, code: "notACommand"),
    Refusal(
      body: #"{"id":"\#(id)","actor":{"kind":"import"},"logIn":{"agent":"anna"}}"#, status: 422, code: "notACommand",
      with: [#""path":"actor.kind""#]),
  ]

  @Test func whatIsNoCommandIsSaidToBeNone() async throws {
    try await ServedAPI.with { served in
      for refusal in Self.refusals {
        let answer = await served.post(refusal.body)
        #expect(answer.statuses == [refusal.status], "\(refusal): \(answer)")
        for text in [#""code":"\#(refusal.code)""#] + refusal.with {
          #expect(answer.body.contains(text), "\(refusal): \(answer)")
        }
      }
      let head = try await served.head()
      #expect(head == Position(2))
    }
  }

  @Test func otherTypesSizesAndCentres() async throws {
    var limits = HTTPLimits()
    limits.bodyBytesMax = 1_000
    try await ServedAPI.with(limits: limits) { served in
      #expect(await served.post(Self.logIn, type: "text/plain").statuses == [415])
      #expect(await served.post(Self.logIn, type: "").statuses == [415])
      #expect(await served.post(Self.logIn, type: "Application/JSON; charset=utf-8").statuses == [200])
      #expect(await served.post(String(repeating: " ", count: 1_001)).statuses == [413])
      #expect(await served.post(Self.logIn, to: "/centres/none/commands").statuses == [404])
      #expect(await served.post(Self.logIn, to: "/centres/a%20b/commands").statuses == [404])
      #expect(await served.post(Self.logIn, to: "/centres/\(CentreID.example)/commands?x=1").statuses == [400])
      let far = await served.post(Self.logIn, to: "/centres/far/commands")
      #expect(far.statuses == [307])
      #expect(far.text.contains("Location: http://10.0.0.7:8080/centres/far/commands\r\n"))
      let off = await served.post(Self.logIn, to: "/centres/off/commands")
      #expect(off.statuses == [421] && off.body.contains(#""owner":"process 12 on east""#))
      let get = await served.get("/centres/\(CentreID.example)/commands")
      #expect(get.statuses == [405] && get.text.contains("Allow: POST\r\n"))
    }
  }

  final class Told: Sendable {
    private let list = Mutex<[FailedRequest]>([])
    var requests: [FailedRequest] { list.withLock { $0 } }
    func tell(_ request: FailedRequest) { list.withLock { $0.append(request) } }
  }

  /// What a log says of a commit that it does not take may name its place.
  @Test func aCommitThatNoLogTakes() async throws {
    let told = Told()
    try await ServedAPI.with(port: Refusing(), failed: told.tell) { served in
      let answer = await served.post(Self.logIn)
      #expect(answer.statuses == [413] && answer.body.contains(#""code":"commitTooLarge""#))
      #expect(answer.body.contains(#""command":"\#(Self.id)""#) && !answer.body.contains("broker-1"))
      #expect(told.requests.map(\.cause) == ["topic t at broker-1:9092"])
    }
  }

  private struct Refusing: CommandPort {
    func send(_ commands: [Command]) async throws -> [CommandReply] {
      let rejected = CommandRejected(rule: "commitTooLarge", message: "topic t at broker-1:9092")
      return commands.map { CommandReply(command: $0.id, outcome: .rejected(rejected)) }
    }
  }

  private struct Failing: CommandPort {
    let kind: CommandPortFailure.Kind
    func send(_ commands: [Command]) async throws -> [CommandReply] { throw CommandPortFailure(kind, "so it is") }
  }

  @Test(arguments: [
    (CommandPortFailure.Kind.noWriter, "noWriter"), (.busy, "busy"), (.lost, "lost"),
  ])
  func whoeverMaySendAgainIsTold(kind: CommandPortFailure.Kind, code: String) async throws {
    let told = Told()
    try await ServedAPI.with(port: Failing(kind: kind), failed: told.tell) { served in
      let answer = await served.post(Self.logIn)
      #expect(answer.statuses == [503] && answer.text.contains("Retry-After: 1\r\n"))
      #expect(answer.body.contains(#""code":"\#(code)""#))
      // What the world said is for those who look after the server; the client has a name for it.
      #expect(!answer.text.contains("so it is"))
      let request = try #require(told.requests.first)
      #expect(told.requests.count == 1)
      #expect(answer.body.contains(#""instance":"urn:trunkline:request:\#(request.id)""#))
      #expect(request.cause == "so it is" && request.code == code && request.status == 503)
      #expect(request.method == "POST" && request.path == "/centres/\(CentreID.example)/commands")
    }
  }

  private struct Silent: CommandPort {
    func send(_ commands: [Command]) async throws -> [CommandReply] {
      await until { false }
      return []
    }
  }

  @Test func aWriterThatDoesNotAnswer() async throws {
    try await ServedAPI.with(port: Silent()) { served in
      async let answer = served.post(Self.logIn)
      await served.time.somebodyWaits(until: .noon + .seconds(30))
      served.time.advance(by: .seconds(30))
      let given = await answer
      #expect(given.statuses == [504] && given.body.contains(#""code":"lost""#))
    }
  }
}
