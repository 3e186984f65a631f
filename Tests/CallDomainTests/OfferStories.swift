import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// Offers, single and broadcast, and the races of DOMAIN 4.7.
@Suite struct OfferStories {
  static func made(_ offer: Offer, decision: String = "", left: AgentInterval) -> Event {
    at(5_000, .offer(.made(OfferMade(offer: offer, deadline: time(25_000), decision: decision, left: left))))
  }

  static let first = OfferID(entry: EntryID(call: .one, ordinal: 1), ordinal: 1)

  static func accepted(_ ms: Int64, _ offer: Offer) -> Event {
    at(ms, .offer(.accepted(OfferAccepted(offer: offer))))
  }

  static func joined(_ ms: Int64, _ offer: Offer, _ agent: AgentID = .anna, left: AgentInterval) -> [Event] {
    [
      at(ms, .offer(.joined(OfferJoined(offer: offer, ringMs: span(ms - 5_000))))),
      at(
        ms,
        .conversation(
          .started(
            ConversationStarted(
              stay: offer.stay, agent: agent, offer: offer.ordinal, waitMs: span(ms - 2_000), ringMs: span(ms - 5_000),
              left: left, withinTarget: true)))),
    ]
  }

  @Test func oneAgent() {
    #expect(
      CallStory.queued().at(5_000).when(.makeOffer(MakeOffer(call: .one, agents: [.anna])))
        == .then([Self.made(.to(.anna), left: .idle(0, 5_000))]))
  }

  @Test func severalAgents() {
    #expect(
      CallStory.queued().at(5_000).when(.makeOffer(MakeOffer(call: .one, agents: [.clara, .anna])))
        == .then([
          Self.made(.to(.clara), left: .idle(0, 5_000)), Self.made(.to(.anna, .sales, 2), left: .idle(0, 5_000)),
        ]))
  }

  @Test func acceptThenJoin() {
    let story = CallStory.offered(.anna)
    #expect(story.at(8_000).when(.accepting(.anna)) == .then([Self.accepted(8_000, .to(.anna))]))
    #expect(
      story.at(8_000).given(.accepting(.anna)).at(9_000).when(.joining())
        == .then(Self.joined(9_000, .to(.anna), left: .busy(.offered, 5_000, 9_000))))
  }

  /// The phone was faster than the desktop: they hear each other, so the offer is accepted.
  @Test func joinBeforeAccept() {
    #expect(
      CallStory.offered(.anna, .boris).at(9_000).when(.joining(2))
        == .then(
          [
            Self.accepted(9_000, .to(.boris, .sales, 2)),
            rescinded(9_000, .to(.anna), .lostRace, left: .busy(.offered, 5_000, 9_000)),
          ] + Self.joined(9_000, .to(.boris, .sales, 2), .boris, left: .busy(.offered, 5_000, 9_000))))
  }

  /// I3, ref 6.3: the losers are told in the same commit, and it is no strike.
  @Test func theFirstAcceptWins() {
    let story = CallStory.offered(.anna, .boris, .clara).at(8_000)
    #expect(
      story.when(.accepting(.boris))
        == .then([
          Self.accepted(8_000, .to(.boris, .sales, 2)),
          rescinded(8_000, .to(.anna), .lostRace, left: .busy(.offered, 5_000, 8_000)),
          rescinded(8_000, .to(.clara, .sales, 3), .lostRace, left: .busy(.offered, 5_000, 8_000)),
        ]))
    let won = story.given(.accepting(.boris))
    #expect(won.when(.accepting(.anna)) == .rejected(.lateAnswer(.one, .anna, .lostRace)))
    #expect(won.when(.rejecting(.anna)) == .rejected(.lateAnswer(.one, .anna, .lostRace)))
    #expect(won.when(.accepting(.boris)) == .rejected(.offerAlreadyAccepted(.one)))
    #expect(won.centre.agents[.anna]?.strikes == 0)
    #expect(won.centre.agents[.anna]?.notRoutable == nil)
  }

  @Test func aRefusalStrikes() {
    let story = CallStory.offered(.anna).at(7_000)
    let refused = at(
      7_000,
      .offer(.rejected(OfferRejected(offer: .to(.anna), ringMs: span(2_000), left: .busy(.offered, 5_000, 7_000)))))
    #expect(story.when(.rejecting(.anna)) == .then([refused, struck(7_000, .anna, 1)]))
    #expect(story.given(.rejecting(.anna)).when(.accepting(.anna)) == .rejected(.lateAnswer(.one, .anna, .rejected)))
  }

  @Test func tooManyStrikesMakeNotReady() {
    let story = CallStory.offered(.anna).at(6_000).given(.rejecting(.anna), .offering(.anna)).at(7_000)
    let second = Offer(stay: .sales, ordinal: 2, agent: .anna, madeAt: time(6_000))
    #expect(
      story.when(.rejecting(.anna))
        == .then([
          at(
            7_000,
            .offer(.rejected(OfferRejected(offer: second, ringMs: span(1_000), left: .busy(.offered, 6_000, 7_000))))),
          struck(7_000, .anna, 2),
          at(
            7_000,
            .agent(
              .becameNotReady(
                AgentBecameNotReady(
                  agent: .anna, reason: "missedOffers", cause: .missedOffers, left: .idle(7_000, 7_000))))),
        ]))
    let back = story.given(.rejecting(.anna)).by(.agent(.anna)).at(8_000).given(.ready(.anna), .offering(.anna))
    #expect(back.centre.agents[.anna]?.strikes == 0, "the count begins again")
  }

  /// A queue without a limit counts on.
  @Test func strikesAddUp() {
    var story = CallStory.offered(.anna, queue: .support).at(6_000)
    for _ in 1...2 { story = story.given(.rejecting(.anna), .offering(.anna)) }
    guard case .then(let events) = story.when(.rejecting(.anna)) else { return #expect(Bool(false)) }
    #expect(events.last == struck(6_000, .anna, 3))
  }

  @Test func anAnswerEndsTheStrikes() {
    let story = CallStory.offered(.anna).at(6_000).given(.rejecting(.anna)).at(7_000).given(.offering(.anna))
    #expect(story.centre.agents[.anna]?.strikes == 1)
    #expect(story.given(.accepting(.anna), .joining(2)).centre.agents[.anna]?.strikes == 0)
  }

  /// One of several refuses: the others ring on.
  @Test func oneOfSeveralRefuses() {
    let story = CallStory.offered(.anna, .boris).at(7_000).given(.rejecting(.anna))
    #expect(story.at(8_000).when(.accepting(.boris)) == .then([Self.accepted(8_000, .to(.boris, .sales, 2))]))
    #expect(story.when(.offering(.clara)) == .rejected(.alreadyOffered(.one)))
  }

  @Test(arguments: [false, true]) func theDeviceFails(unreachable: Bool) {
    let story = CallStory.offered(.anna).at(6_000)
    #expect(
      story.when(.failing(unreachable: unreachable))
        == .then([
          failed(
            6_000, .to(.anna), unreachable ? .deviceUnreachable : .deviceBusy, left: .busy(.offered, 5_000, 6_000))
        ]))
    let after = story.given(.failing())
    #expect(after.centre.agents[.anna]?.strikes == 0)
    #expect(after.when(.accepting(.anna)) == .rejected(.lateAnswer(.one, .anna, .failed)))
    #expect(after.when(.failing()) == .nothing(.offerSettled(Self.first)))
    #expect(after.when(.joining()) == .nothing(.offerSettled(Self.first)))
  }

  /// The entry waits again at its old place.
  @Test func theJoinFails() {
    let story = CallStory.accepted().at(8_500)
    #expect(
      story.when(.failing())
        == .then([failed(8_500, .to(.anna), .joinFailed, left: .busy(.offered, 5_000, 8_500))]))
    #expect(
      story.when(.agentGone(.anna))
        == .then([failed(8_500, .to(.anna), .joinFailed, left: .busy(.offered, 5_000, 8_500))]))
    let after = story.given(.failing(), .arrival(.two), .enqueueing(.two)).centre
    #expect(after.queues[.sales].map { Array($0.line.calls) } == [.one, .two])
    #expect(after.agents[.anna]?.strikes == 0)
  }

  @Test func whoRingsOnlyCannotHangUp() {
    #expect(CallStory.offered(.anna).when(.agentGone(.anna)) == .nothing(.agentElsewhere(.anna)))
  }

  // Status changes and lost stations during an offer.

  /// FreeSWITCH #800: the offer is withdrawn first, so that it does not loop.
  @Test func notReadyWhileRinging() {
    let story = CallStory.offered(.anna).at(6_000).by(.agent(.anna))
    #expect(
      story.when(.notReady(.anna))
        == .then([
          rescinded(6_000, .to(.anna), .withdrawn, left: .busy(.offered, 5_000, 6_000)),
          at(
            6_000,
            .agent(
              .becameNotReady(
                AgentBecameNotReady(agent: .anna, reason: "lunch", cause: .`self`, left: .idle(6_000, 6_000))))),
        ]))
    #expect(story.given(.notReady(.anna)).when(.accepting(.anna)) == .rejected(.lateAnswer(.one, .anna, .withdrawn)))
  }

  @Test func notReadyAfterTheAccept() {
    let story = CallStory.accepted().at(8_500).by(.agent(.anna))
    #expect(
      story.when(.notReady(.anna))
        == .then([
          at(
            8_500,
            .agent(
              .pendingStatusSet(AgentPendingStatusSet(agent: .anna, ready: false, reason: "lunch", cause: .`self`))))
        ]))
    #expect(
      story.given(.notReady(.anna)).by(.telephony).at(9_000).when(.failing())
        == .then([
          failed(9_000, .to(.anna), .joinFailed, left: .busy(.offered, 5_000, 9_000)),
          at(
            9_000,
            .agent(
              .becameNotReady(
                AgentBecameNotReady(agent: .anna, reason: "lunch", cause: .`self`, left: .idle(9_000, 9_000))))),
        ]))
  }

  @Test func theStationIsLostWhileRinging() {
    let story = CallStory.offered(.anna).at(6_000)
    #expect(
      story.when(.stationLost(.anna))
        == .then([
          at(6_000, .agent(.stationLost(AgentStationLost(agent: .anna, left: .busy(.offered, 5_000, 6_000))))),
          failed(6_000, .to(.anna), .stationLost, left: .disconnected(6_000, 6_000)),
        ]))
    #expect(
      story.given(.stationLost(.anna)).at(7_000).when(.offering(.anna))
        == .rejected(.agentNotRoutable(.anna, .stationLost)))
  }

  // Leaving the queue while offered.

  @Test func flowingOutRescindsFirst() {
    let story = CallStory.offered(.anna).at(6_000)
    #expect(
      story.when(.flowing())
        == .then([
          rescinded(6_000, .to(.anna), .withdrawn, left: .busy(.offered, 5_000, 6_000)),
          flowedOut(6_000, .callback, target: "callback"),
        ]))
    #expect(story.given(.flowing()).when(.accepting(.anna)) == .rejected(.lateAnswer(.one, .anna, .withdrawn)))
  }

  /// The agent said yes: he wins against whoever would take the call away.
  @Test func flowingOutAfterTheAccept() {
    #expect(CallStory.accepted().when(.flowing()) == .rejected(.offerAlreadyAccepted(.one)))
  }

  @Test func aLateAcceptIsToldWhy() {
    #expect(
      CallStory.offered(.anna).at(6_000).given(.callerGone()).when(.accepting(.anna))
        == .rejected(.lateAnswer(.one, .anna, .callerGone)))
    #expect(
      CallStory.offered(.anna).at(25_000).given(.wake).when(.accepting(.anna))
        == .rejected(.lateAnswer(.one, .anna, .expired)))
    #expect(CallStory.talking().when(.accepting(.anna)) == .rejected(.lateAnswer(.one, .anna, .joined)))
  }

  /// The log decides, not the clock: an accept that comes before the expiry is written stands.
  @Test func acceptAtTheDeadline() {
    let story = CallStory.offered(.anna).at(25_000)
    #expect(story.when(.accepting(.anna)) == .then([Self.accepted(25_000, .to(.anna))]))
    #expect(story.given(.accepting(.anna)).when(.wake) == .nothing(nil))
  }
}
