import CallDomain
import Digest
import EventLog
import Events
import PluginKit
import SimulatedTelephony
import SimulationTesting
import Testing
import TrunklineTesting
import Values
import VirtualTime

/// A check that cannot fail is worth nothing: each is shown what it must find.
@Suite struct WatcherTests {
  private static let stay = Stay(
    call: .one, entry: 1, queue: .support, enqueuedAt: .noon, originalEnqueuedAt: .noon)
  private static func offer(_ ordinal: UInt32, _ agent: AgentID, _ call: CallID = .one) -> Offer {
    var stay = Self.stay
    stay.call = call
    return Offer(stay: stay, ordinal: ordinal, agent: agent, madeAt: .noon)
  }
  private static let left = AgentInterval(state: .idle, since: .noon, until: .noon)
  private static func made(_ offer: Offer) -> OfferEvent {
    .made(OfferMade(offer: offer, deadline: .noon + .seconds(20), left: left))
  }
  private static func accepted(_ offer: Offer) -> OfferEvent { .accepted(OfferAccepted(offer: offer)) }
  private static func expired(_ offer: Offer) -> OfferEvent {
    .expired(OfferExpired(offer: offer, ringMs: .zero, left: left))
  }

  /// What the watch finds in commits of one event each, and at the end, a minute after noon.
  private func found(_ events: (seconds: Int64, event: OfferEvent)...) -> [String] {
    var watch = OfferWatch()
    for (number, item) in events.enumerated() {
      let at = Instant.noon + .seconds(item.seconds)
      watch.observe(
        Commit(
          logID: LogID(ID128(high: 1, low: 1)), slice: Slice(of: .example), epoch: Epoch(1),
          position: Position(UInt64(number) + 1), centre: .example,
          commandID: CommandID(ID128(high: 1, low: UInt64(number) + 1)), at: at, recordedAt: at, actor: .system,
          configurationVersion: 1, events: [Event(occurredAt: at, body: .offer(item.event))]))
    }
    watch.ended(at: .noon + .seconds(60), centre: Centre(id: .example))
    return watch.findings
  }

  @Test func aGoodOfferIsNotFound() {
    #expect(found((0, Self.made(Self.offer(1, .anna))), (20, Self.expired(Self.offer(1, .anna)))) == [])
    #expect(
      found(
        (0, Self.made(Self.offer(1, .anna))), (5, Self.accepted(Self.offer(1, .anna))),
        (6, .joined(OfferJoined(offer: Self.offer(1, .anna), ringMs: .zero)))) == [])
  }

  @Test func aBusyAgentIsFound() {
    let found = found(
      (0, Self.made(Self.offer(1, .anna))), (1, Self.made(Self.offer(1, .anna, .two))),
      (2, Self.expired(Self.offer(1, .anna))), (2, Self.expired(Self.offer(1, .anna, .two))))
    #expect(found.count == 1 && found[0].contains("while busy"))
  }

  @Test func twoAcceptsAreFound() {
    let found = found(
      (0, Self.made(Self.offer(1, .anna))), (0, Self.made(Self.offer(2, .boris))),
      (1, Self.accepted(Self.offer(1, .anna))), (1, Self.accepted(Self.offer(2, .boris))),
      (2, Self.expired(Self.offer(1, .anna))), (2, Self.expired(Self.offer(2, .boris))))
    #expect(found.count == 1 && found[0].contains("accepted by two"))
  }

  @Test func aSecondOfferBesideAnAcceptedOneIsFound() {
    let found = found(
      (0, Self.made(Self.offer(1, .anna))), (1, Self.accepted(Self.offer(1, .anna))),
      (2, Self.made(Self.offer(2, .boris))), (3, Self.expired(Self.offer(2, .boris))),
      (3, Self.expired(Self.offer(1, .anna))))
    #expect(found.count == 1 && found[0].contains("while offer 1 stands"))
  }

  @Test func lateAndForgottenOffersAreFound() {
    #expect(found((0, Self.made(Self.offer(1, .anna))), (21, Self.expired(Self.offer(1, .anna)))).count == 1)
    let open = found((0, Self.made(Self.offer(1, .anna))))
    #expect(open.count == 1 && open[0].contains("still open"))
    #expect(found((1, Self.expired(Self.offer(1, .anna)))).count == 1, "it was never made")
  }

  /// Offers every other call only.
  private struct HalfHearted: Policy {
    var inner = FirstComeFirstServed()
    mutating func observe(_ commit: Commit, in centre: Centre) {}
    mutating func wishes(at now: Instant, in centre: Centre) -> [Wish] {
      inner.wishes(at: now, in: centre).filter { wish in
        guard case .makeOffer(let offer) = wish.body else { return true }
        return offer.call.bits.low % 2 == 0
      }
    }
  }

  @Test func whoIsLeftWaitingIsFound() throws {
    let agents = SmallCentre.agents(3)
    let scenario = SmallCentre.scenario(
      seed: 1, calls: 20, gapMs: 60_000, talk: .seconds(30), patience: .minutes(1), agents: agents)
    var settings = VirtualSettings()
    settings.checksInvariants = true
    settings.quietChecks = [WorkConservation.check]
    var centre = try VirtualCentre(
      .example, from: .noon, machine: SimulatedTelephony(scenario, centre: .example),
      policies: [NamedPolicy(plugin: "half", PolicyDeclaration(name: "half", make: { _ in HalfHearted() }))],
      log: MemoryEventLog(id: LogID(ID128(high: 9, low: 9)), chain: SmallCentre.chain), settings: settings)
    try centre.send(
      .configure(Configure(configuration: SmallCentre.configuration(agents: agents))), by: Actor(kind: .`operator`))
    try centre.run()
    let findings = centre.findings
    #expect(findings.first?.contains("is idle and may take it") == true)
  }
}
