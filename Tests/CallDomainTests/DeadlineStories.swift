import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// Timers are data: what is due is decided when somebody looks, each with its one outcome.
@Suite struct DeadlineStories {
  static func expired(_ ms: Int64, _ agent: AgentID = .anna, _ ordinal: UInt32 = 1) -> Event {
    at(
      ms,
      .offer(
        .expired(
          OfferExpired(
            offer: .to(agent, .sales, ordinal), ringMs: span(ms - 5_000), left: .busy(.offered, 5_000, ms)))))
  }

  @Test func nothingIsDue() {
    #expect(CallStory.offered(.anna).at(24_999).when(.wake) == .nothing(nil))
    #expect(CallStory().when(.wake) == .nothing(nil))
  }

  @Test func nobodyAnswers() {
    let story = CallStory.offered(.anna)
    #expect(story.centre.nextDeadline == time(25_000))
    #expect(story.at(25_000).when(.wake) == .then([Self.expired(25_000), struck(25_000, .anna, 1)]))
    #expect(story.at(25_000).given(.wake).centre.nextDeadline == time(32_000), "the first step of relaxation")
  }

  /// A writer that wakes late says when it woke.
  @Test func aLateWriter() {
    #expect(CallStory.offered(.anna).at(26_500).when(.wake) == .then([Self.expired(26_500), struck(26_500, .anna, 1)]))
  }

  @Test func theLateTimerOfASettledOffer() {
    #expect(CallStory.offered(.anna).given(.rejecting(.anna)).at(25_000).when(.wake) == .nothing(nil))
    #expect(CallStory.talking().at(25_000).when(.wake) == .nothing(nil))
  }

  /// A writer that was away finds much due at once: what it writes fits the log, and nothing due is forgotten.
  @Test func relaxationsOfManySkillsComeInSeveralCommits() {
    var configuration = Configuration.example
    configuration.limits.openCallsMax = 1_000
    let skills = (0..<CoreLimits.skillsMax).map { number in
      SkillRequirement(skill: SkillID(unchecked: String(repeating: "s", count: 58) + "\(100 + number)"), minLevel: 1)
    }
    configuration.queues[0].relaxation = [RelaxationStep(afterMs: .seconds(30), skills: skills)]
    var story = CallStory(configuration)
    for number in 1...100 as ClosedRange<UInt64> {
      story = story.given(.arrival(.call(number)), .enqueueing(.call(number)))
    }
    story = story.at(30_000)
    var relaxed: [Int] = []
    while let due = story.centre.nextDeadline, due <= time(30_000), case .then(let events) = story.when(.wake) {
      relaxed.append(events.count)
      story = story.given(.wake)
    }
    // 16 times 64 skills are the first to make a thousand.
    #expect(relaxed == [16, 16, 16, 16, 16, 16, 4])
    #expect(story.problems == [])
  }

  @Test func allPhonesOfABroadcastExpire() {
    #expect(
      CallStory.offered(.anna, .boris).at(25_000).when(.wake)
        == .then([
          Self.expired(25_000), struck(25_000, .anna, 1), Self.expired(25_000, .boris, 2), struck(25_000, .boris, 1),
        ]))
  }

  /// Ref 6.1: one silent agent is offered to at most k times, and the caller keeps his place.
  @Test func theSilentAgent() {
    let story = CallStory.offered(.anna).at(25_000).given(.wake, .offering(.anna)).at(45_000).given(.wake)
    #expect(
      story.when(.offering(.anna)) == .rejected(.agentNotRoutable(.anna, .notReady(reason: "missedOffers"))))
    #expect(story.centre.calls[.one]?.entry?.stay.enqueuedAt == time(2_000))
  }

  /// Ref 6.1: self-clearing where the queue says so; whoever says something else before has the last word.
  @Test func whoMissedTooMuchComesBackByHimself() {
    var configuration = Configuration.example
    configuration.queues[0].strikesPauseMs = .seconds(50)
    let struck = CallStory.offered(.anna).given(.configure(Configure(configuration: configuration)))
      .at(25_000).given(.wake, .offering(.anna)).at(45_000).given(.wake)
    #expect(struck.centre.agents[.anna]?.notReadyUntil == time(95_000))
    #expect(struck.at(94_999).given(.wake).centre.agents[.anna]?.status != .ready)
    #expect(
      struck.at(70_000).given(.wake).at(95_000).when(.wake)
        == .then([
          at(
            95_000,
            .agent(
              .becameReady(
                AgentBecameReady(
                  agent: .anna, cause: .schedule, left: .notReady("missedOffers", 45_000, 95_000)))))
        ]))
    let relaxed = struck.at(70_000).given(.wake)
    #expect(relaxed.by(.agent(.anna)).given(.notReady(.anna)).at(95_000).when(.wake) == .nothing(nil))
    #expect(relaxed.by(.supervisor).given(.loggingOut(.anna)).at(95_000).when(.wake) == .nothing(nil))
    #expect(relaxed.by(.agent(.anna)).given(.ready(.anna)).at(95_000).when(.wake) == .nothing(nil))
  }

  /// The line is never through: grace after the deadline, then the caller waits again.
  @Test func theJoinThatNeverComes() {
    let story = CallStory.accepted()
    #expect(story.centre.nextDeadline == time(32_000))
    #expect(
      story.at(35_000).given(.wake).centre.calls[.one]?.entry?.offers.isEmpty == true, "25 s and 10 s of grace")
    #expect(
      story.at(34_999).given(.wake).centre.calls[.one]?.entry?.acceptedOffer != nil)
    let relaxed = story.at(32_000).given(.wake)
    #expect(
      relaxed.at(35_000).when(.wake)
        == .then([failed(35_000, .to(.anna), .joinFailed, left: .busy(.offered, 5_000, 35_000))]))
  }

  // Relaxation of skills.

  static func relaxed(_ ms: Int64, _ step: UInt32, _ skills: [SkillRequirement]) -> Event {
    at(ms, .entry(.requirementsRelaxed(EntryRequirementsRelaxed(stay: .sales, step: step, skills: skills))))
  }

  @Test func stepsAreCrossedOneByOne() {
    let story = CallStory.queued()
    let first = [SkillRequirement(skill: .german, minLevel: 2)]
    #expect(story.at(31_999).when(.wake) == .nothing(nil))
    #expect(story.at(32_000).when(.wake) == .then([Self.relaxed(32_000, 1, first)]))
    #expect(story.at(32_000).given(.wake).at(62_000).when(.wake) == .then([Self.relaxed(62_000, 2, [])]))
    #expect(
      story.at(70_000).when(.wake) == .then([Self.relaxed(70_000, 1, first), Self.relaxed(70_000, 2, [])]))
  }

  /// Ref 6.10: by the wait since the original enqueue, not since the last.
  @Test func stepsCountFromTheOriginalEnqueue() {
    let story = CallStory.queued(.support).at(40_000).given(.flowing(.overflow), .enqueueing(.one, .sales))
    #expect(story.centre.nextDeadline == time(32_000), "due at once")
  }

  // The queue's limit.

  @Test func waitingTooLong() {
    let story = CallStory.queued().at(70_000).given(.wake)
    #expect(story.centre.nextDeadline == time(602_000))
    #expect(
      story.at(602_000).when(.wake)
        == .then([
          flowedOut(602_000, .timeout),
          ended(602_000, by: .system, .flowedOut, cause: "queueTimeout", wait: 600_000),
        ]))
  }

  @Test func waitingTooLongWhilePhonesRing() {
    let story = CallStory.queued().at(70_000).given(.wake).at(590_000).given(.offering(.anna))
    let offer = Offer(stay: .sales, ordinal: 1, agent: .anna, madeAt: time(590_000))
    #expect(
      story.at(602_000).when(.wake)
        == .then([
          at(
            602_000,
            .offer(
              .rescinded(
                OfferRescinded(
                  offer: offer, ringMs: span(12_000), reason: .withdrawn, left: .busy(.offered, 590_000, 602_000))))),
          flowedOut(602_000, .timeout),
          ended(602_000, by: .system, .flowedOut, cause: "queueTimeout", wait: 600_000),
        ]))
  }

  /// Who is about to be answered is not sent away; when the line is not through he is.
  @Test func theLimitWaitsForAnAcceptedOffer() {
    let story = CallStory.queued().at(70_000).given(.wake).at(590_000).given(.offering(.anna), .accepting(.anna))
    #expect(story.at(602_000).when(.wake) == .nothing(nil))
    let failed = story.at(603_000).given(.failing())
    #expect(failed.centre.nextDeadline == time(602_000))
    #expect(failed.given(.wake).centre.open.isZero)
  }

  // Wrap-up and watchdog.

  @Test func wrapUpEnds() {
    let story = CallStory.wrappingUp
    #expect(story.centre.nextDeadline == time(60_000))
    #expect(story.at(60_000).when(.wake) == .then([AgentStories.wrapUpEnded(60_000, by: .timer)]))
    #expect(
      story.at(50_000).given(.endWrapUp(EndWrapUp(agent: .anna))).at(60_000).when(.wake) == .nothing(nil))
  }

  /// Ref 6.17: a call whose end never came.
  @Test func theWatchdog() {
    let hour: Int64 = 3_601_000
    let story = CallStory.talking()
    #expect(story.at(hour - 1).when(.wake) == .nothing(nil))
    #expect(
      story.at(hour).when(.wake)
        == .then([
          talkEnded(hour, by: .system, left: .busy(.talking, 9_000, hour)), wrapUpStarted(hour),
          ended(
            hour, by: .system, .answered, cause: "watchdog", wait: 7_000, talk: hour - 9_000, conversations: 1),
        ]))
  }

  @Test func theWatchdogOfAWaitingCall() {
    let hour: Int64 = 3_601_000
    let story = CallStory.offered(.boris, queue: .support).at(20_000).given(.wake)
    #expect(
      story.at(hour).when(.wake)
        == .then([
          at(
            hour,
            .entry(.failed(EntryFailed(stay: .support, waitMs: span(hour - 2_000), cause: "watchdog")))),
          ended(hour, by: .system, .failed, cause: "watchdog", service: .support, wait: hour - 2_000),
        ]))
  }

  @Test func dueThingsInTheOrderOfTheirDeadlines() {
    let story = CallStory.wrappingUp.at(31_000).given(.arrival(.two), .enqueueing(.two, .support))
      .given(.offering(.boris, call: .two))
    guard case .then(let events) = story.at(90_000).when(.wake) else { return #expect(Bool(false)) }
    #expect(events.map(\.typeName) == ["offer.expired", "agent.struck", "agent.wrapUpEnded"])
  }

  /// A commit has room for only so much: the rest stays due.
  @Test func moreIsDueThanACommitHolds() {
    var configuration = Configuration.example
    configuration.limits.openCallsMax = 2_000
    var centre = Centre(id: .example)
    func outcome(_ number: UInt64, at ms: Int64, _ body: Command.Body) -> Outcome {
      centre.accept(
        Command(
          id: CommandID(ID128(high: 1, low: number)), centre: .example, at: time(ms), recordedAt: time(ms),
          actor: .system, body: body), position: Position(number))
    }
    _ = outcome(1, at: 0, .configure(Configure(configuration: configuration)))
    for number in 2...901 { _ = outcome(UInt64(number), at: 0, .arrival(.call(UInt64(number)))) }
    guard case .accepted(let some) = outcome(902, at: 3_600_000, .wake) else { return #expect(Bool(false)) }
    #expect(some.events.count == CoreLimits.eventsPerCommit - CoreLimits.eventsKeptForOneOutcome)
    #expect(centre.nextDeadline == time(3_600_000))
    guard case .accepted(let rest) = outcome(903, at: 3_600_000, .wake) else { return #expect(Bool(false)) }
    #expect(some.events.count + rest.events.count == 900)
    #expect(centre.open.isZero && centre.nextDeadline == nil)
  }
}
