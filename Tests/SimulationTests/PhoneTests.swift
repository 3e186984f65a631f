import Events
import SimulatedTelephony
import TelephonyKit
import Testing
import TrunklineTesting
import Values

/// The phones of the simulation, where the core hears of a conversation from somebody else first.
@Suite struct PhoneTests {
  private static func caller(at arrival: Instant, patience: Spread) -> TracedCaller {
    TracedCaller(
      arrivesAt: arrival, line: "", customer: "", queue: .sales, priority: 0, menu: .zero, leavesInMenu: false,
      patience: patience, service: .exactly(.seconds(60)))
  }

  private static func offer(_ call: CallID) -> OfferID { OfferID(entry: EntryID(call: call, ordinal: 1), ordinal: 1) }

  /// The agent said yes to a caller who gave up meanwhile; the core took them for joined, and ends it. His phone must
  /// not stay busy for that.
  @Test func aPhoneIsFreeWhenTheConversationIsOver() throws {
    let later = Instant.noon + .seconds(1)
    var scenario = Scenario(seed: 1, from: .noon)
    scenario.callers = [
      Self.caller(at: .noon, patience: .exactly(.seconds(1))), Self.caller(at: later, patience: .never),
    ]
    scenario.agents = [AgentPlan(.anna, shifts: [], behaviour: .tireless)]
    var telephony = SimulatedTelephony(scenario, centre: .example)
    var sent: [Command] = []
    telephony.advance(to: .noon, into: &sent)
    let first = try #require(telephony.lines.first)
    telephony.carryOut(.ringPhone(Self.offer(first), agent: .anna, until: later), at: .noon)
    telephony.advance(to: later, into: &sent)
    #expect(sent.contains { $0.body == .acceptOffer(AcceptOffer(call: first, agent: .anna)) })
    let second = try #require(telephony.lines.first)
    #expect(telephony.lines.count == 1 && second != first)
    telephony.carryOut(.putThrough(Self.offer(first), agent: .anna), at: later)
    telephony.carryOut(.releaseAgent(first, agent: .anna), at: later)
    telephony.carryOut(.ringPhone(Self.offer(second), agent: .anna, until: later + .seconds(20)), at: later)
    telephony.advance(to: later, into: &sent)
    #expect(sent.last?.body == .acceptOffer(AcceptOffer(call: second, agent: .anna)))
  }
}
