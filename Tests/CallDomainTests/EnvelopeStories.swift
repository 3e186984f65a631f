import Events
import Testing
import TrunklineTesting
import Values

@testable import CallDomain

/// What holds for every command: its centre, its id, its time.
@Suite struct EnvelopeStories {
  @Test func aRepeatedCommandTakesEffectOnce() {
    let story = CallStory().given(.arrival(), .enqueueing())
    #expect(story.whenRepeated(.enqueueing()) == .duplicate(Position(3)))
  }

  @Test func anIDIsForTheBodyThatItsSenderNamed() {
    let story = CallStory().naming(body: 7).given(.arrival())
    #expect(story.whenRepeated(.arrival()) == .duplicate(Position(2)))
    #expect(story.naming(body: 8).whenRepeated(.callerGone()) == .rejected(.commandIDReused(at: Position(2))))
    // Whoever names none, as a policy, is known by the id alone.
    #expect(story.naming(body: 0).whenRepeated(.callerGone()) == .duplicate(Position(2)))
    #expect(CallStory().given(.arrival()).naming(body: 8).whenRepeated(.callerGone()) == .duplicate(Position(2)))
  }

  @Test func aRejectedCommandIsNotRemembered() {
    let story = CallStory()
    #expect(story.when(.enqueueing()) == .rejected(.unknownCall(.one)))
    #expect(story.given(.arrival()).centre.position(of: CommandID(ID128(high: 0xc0, low: 2))) == Position(2))
    #expect(story.centre.position(of: CommandID(ID128(high: 0xc0, low: 2))) == nil)
  }

  @Test func commandsAreForgottenAfterTenMinutes() {
    let story = CallStory().given(.arrival())
    let id = CommandID(ID128(high: 0xc0, low: 2))
    #expect(story.at(600_000).given(.callerGone()).centre.position(of: id) == Position(2))
    #expect(story.at(600_001).given(.callerGone()).centre.position(of: id) == nil)
  }

  /// The centre's *now* never goes back, and neither do the times of its events.
  @Test func aCommandFromThePast() {
    let story = CallStory().at(5_000).given(.arrival())
    #expect(
      story.at(1_000).when(.callerGone())
        == .then([
          at(
            5_000,
            .call(
              .ended(
                CallEnded(
                  call: .one, by: .caller, cause: "16", arrivedAt: time(5_000), outcome: .leftInIVR,
                  direction: .inbound))))
        ]))
    #expect(story.at(1_000).given(.callerGone()).centre.lastAt == time(5_000))
  }

  @Test func anotherCentre() throws {
    var centre = Centre(id: .example)
    let elsewhere = CentreID(unchecked: "centre-2")
    let command = Command(
      id: CommandID(ID128(high: 1, low: 1)), centre: elsewhere, at: .noon, recordedAt: .noon, actor: .system,
      body: .arrival())
    #expect(centre.accept(command, position: Position(1)) == .rejected(.otherCentre(elsewhere)))
    #expect(throws: Rejection.otherCentre(elsewhere)) { try centre.decide(command, position: Position(1)) }
  }

  @Test func aCommandOfANewerVersion() {
    #expect(CallStory().when(.unknown(99)) == .rejected(.unknownCommand(99)))
  }

  /// What does not fit changes nothing, is counted, and is told by the checker.
  @Test func anEventThatDoesNotFit() {
    var centre = CallStory.queued().centre
    let before = centre
    let context = CommitContext(at: time(9_000), actor: .telephony)
    let event = at(
      9_000,
      .entry(
        .abandoned(EntryAbandoned(stay: .support, waitMs: .zero, during: .waiting, withinTarget: true, short: true))))
    #expect(centre.violations(of: event, in: context).map(\.rule) == [.repeated, .duration])
    let late = at(
      9_000, .call(.ended(CallEnded(call: .two, by: .caller, arrivedAt: .noon, outcome: .failed, direction: .inbound))))
    #expect(centre.violations(of: late, in: context).map(\.rule) == [.i4])
    centre.evolve(late, in: context)
    #expect(centre.misfits == 1)
    centre.misfits = 0
    #expect(centre == before)
  }

  @Test func aRejectionTellsWhatToDo() {
    let rejection = Rejection.agentNotRoutable(.anna, .notReady(reason: "lunch"))
    #expect(rejection.message == "Agent anna takes no offer: not ready (lunch). Choose another.")
    #expect(rejection.name == .agentNotRoutable)
  }
}
