import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// Recorded history: exactly these facts where the machines allow them.
@Suite struct HistoryStories {
  /// Facts in order, each a command of its own at its own time.
  static func story(_ facts: (Int64, HistoricFact.Fact)...) -> CallStory {
    var story = CallStory().by(.importer)
    for (ms, fact) in facts { story = story.at(ms).given(.recordHistory(.fact(ms, fact))) }
    return story
  }

  static let queued: [(Int64, HistoricFact.Fact)] = [
    (0, .loggedIn(HistoricLogIn(agent: .zoharit, inferred: true))),
    (1_000, .arrived(.inbound(.one))),
    (1_000, .ivrEntered(IVREntered(call: .one))),
    (9_000, .ivrExited(HistoricIVRExit(call: .one, reason: .queued, durationMs: Milliseconds(8_000), service: .sales, priority: 2))),
    (9_000, .enqueued(HistoricEnqueue(call: .one, queue: .sales, priority: 2))),
  ]

  static func queuedStory(_ more: (Int64, HistoricFact.Fact)...) -> CallStory {
    var story = CallStory().by(.importer)
    for (ms, fact) in queued + more { story = story.at(ms).given(.recordHistory(.fact(ms, fact))) }
    return story
  }

  static let stay = Stay(
    call: .one, entry: 1, queue: .sales, priority: 2, enqueuedAt: .noon + Milliseconds(9_000),
    originalEnqueuedAt: .noon + Milliseconds(9_000))

  static func event(_ ms: Int64, _ body: Event.Body) -> Event { Event(occurredAt: .noon + Milliseconds(ms), body: body) }

  @Test func aLogInIsReadyAtOnce() {
    let reaction = CallStory().by(.importer).when(
      .recordHistory(.fact(0, .loggedIn(HistoricLogIn(agent: .zoharit, inferred: true)))))
    #expect(
      reaction
        == .then([
          Self.event(0, .agent(.loggedIn(AgentLoggedIn(agent: .zoharit, inferred: true)))),
          Self.event(
            0,
            .agent(
              .becameReady(
                AgentBecameReady(
                  agent: .zoharit, cause: .`self`,
                  left: AgentInterval(state: .notReady, since: .noon, until: .noon, reason: "login", inferred: true))))),
        ]))
  }

  @Test func anAnswerBecomesOfferAndConversation() {
    let reaction = Self.queuedStory().at(20_000).when(
      .recordHistory(.fact(20_000, .answered(HistoricAnswer(call: .one, agent: .zoharit, waitMs: Milliseconds(10_500))))))
    let at = Instant.noon + Milliseconds(20_000)
    let offer = Offer(stay: Self.stay, ordinal: 1, agent: .zoharit, madeAt: at)
    #expect(
      reaction
        == .then([
          Self.event(
            20_000,
            .offer(
              .made(
                OfferMade(
                  offer: offer, deadline: at + .seconds(20),
                  left: AgentInterval(state: .idle, since: .noon, until: at, inferred: true))))),
          Self.event(20_000, .offer(.accepted(OfferAccepted(offer: offer)))),
          Self.event(20_000, .offer(.joined(OfferJoined(offer: offer, ringMs: .zero)))),
          Self.event(
            20_000,
            .conversation(
              .started(
                ConversationStarted(
                  stay: Self.stay, agent: .zoharit, offer: 1, waitMs: Milliseconds(10_500), ringMs: .zero,
                  left: AgentInterval(
                    state: .offered, since: at, until: at, call: .one, queue: .sales, inferred: true))))),
        ]))
  }

  @Test func theTotalsOfACall() {
    let story = Self.queuedStory(
      (20_000, .answered(HistoricAnswer(call: .one, agent: .zoharit, waitMs: Milliseconds(11_000)))),
      (50_000, .conversationEnded(HistoricConversationEnd(call: .one, talkMs: Milliseconds(29_000), by: .caller))))
    let reaction = story.at(50_000).when(.recordHistory(.fact(50_000, .callEnded(HistoricCallEnd(call: .one, by: .caller)))))
    #expect(
      reaction
        == .then([
          Self.event(
            50_000,
            .call(
              .ended(
                CallEnded(
                  call: .one, by: .caller, arrivedAt: .noon + Milliseconds(1_000), outcome: .answered, service: .sales,
                  priority: 2, entries: 1, ivrMs: Milliseconds(8_000), waitMs: Milliseconds(11_000),
                  talkMs: Milliseconds(29_000), conversations: 1, direction: .inbound))))
        ]))
  }
}
