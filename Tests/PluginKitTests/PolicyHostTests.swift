import CallDomain
import CallHandling
import Digest
import EventLog
import Events
import PostgresClient
import Storage
import Testing
import TrunklineTesting
import Values

@testable import PluginKit
@testable import Routing

/// Policies run by their host on a served centre, and what becomes of those that do not behave.
@Suite struct PolicyHostTests {
  /// A call comes and goes, by a wish, whatever the others do.
  @Test func aWishIsCarriedOut() async throws {
    try await Hosted.with([TestPolicy.polite()]) { hosted in
      try await hosted.arrival(.one)
      let ended = try await hosted.ended(.one)
      #expect(ended.commit.actor == Actor(kind: .plugin, id: "polite"))
      try await hosted.until("polite") { $0.state == .running && $0.lag == 0 }
    }
  }

  @Test func aPolicyThatHangsIsHeldAndCallsGoOn() async throws {
    let rope = TestPolicy.Rope()
    defer { rope.cut() }
    try await Hosted.with([TestPolicy.hanging(rope), TestPolicy.polite()]) { hosted in
      try await hosted.until("hanging") { $0.state == .running }
      try await hosted.arrival(.one)
      _ = try await hosted.ended(.one)
      await hosted.time.somebodyWaits(until: .noon + PolicyRunner.patience)
      hosted.time.advance(by: PolicyRunner.patience)
      try await hosted.until("hanging") { $0.state == .held && $0.reason.contains("no answer for 10 s") && $0.lag > 0 }
      #expect(try await hosted.bench.store.holds(of: "hanging").count == 1)
      try await hosted.arrival(.two)
      _ = try await hosted.ended(.two)
      try await hosted.until("polite") { $0.state == .running }
      // An operator lets it try again.
      rope.cut()
      try await hosted.bench.store.release(plugin: "hanging", slice: Hosted.slice, skipping: nil, by: "sofia")
      hosted.time.advance(by: PolicyRunner.pause)
      try await hosted.until("hanging") { $0.state == .running && $0.lag == 0 }
    }
  }

  @Test func aPolicyThatFloodsIsLimitedThenHeld() async throws {
    try await Hosted.with([TestPolicy.flooding(), TestPolicy.polite()]) { hosted in
      try await hosted.until("flooding") { $0.state == .flooding && $0.reason.contains("2000 things a second") }
      try await hosted.arrival(.one)
      _ = try await hosted.ended(.one)
      for second in 1...Int64(WishGate.floodedSecondsMax) {
        await hosted.time.somebodyWaits(until: .noon + .seconds(second))
        hosted.time.advance(by: .seconds(1))
      }
      try await hosted.until("flooding") { $0.state == .held }
      try await hosted.arrival(.two)
      _ = try await hosted.ended(.two)
      let commits = try await hosted.commits()
      #expect(!commits.contains { $0.actor.id == "flooding" }, "its wishes were about nothing")
    }
  }

  /// The whole way: a call in line, and somebody becomes free.
  @Test func routingOffersWhatWaits() async throws {
    try await Hosted.with([Routing.plugin]) { hosted in
      try await hosted.arrival(.one)
      try await hosted.send(.enqueue(Enqueue(call: .one, queue: .support)))
      _ = try await hosted.event {
        if case .route(.decided(let route)) = $0.body { route.noneReason == "nobodyLoggedIn" } else { false }
      }
      try await hosted.send(.logIn(LogIn(agent: .boris)), .setReady(SetReady(agent: .boris)))
      let made = try await hosted.event { if case .offer(.made) = $0.body { true } else { false } }
      guard case .offer(.made(let offer)) = made.event.body, case .route(.decided) = made.commit.events[0].body else {
        return #expect(Bool(false), "a decision comes first")
      }
      #expect(offer.offer.agent == .boris)
      #expect(offer.decision == "\(made.commit.slice)-\(made.commit.position)-0")
    }
  }

  /// The same wish is the same command, by whatever process.
  @Test func idsDeriveFromTheWish() {
    let chain = Chain(hash: SHA256.digest)
    func id(_ action: String = "offer", _ subject: String = "a", _ count: UInt64 = 1, _ policy: String = "p")
      -> CommandID
    {
      let wish = Wish(
        WishKey(action: action, subject: subject, count: count), .endCall(EndCall(call: .one)))
      return AttributedWish(centre: .example, policy: policy, wish: wish).command(of: "routing", at: .noon, chain).id
    }
    #expect(id() == id())
    #expect(Set([id(), id("nobody"), id("offer", "b"), id("offer", "a", 2), id("offer", "a", 1, "q")]).count == 5)
  }

  @Test func theGate() {
    var gate = WishGate()
    let most = WishGate.perSecondMax
    #expect(gate.admit(most, at: .noon) == most && !gate.isFlooded)
    #expect(gate.admit(1, at: .noon + .seconds(1)) == 1 && !gate.isFlooded, "as much as it may is no flood")
    #expect(gate.admit(most, at: .noon + .seconds(1)) == most - 1 && gate.isFlooded)
    #expect(gate.opensAt == .noon + .seconds(2))
    #expect(gate.admit(1, at: .noon + .seconds(2)) == 1 && gate.isFlooded, "the second before was")
    #expect(gate.admit(1, at: .noon + .seconds(3)) == 1 && !gate.isFlooded)
    for second in Int64(4)...13 {
      #expect(gate.admit(most + 1, at: .noon + .seconds(second)) == most && !gate.isHopeless)
    }
    #expect(gate.admit(1, at: .noon + .seconds(14)) == 1 && gate.isHopeless)
  }

  struct Noted: Sendable, CustomStringConvertible {
    let description: String
    let attempt: Attempt?
    let verdict: PolicySuspicion.Verdict
  }

  static func noted(_ phase: Attempt.Phase, _ weight: Int32, owner: String = "former") -> Attempt {
    Attempt(after: Position(7), through: Position(8), owner: owner, phase: phase, suspicion: weight)
  }

  @Test(arguments: [
    Noted(description: "nothing", attempt: nil, verdict: .proceed),
    Noted(description: "our own", attempt: noted(.folding, 4, owner: "me"), verdict: .proceed),
    Noted(description: "left in order", attempt: noted(.folded, 0), verdict: .proceed),
    Noted(description: "killed", attempt: noted(.underWay, 0), verdict: .careful(weight: 0)),
    Noted(description: "in its code", attempt: noted(.folding, 4), verdict: .careful(weight: 4)),
    Noted(description: "elsewhere, which acquits", attempt: noted(.folded, 4), verdict: .proceed),
    Noted(description: "in its code again", attempt: noted(.folding, 8), verdict: .careful(weight: 8)),
    Noted(description: "in its code, too often", attempt: noted(.folding, 12), verdict: .hold),
  ]) func suspicion(_ noted: Noted) {
    #expect(PolicySuspicion(noted: noted.attempt, owner: "me").verdict == noted.verdict)
  }

  /// Kills of the process until the policy is held, each in the policy's code after so many turns of its life; `nil`: a
  /// hundred do not suffice.
  private func killsUntilHeld(afterTurns turns: Int, elsewhereEach span: Int = .max) -> Int? {
    var noted: Attempt? = Self.noted(.underWay, 0, owner: "process 0")
    for kill in 1...100 {
      switch PolicySuspicion(noted: noted, owner: "process \(kill)").verdict {
      case .hold: return kill
      case .proceed: noted = Self.noted(.underWay, 0, owner: "process \(kill)")
      case .careful(let weight):
        var care = PolicyCare(weight: weight)
        for _ in 0..<turns { care.turnEndedWell() }
        let phase: Attempt.Phase = care.isOver ? .underWay : kill % span == 0 ? .folded : .folding
        noted = Self.noted(phase, phase == .folding ? care.weightNow : 0, owner: "process \(kill)")
      }
    }
    return nil
  }

  /// One that never gets beyond its start is held after four crashes; kills from outside, which now and then meet the
  /// process elsewhere, hold nothing.
  @Test func whoIsHeldAndWhoIsNot() {
    #expect(killsUntilHeld(afterTurns: 0) == 4)
    #expect(killsUntilHeld(afterTurns: 3) == 4)
    #expect(killsUntilHeld(afterTurns: 4) == 13)
    #expect(killsUntilHeld(afterTurns: 64) == nil)
    #expect(killsUntilHeld(afterTurns: 0, elsewhereEach: 3) == nil)
    #expect(killsUntilHeld(afterTurns: 10, elsewhereEach: 6) == nil)
  }
}
