import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// Recorded history: exactly these facts where the machines allow them.
@Suite struct HistoryStories {
  static let queued: [(Int64, HistoricFact.Fact)] = [
    (0, .loggedIn(HistoricLogIn(agent: .zoharit, inferred: true))),
    (1_000, .arrived(.inbound(.one))),
    (1_000, .ivrEntered(IVREntered(call: .one))),
    (
      9_000,
      .ivrExited(
        HistoricIVRExit(call: .one, reason: .queued, durationMs: Milliseconds(8_000), service: .sales, priority: 2))
    ),
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

  static func event(_ ms: Int64, _ body: Event.Body) -> Event {
    Event(occurredAt: .noon + Milliseconds(ms), body: body)
  }

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
                  left: AgentInterval(
                    state: .notReady, since: .noon, until: .noon, reason: "login", inferred: true))))),
        ]))
  }

  @Test func anAnswerBecomesOfferAndConversation() {
    let reaction = Self.queuedStory().at(20_000).when(
      .recordHistory(
        .fact(20_000, .answered(HistoricAnswer(call: .one, agent: .zoharit, waitMs: Milliseconds(10_500))))))
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
                    state: .offered, since: at, until: at, call: .one, queue: .sales, inferred: true),
                  withinTarget: true)))),
        ]))
  }

  @Test func theTotalsOfACall() {
    let story = Self.queuedStory(
      (20_000, .answered(HistoricAnswer(call: .one, agent: .zoharit, waitMs: Milliseconds(11_000)))),
      (50_000, .conversationEnded(HistoricConversationEnd(call: .one, talkMs: Milliseconds(29_000), by: .caller))))
    let reaction = story.at(50_000).when(
      .recordHistory(.fact(50_000, .callEnded(HistoricCallEnd(call: .one, by: .caller)))))
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

  // What contradicts.

  static func contradicted(
    _ ms: Int64, _ fact: String, _ rule: String, call: CallID? = nil, agent: AgentID? = nil, kept: Bool = false
  ) -> Event {
    event(
      ms,
      .history(.contradicted(HistoryContradicted(fact: fact, rule: rule, call: call, agent: agent, kept: kept))))
  }

  static func answer(_ ms: Int64, _ call: CallID = .one, by agent: AgentID? = .zoharit) -> Command.Body {
    .recordHistory(.fact(ms, .answered(HistoricAnswer(call: call, agent: agent, waitMs: span(ms - 9_000)))))
  }

  static func started(_ ms: Int64, _ stay: Stay, _ agent: AgentID?, overlapping: Bool) -> Event {
    event(
      ms,
      .conversation(
        .started(
          ConversationStarted(
            stay: stay, agent: agent, waitMs: span(ms - 9_000), ringMs: .zero, overlapping: overlapping,
            withinTarget: ms <= 29_000))))
  }

  static let secondQueued: [(Int64, HistoricFact.Fact)] = [
    (9_000, .arrived(.inbound(.two))), (9_000, .enqueued(HistoricEnqueue(call: .two, queue: .sales))),
  ]
  static let secondStay = Stay.of(.two, .sales, at: 9_000)

  /// In one month of the bank 418 conversations begin while their agent is still on another.
  @Test func anAgentInTwoConversations() {
    var story = Self.queuedStory()
    for (ms, fact) in Self.secondQueued { story = story.at(ms).given(.recordHistory(.fact(ms, fact))) }
    story = story.at(20_000).given(Self.answer(20_000))
    #expect(
      story.at(25_000).when(Self.answer(25_000, .two))
        == .then([
          Self.contradicted(
            25_000, "conversation.started", "I2.agentInConversation", call: .two, agent: .zoharit, kept: true),
          Self.started(25_000, Self.secondStay, .zoharit, overlapping: true),
        ]))
    let both = story.at(25_000).given(Self.answer(25_000, .two))
    let secondEnd = HistoricConversationEnd(call: .two, talkMs: span(5_000), by: .agent)
    #expect(
      both.at(30_000).when(.recordHistory(.fact(30_000, .conversationEnded(secondEnd))))
        == .then([
          Self.event(
            30_000,
            .conversation(
              .ended(
                ConversationEnded(
                  stay: Self.secondStay, agent: .zoharit, startedAt: time(25_000), talkMs: span(5_000), holdMs: .zero,
                  waitMs: span(16_000), by: .agent, overlapping: true))))
        ]), "no state is left: the slot is the first call's")
    #expect(both.centre.agents[.zoharit]?.callInSlot == .one)
    // The slot is free again, the overlapping one is still open: the next answer overlaps as well.
    let firstEnd = HistoricConversationEnd(call: .one, talkMs: span(9_000), by: .caller)
    var third = both.at(31_000).given(.recordHistory(.fact(31_000, .conversationEnded(firstEnd))))
    third = third.given(
      .recordHistory(.fact(31_000, .arrived(.inbound(.three)))),
      .recordHistory(.fact(31_000, .enqueued(HistoricEnqueue(call: .three, queue: .support)))))
    guard case .then(let events) = third.at(32_000).when(Self.answer(32_000, .three)) else {
      return #expect(Bool(false))
    }
    #expect(
      events.first
        == Self.contradicted(
          32_000, "conversation.started", "I2.agentInConversation", call: .three, agent: .zoharit, kept: true))
    #expect(events.last?.typeName == "conversation.started")
  }

  /// The source says that somebody was free at once.
  @Test func aDirectStay() {
    let enqueue = HistoricEnqueue(call: .one, queue: .support, direct: true)
    let story = CallStory().by(.importer).at(1_000).given(.recordHistory(.fact(1_000, .arrived(.inbound(.one)))))
    var stay = Stay.of(.one, .support, at: 1_000)
    stay.direct = true
    #expect(
      story.when(.recordHistory(.fact(1_000, .enqueued(enqueue))))
        == .then([Self.event(1_000, .entry(.enqueued(EntryEnqueued(stay: stay, place: 1, queueLength: 1))))]))
  }

  @Test func anAnswerByNobody() {
    let story = Self.queuedStory().at(20_000)
    #expect(
      story.when(Self.answer(20_000, by: nil))
        == .then([Self.started(20_000, Self.stay, nil, overlapping: false)]))
    let end = HistoricConversationEnd(call: .one, talkMs: .zero, by: .caller)
    #expect(
      story.given(Self.answer(20_000, by: nil)).when(.recordHistory(.fact(20_000, .conversationEnded(end))))
        == .then([
          Self.event(
            20_000,
            .conversation(
              .ended(
                ConversationEnded(
                  stay: Self.stay, startedAt: time(20_000), talkMs: .zero, holdMs: .zero, waitMs: span(11_000),
                  by: .caller))))
        ]), "a conversation of no length")
  }

  @Test func anAnswerByWhoIsNotLoggedIn() {
    let story = Self.queuedStory().at(20_000)
    #expect(
      story.when(Self.answer(20_000, by: .clara))
        == .then([
          Self.contradicted(
            20_000, "conversation.started", "agent.notLoggedIn", call: .one, agent: .clara, kept: true),
          Self.started(20_000, Self.stay, .clara, overlapping: true),
        ]))
    let stranger = AgentID(unchecked: "stranger")
    let talked = story.given(Self.answer(20_000, by: stranger))
    #expect(talked.centre.agents[stranger]?.overlapping == 1)
    let end = HistoricConversationEnd(call: .one, talkMs: span(1), by: .caller)
    #expect(talked.given(.recordHistory(.fact(20_001, .conversationEnded(end)))).centre.agents[stranger] == nil)
  }

  @Test func anAnswerByWhoIsNotReady() {
    let story = Self.queuedStory().by(.supervisor).given(.notReady(.zoharit)).by(.importer).at(20_000)
    #expect(
      story.when(Self.answer(20_000))
        == .then([
          Self.contradicted(
            20_000, "conversation.started", "I5.agentNotRoutable", call: .one, agent: .zoharit, kept: true),
          Self.started(20_000, Self.stay, .zoharit, overlapping: true),
        ]))
  }

  /// The source's clock steps back: waits are its truth, intervals never overlap (I7).
  @Test func aClockThatStepsBack() {
    let story = Self.queuedStory((20_000, .answered(HistoricAnswer(call: .one, agent: .zoharit, waitMs: span(11_000)))))
    let end = HistoricConversationEnd(call: .one, talkMs: span(40_000), by: .caller)
    #expect(
      story.at(20_000).when(.recordHistory(.fact(19_000, .conversationEnded(end))))
        == .then([
          Self.event(
            19_000,
            .conversation(
              .ended(
                ConversationEnded(
                  stay: Self.stay, agent: .zoharit, startedAt: time(20_000), talkMs: span(40_000), holdMs: .zero,
                  waitMs: span(11_000), by: .caller,
                  left: AgentInterval(
                    state: .talking, since: time(20_000), until: time(20_000), call: .one, queue: .sales, inferred: true
                  )))))
        ]))
  }

  /// At one millisecond the end of one conversation may come before the start of the next.
  @Test func endAndStartAtOneMoment() {
    var story = Self.queuedStory()
    for (ms, fact) in Self.secondQueued { story = story.at(ms).given(.recordHistory(.fact(ms, fact))) }
    let end = HistoricConversationEnd(call: .one, talkMs: span(5_000), by: .agent)
    story = story.at(20_000).given(Self.answer(20_000)).at(25_000).given(
      .recordHistory(.fact(25_000, .conversationEnded(end))))
    guard case .then(let events) = story.when(Self.answer(25_000, .two)) else { return #expect(Bool(false)) }
    #expect(events.map(\.typeName) == ["offer.made", "offer.accepted", "offer.joined", "conversation.started"])
  }

  @Test func noTimerRunsForRecordedCalls() {
    let story = Self.queuedStory()
    #expect(story.centre.nextDeadline == nil)
    #expect(story.at(20_000).given(Self.answer(20_000)).centre.nextDeadline == nil)
    let end = HistoricConversationEnd(call: .one, talkMs: span(5_000), by: .agent)
    let after = story.at(20_000).given(Self.answer(20_000), .recordHistory(.fact(25_000, .conversationEnded(end))))
    #expect(after.centre.agents[.zoharit]?.state == .idle, "no wrap-up in recorded history")
  }

  @Test func factsThatTheMachinesDoNotAllow() {
    func reaction(_ story: CallStory, _ fact: HistoricFact.Fact) -> Reaction {
      story.at(30_000).when(.recordHistory(.fact(30_000, fact)))
    }
    let queued = Self.queuedStory()
    let live = CallStory.queued().by(.importer)
    let cases: [(CallStory, HistoricFact.Fact, String, String, CallID?, AgentID?)] = [
      (queued, .arrived(.inbound(.one)), "call.arrived", "call.open", .one, nil),
      (queued, .ivrEntered(IVREntered(call: .one)), "ivr.entered", "entry.waiting", .one, nil),
      (
        queued, .ivrExited(HistoricIVRExit(call: .one, reason: .queued, durationMs: .zero)), "ivr.exited",
        "call.notInIVR", .one, nil
      ),
      (queued, .callEnded(HistoricCallEnd(call: .one, by: .caller)), "call.ended", "entry.waiting", .one, nil),
      (queued, .callEnded(HistoricCallEnd(call: .two, by: .caller)), "call.ended", "call.unknown", .two, nil),
      (
        queued, .conversationEnded(HistoricConversationEnd(call: .one, talkMs: .zero, by: .caller)),
        "conversation.ended", "call.notInConversation", .one, nil
      ),
      (queued, .loggedIn(HistoricLogIn(agent: .zoharit)), "agent.loggedIn", "agent.loggedIn", nil, .zoharit),
      (queued, .loggedOut(HistoricLogOut(agent: .anna)), "agent.loggedOut", "agent.notLoggedIn", nil, .anna),
      (live, .callEnded(HistoricCallEnd(call: .one, by: .caller)), "call.ended", "call.live", .one, nil),
      (live, .loggedIn(HistoricLogIn(agent: .anna)), "agent.loggedIn", "agent.loggedIn", nil, .anna),
    ]
    for (story, fact, name, rule, call, agent) in cases {
      #expect(
        reaction(story, fact) == .then([Self.contradicted(30_000, name, rule, call: call, agent: agent)]), "\(rule)")
    }
  }

  /// A clock that was put back gives negative waits: the source's truth, and within every target.
  @Test func aNegativeWait() {
    let abandon = HistoricAbandon(call: .one, waitMs: span(-2_000))
    #expect(
      Self.queuedStory().at(10_000).when(.recordHistory(.fact(7_000, .abandoned(abandon))))
        == .then([
          Self.event(
            7_000,
            .entry(
              .abandoned(
                EntryAbandoned(
                  stay: Self.stay, waitMs: span(-2_000), during: .waiting, withinTarget: true, short: true))))
        ]))
  }

  @Test func aCallEndsTwice() {
    let story = Self.queuedStory(
      (20_000, .abandoned(HistoricAbandon(call: .one, waitMs: span(11_000)))),
      (20_000, .callEnded(HistoricCallEnd(call: .one, by: .caller))))
    #expect(
      story.at(21_000).when(.recordHistory(.fact(21_000, .callEnded(HistoricCallEnd(call: .one, by: .caller)))))
        == .then([Self.contradicted(21_000, "call.ended", "call.ended", call: .one)]))
  }

  @Test func liveWishesLeaveRecordedCallsAlone() {
    let story = Self.queuedStory().by(.policy)
    #expect(story.when(.offering(.anna)) == .rejected(.callIsRecorded(.one)))
    #expect(story.when(.endingCall) == .rejected(.callIsRecorded(.one)))
    #expect(story.when(.callerGone()) == .nothing(.callIsRecorded(.one)))
  }

  @Test func anImportAdvances() {
    let source = Digest256(1, 2, 3, 4)
    let first = ImportAdvanced(source: source, ordinal: 2, total: 3)
    let story = CallStory().by(.importer)
    let command = Command.Body.recordHistory(.fact(0, .importAdvanced(first)))
    #expect(story.when(command) == .then([Self.event(0, .history(.importAdvanced(first)))]))
    #expect(story.given(command).centre.importProgress(of: source) == first)
    #expect(
      story.given(command).when(command)
        == .then([Self.contradicted(0, "history.importAdvanced", "import.notAdvancing")]))
  }

  @Test func historyIsTheImportsAlone() {
    #expect(CallStory().by(.supervisor).when(.recordHistory(RecordHistory())) == .rejected(.importOnly))
    #expect(CallStory().by(.importer).when(.arrival()) == .rejected(.importOnly))
    let facts = Array(repeating: HistoricFact(occurredAt: .noon, fact: .unknown(9)), count: 251)
    #expect(
      CallStory().by(.importer).when(.recordHistory(RecordHistory(facts: facts)))
        == .rejected(.tooManyFacts(limit: 250)))
  }

  @Test func severalFactsAreOneCommit() {
    let facts = Self.queued.map { HistoricFact(occurredAt: time($0.0), fact: $0.1) }
    guard case .then(let events) = CallStory().by(.importer).at(9_000).when(.recordHistory(RecordHistory(facts: facts)))
    else { return #expect(Bool(false)) }
    #expect(
      events.map(\.typeName) == [
        "agent.loggedIn", "agent.becameReady", "call.arrived", "ivr.entered", "ivr.exited", "entry.enqueued",
      ])
    #expect(events.map(\.occurredAt) == [0, 0, 1_000, 1_000, 9_000, 9_000].map(time))
  }
}
