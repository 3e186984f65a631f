import CallDomain
import CallHandling
import Digest
import EventLog
import Events
import Testing
import TrunklineTesting
import Values

@testable import trunkline

/// `why` and `get`: the reasons of the day, and the state of any instant.
@Suite struct InspectTests {
  private static let call = CallID(ID128(high: 1, low: 1))
  private static let rival = CallID(ID128(high: 1, low: 2))
  private static let stay = Stay(
    call: call, entry: 1, queue: QueueID(unchecked: "PS"), enqueuedAt: .epoch, originalEnqueuedAt: .epoch)

  @Test func aChoiceIsToldTermByTerm() throws {
    var route = RouteDecided(
      call: Self.call, entry: 1, policy: "routing", chosen: [AgentID(unchecked: "a")])
    route.strategy = "longestIdle"
    route.eligible = 2
    route.order = RouteOrder(offsetMs: .seconds(90), waitMs: .seconds(12), accelerationPercent: 150)
    route.rivals = [
      RouteRival(
        call: Self.rival, entry: 1, queue: QueueID(unchecked: "PS"),
        order: RouteOrder(waitMs: .seconds(8), accelerationPercent: 100))
    ]
    route.candidates = [
      RouteCandidate(agent: AgentID(unchecked: "a"), eligible: true, terms: ["idleMs": 60_000]),
      RouteCandidate(
        agent: AgentID(unchecked: "b"), eligible: false, exclusion: "justOffered", terms: ["idleMs": 5_000]),
    ]
    route.exclusions = [RouteExclusion(reason: "talking", agents: 3)]
    let reason = try #require(Reason(Event(occurredAt: .epoch, body: .route(.decided(route)))))
    #expect(reason.what == "chosen: a")
    #expect(
      reason.why == "turn: waited 12 s × 150 % + 1 m 30 s of its priority, before call \(Self.rival) with waited 8 s; "
        + "longestIdle of 2 free: a (idleMs 1 m 00 s) > b [justOffered] (idleMs 5 s); others: 3 talking")
    #expect(reason.tells(of: Self.call))
    #expect(!reason.tells(of: Self.rival))
    #expect(reason.tells(of: AgentID(unchecked: "b")))
  }

  @Test func nobodyHasAReasonToo() throws {
    let route = RouteDecided(call: Self.call, entry: 1, policy: "routing", noneReason: "allBusy")
    #expect(try #require(Reason(Event(occurredAt: .epoch, body: .route(.decided(route))))).what == "nobody: allBusy")
  }

  /// What other events are about has no reason of routing.
  @Test func theRestOfTheLogIsPassedOver() {
    let arrival = CallArrived(call: Self.call, direction: .inbound)
    #expect(Reason(Event(occurredAt: .epoch, body: .call(.arrived(arrival)))) == nil)
  }

  /// The prefix with `at` ≤ T: on the instant itself the commit counts, a millisecond before it does not.
  @Test func thePastIsTheCommitsUntilThen() async throws {
    let centre = CentreID(unchecked: "bank")
    let log = MemoryEventLog(id: LogID(ID128(high: 9, low: 9)), chain: Chain(hash: SHA256.digest))
    let (writer, _) = try await SliceWriter.acquire(
      Slice(of: centre), of: log,
      marker: OwnershipMarker(owner: "t", commandID: CommandID(ID128(high: 8, low: 0)), at: .epoch, recordedAt: .epoch))
    for number in 1...3 {
      let at = Instant(ms: Int64(number) * 10_000)
      let call = CallID(ID128(high: 1, low: UInt64(number)))
      _ = try await writer.submit([
        CommitDraft(
          centre: centre, commandID: CommandID(ID128(high: 8, low: UInt64(number))), at: at, recordedAt: at,
          actor: Actor(kind: .telephony), configurationVersion: 0,
          events: [Event(occurredAt: at, body: .call(.arrived(CallArrived(call: call, direction: .inbound))))])
      ])
    }
    let loader = SliceLoader(log: log)
    #expect(try await PastCentre.fold(centre, with: loader, at: Instant(ms: 9_999)).picture.calls.isEmpty)
    let past = try await PastCentre.fold(centre, with: loader, at: Instant(ms: 20_000))
    #expect(past.picture.calls.map(\.lasted) == [.seconds(10), .zero])
    // It lived long ago: the present is its last commit.
    let now = try await PastCentre.fold(centre, with: loader, at: nil)
    #expect(now.asOf == Instant(ms: 30_000))
    #expect(now.picture.calls.count == 3)
  }
}
