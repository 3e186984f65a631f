import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// What the core keeps to itself when somebody else chooses: who may take what, and that the decision is about it.
@Suite struct RouteStories {
  static func route(_ chosen: AgentID..., call: CallID = .one, entry: UInt32 = 1, because: String = "") -> RouteDecided
  {
    RouteDecided(call: call, entry: entry, policy: "routing", chosen: chosen, noneReason: because)
  }

  static func offering(_ agents: [AgentID], _ route: RouteDecided) -> Command.Body {
    .makeOffer(MakeOffer(call: .one, agents: agents, route: route))
  }

  static func recording(_ route: RouteDecided) -> Command.Body { .recordRoute(RecordRoute(route: route)) }

  /// One commit: the decision, and the offers that name it by its place in the log.
  @Test func theDecisionComesWithTheOffer() {
    let route = Self.route(.clara, .anna)
    let story = CallStory.queued().at(5_000)
    // The story's configuration, log-ins, arrival and queueing are commits 1 to 9; centre-1 is in slice 0.
    #expect(
      story.when(Self.offering([.clara, .anna], route))
        == .then([
          at(5_000, .route(.decided(route))),
          OfferStories.made(.to(.clara), decision: "0-10-0", left: .idle(0, 5_000)),
          OfferStories.made(.to(.anna, .sales, 2), decision: "0-10-0", left: .idle(0, 5_000)),
        ]))
  }

  @Test func nobodyIsADecisionToo() {
    let route = Self.route(because: "allBusy")
    let story = CallStory.queued().at(5_000)
    #expect(story.when(Self.recording(route)) == .then([at(5_000, .route(.decided(route)))]))
    let told = story.given(Self.recording(route))
    #expect(told.centre.calls[.one]?.entry?.nobodyBecause == "allBusy")
    #expect(told.given(.offering(.anna)).centre.calls[.one]?.entry?.nobodyBecause == nil, "an offer is news")
    #expect(told.at(32_000).given(.wake).centre.calls[.one]?.entry?.nobodyBecause == nil, "so is a relaxation")
  }

  /// A wrong plugin can delay, never corrupt.
  @Test func aDecisionMustFit() {
    let story = CallStory.queued().at(5_000)
    func offered(_ route: RouteDecided) -> Reaction { story.when(Self.offering([.anna], route)) }
    #expect(offered(Self.route(.anna, call: .two)) == .rejected(.routeMismatch(.one, .otherEntry)))
    #expect(offered(Self.route(.anna, entry: 2)) == .rejected(.routeMismatch(.one, .otherEntry)))
    #expect(offered(Self.route(.clara)) == .rejected(.routeMismatch(.one, .otherAgents)))
    #expect(offered(Self.route(.anna, because: "allBusy")) == .rejected(.routeMismatch(.one, .otherAgents)))
    var long = Self.route(.anna)
    long.candidates = (0...20).map { RouteCandidate(agent: AgentID(unchecked: "a\($0)")) }
    #expect(offered(long) == .rejected(.routeMismatch(.one, .tooLong)))
    #expect(story.when(Self.recording(Self.route())) == .rejected(.routeMismatch(.one, .noReason)))
    #expect(story.when(Self.recording(Self.route(.anna))) == .rejected(.routeMismatch(.one, .somebodyChosen)))
    let about = Self.route(entry: 2, because: "allBusy")
    #expect(story.when(Self.recording(about)) == .rejected(.routeMismatch(.one, .otherEntry)))
    let nobody = Self.recording(Self.route(because: "allBusy"))
    #expect(CallStory.offered(.anna).when(nobody) == .rejected(.alreadyOffered(.one)))
    #expect(CallStory.talking().when(nobody) == .rejected(.entryNotWaiting(.one)))
    let tooLong = RouteDecided(
      call: .one, entry: 1, policy: "routing", noneReason: "allBusy",
      exclusions: (0...32).map { RouteExclusion(reason: "r\($0)", agents: 1) })
    #expect(story.when(Self.recording(tooLong)) == .rejected(.routeMismatch(.one, .tooLong)))
  }

  // Eligibility (DOMAIN 4.1): by hand or by plugin, the core asks for the queue and the required skills.

  @Test func onlyWhoIsInTheQueue() {
    let story = CallStory.queued().by(.agent(.daria)).given(.loggingIn(.daria), .ready(.daria)).by(.policy)
    #expect(story.when(.offering(.daria)) == .rejected(.agentNotEligible(.daria, .notInQueue(.sales))))
    #expect(
      story.when(.offering(.anna, .daria)) == .rejected(.agentNotEligible(.daria, .notInQueue(.sales))),
      "all or nothing")
    let support = story.given(.arrival(.two), .enqueueing(.two, .support), .offering(.daria, call: .two))
    #expect(support.problems.isEmpty)
  }

  @Test func onlyWhoHasTheSkills() {
    func trained(_ skills: [SkillLevel]) -> CallStory {
      CallStory.queued().by(.supervisor).given(.changeSkills(ChangeSkills(agent: .anna, skills: skills))).by(.policy)
    }
    #expect(trained([]).when(.offering(.anna)) == .rejected(.agentNotEligible(.anna, .missesSkill(.german))))
    let beginner = trained([SkillLevel(skill: .german, level: 4)])
    #expect(
      beginner.when(.offering(.anna)) == .rejected(.agentNotEligible(.anna, .belowLevel(.german, has: 4, needs: 5))))
    #expect(trained([SkillLevel(skill: .german, level: 5)]).given(.offering(.anna)).problems.isEmpty)
    #expect(beginner.at(32_000).given(.wake, .offering(.anna)).problems.isEmpty, "relaxed to level 2")
  }

  /// A preferred skill ranks agents and excludes nobody.
  @Test func preferredSkillsExcludeNobody() {
    let preferred = SkillRequirement(skill: .loans, minLevel: 9, preferred: true)
    let story = CallStory.staffed.given(.arrival())
      .given(.enqueue(Enqueue(call: .one, queue: .support, skills: [preferred])))
    #expect(story.given(.offering(.anna)).problems.isEmpty)
  }

  /// A log that breaks it is told.
  @Test func verifyFindsIneligibleOffers() {
    let story = CallStory.queued().by(.agent(.daria)).given(.loggingIn(.daria), .ready(.daria)).at(5_000)
    let offer = at(
      5_000,
      .offer(
        .made(
          OfferMade(
            offer: .to(.daria), deadline: time(25_000), left: .idle(2_000, 5_000)))))
    let live = CommitContext(at: time(5_000), actor: .policy)
    #expect(story.centre.violations(of: offer, in: live).map(\.rule) == [.eligibility])
    let recorded = CommitContext(at: time(5_000), actor: .importer)
    #expect(story.centre.violations(of: offer, in: recorded).isEmpty, "history is as it was")
  }

  // The idle clock (DOMAIN 4.4).

  func idleSince(_ story: CallStory, _ agent: AgentID = .anna) -> Instant? { story.centre.agents[agent]?.idleSince }

  @Test func theIdleClock() {
    #expect(idleSince(.staffed) == time(0))
    #expect(idleSince(CallStory.talking(queue: .support).at(30_000).given(.callerGone())) == time(30_000))
    #expect(idleSince(CallStory.wrappingUp.at(60_000).given(.wake)) == time(60_000), "after the wrap-up")
    let missed = CallStory.offered(.anna)
    #expect(idleSince(missed.at(6_000).given(.rejecting(.anna))) == time(6_000), "to the back")
    #expect(idleSince(missed.at(25_000).given(.wake)) == time(25_000), "to the back")
    let away = CallStory.staffed.by(.agent(.anna)).at(3_000).given(.notReady(.anna)).at(4_000).given(.ready(.anna))
    #expect(idleSince(away) == time(4_000), "no better for it")
    let lost = CallStory.staffed.at(3_000).given(.stationLost(.anna)).at(4_000).given(.stationRestored(.anna))
    #expect(idleSince(lost) == time(4_000))
  }

  /// What was not his fault costs him nothing.
  @Test func whatKeepsTheIdleClock() {
    #expect(idleSince(CallStory.offered(.anna).at(6_000).given(.callerGone())) == time(0))
    #expect(idleSince(CallStory.offered(.anna).at(6_000).given(.flowing())) == time(0))
    #expect(idleSince(CallStory.offered(.anna).at(6_000).given(.failing())) == time(0))
    #expect(idleSince(CallStory.accepted().at(8_500).given(.failing())) == time(0))
    let race = CallStory.offered(.anna, .boris).at(8_000).given(.accepting(.boris))
    #expect(idleSince(race) == time(0))
  }

  @Test func troubleWithADevice() {
    let once = CallStory.offered(.anna).at(6_000).given(.failing())
    #expect(once.centre.agents[.anna]?.deviceTrouble == Agent.DeviceTrouble(failures: 1, lastAt: time(6_000)))
    let twice = once.at(7_000).given(.offering(.anna)).at(8_000).given(.failing(2, unreachable: true))
    #expect(twice.centre.agents[.anna]?.deviceTrouble == Agent.DeviceTrouble(failures: 2, lastAt: time(8_000)))
    #expect(CallStory.accepted().given(.failing()).centre.agents[.anna]?.deviceTrouble == nil, "not the device")
    let answered = once.at(9_000).given(.offering(.anna), .accepting(.anna), .joining(2))
    #expect(answered.centre.agents[.anna]?.deviceTrouble == nil)
    let restored = once.at(9_000).given(.stationLost(.anna), .stationRestored(.anna))
    #expect(restored.centre.agents[.anna]?.deviceTrouble == nil)
  }

  @Test func whoHadItLast() {
    let story = CallStory.offered(.anna).at(6_000).given(.rejecting(.anna))
    #expect(story.centre.calls[.one]?.entry?.lastOffered == .anna)
    #expect(CallStory.queued().centre.calls[.one]?.entry?.lastOffered == nil)
  }
}
