import CallDomain
import Events
import TelephonyKit
import Testing
import TrunklineTesting
import Values

@Suite struct InstructionTests {
  private let stay = Stay(
    call: .one, entry: 1, queue: .support, enqueuedAt: .noon, originalEnqueuedAt: .noon)
  private var offer: Offer { Offer(stay: stay, ordinal: 2, agent: .anna, madeAt: .noon) }
  private let left = AgentInterval(state: .idle, since: .noon, until: .noon)
  private let offerID = OfferID(entry: EntryID(call: .one, ordinal: 1), ordinal: 2)

  private func acts(_ bodies: Event.Body..., actor: Actor = .system) -> [Instruction.Act] {
    commit(7, bodies, actor: actor).instructions.map(\.act)
  }

  private func commit(_ position: UInt64, _ bodies: [Event.Body], actor: Actor = .system) -> Commit {
    Commit(
      logID: LogID(ID128(high: 1, low: 1)), slice: Slice(of: .example), epoch: Epoch(1), position: Position(position),
      centre: .example, commandID: CommandID(ID128(high: 1, low: position)), at: .noon, recordedAt: .noon, actor: actor,
      configurationVersion: 1, events: bodies.map { Event(occurredAt: .noon, body: $0) })
  }

  @Test func anOfferRingsThePhoneUntilItsDeadline() {
    let made = OfferMade(offer: offer, deadline: .noon + .seconds(20), left: left)
    #expect(acts(.offer(.made(made))) == [.ringPhone(offerID, agent: .anna, until: .noon + .seconds(20))])
  }

  @Test func anAcceptedOfferIsPutThroughAndTheOthersStopRinging() {
    let other = Offer(stay: stay, ordinal: 1, agent: .boris, madeAt: .noon)
    let rescinded = OfferRescinded(offer: other, ringMs: .zero, reason: .lostRace, left: left)
    #expect(
      acts(.offer(.accepted(OfferAccepted(offer: offer))), .offer(.rescinded(rescinded))) == [
        .putThrough(offerID, agent: .anna),
        .stopRinging(OfferID(entry: offerID.entry, ordinal: 1), agent: .boris),
      ])
  }

  @Test func aLineIsDroppedUnlessTheCallerLeftIt() {
    func ended(by side: Side) -> Event.Body {
      .call(
        .ended(
          CallEnded(call: .one, by: side, cause: "c", arrivedAt: .noon, outcome: .answered, direction: .inbound)))
    }
    #expect(acts(ended(by: .system)) == [.dropLine(.one, cause: "c")])
    #expect(acts(ended(by: .agent)) == [.dropLine(.one, cause: "c")])
    #expect(acts(ended(by: .caller)) == [])
  }

  @Test func recordedHistoryAsksForNothing() {
    let made = OfferMade(offer: offer, deadline: .noon, left: left)
    #expect(acts(.offer(.made(made)), actor: .importer) == [])
  }

  @Test func whatWasHandedOverIsNotHandedOverAgain() {
    let made = OfferMade(offer: offer, deadline: .noon, left: left)
    let expired = OfferExpired(offer: offer, ringMs: .zero, left: left)
    let first = commit(7, [.offer(.made(made))]).instructions
    let second = commit(8, [.offer(.expired(expired))]).instructions
    var checkpoint = AdapterCheckpoint()
    #expect(checkpoint.take(first) == first)
    #expect(checkpoint.take(first + second) == second)
    #expect(checkpoint.take(first + second) == [])
    #expect(checkpoint == AdapterCheckpoint(handedOver: second.last?.id))
  }

  @Test func afterARestartBothSidesKnowTheSameCalls() throws {
    var centre = Centre(id: .example)
    for (number, call) in [CallID.one, .two].enumerated() {
      let command = Command(
        id: CommandID(ID128(high: 5, low: UInt64(number) + 1)), centre: .example, at: .noon, recordedAt: .noon,
        actor: .telephony,
        body: .reportArrival(ReportArrival(call: CallArrived(call: call, direction: .inbound))))
      _ = centre.accept(command, position: Position(UInt64(number) + 1))
    }
    let reconciliation = Reconciliation(centre: centre, lines: [.two, .three])
    #expect(reconciliation.wishes == [.endCall(EndCall(call: .one, cause: "adapterLost"))])
    #expect(reconciliation.acts == [.dropLine(.three, cause: "adapterLost")])
  }
}
