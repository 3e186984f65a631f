import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// The configuration is an event; all mistakes are told at once.
@Suite struct ConfigurationStories {
  @Test func theFirst() {
    let story = CallStory(nil)
    #expect(
      story.when(.configure(Configure(configuration: .example)))
        == .then([at(0, .centre(.configured(CentreConfigured(version: 1, configuration: .example))))]))
    #expect(story.given(.arrival()).when(.enqueueing()) == .rejected(.unknownQueue(.sales)))
  }

  /// Who made a change from what he saw does not write over what he did not see.
  @Test func theOneItWasMadeFrom() {
    let story = CallStory()
    var wish = Configure(configuration: .example, afterVersion: 0)
    #expect(story.when(.configure(wish)) == .rejected(.configurationMoved(version: 1)))
    wish.afterVersion = 1
    #expect(
      story.when(.configure(wish))
        == .then([at(0, .centre(.configured(CentreConfigured(version: 2, configuration: .example))))]))
  }

  @Test func allMistakesAtOnce() {
    var wrong = Configuration.example
    wrong.queues[1].id = .sales
    wrong.queues[1].ringMsMax = .zero
    wrong.queues[0].waitMsMax = .seconds(-1)
    wrong.queues[0].wrapUpMsMax = .minutes(61)
    wrong.queues[0].relaxation[1].afterMs = .seconds(30)
    wrong.queues[0].skills = [SkillRequirement(skill: .german, minLevel: 11), SkillRequirement(skill: .german)]
    wrong.agents[2].id = .anna
    wrong.agents[0].skills = [SkillLevel(skill: .german, level: 0)]
    wrong.limits.openCallsMax = 0
    wrong.limits.callMsMax = .minutes(60 * 24 * 31)
    #expect(
      wrong.mistakes().map(\.path) == [
        "limits.openCallsMax", "limits.callMsMax", "queues[0].wrapUpMsMax", "queues[0].waitMsMax",
        "queues[0].skills[0].minLevel", "queues[0].skills[1].skill", "queues[0].relaxation[1].afterMs", "queues[1].id",
        "queues[1].ringMsMax", "agents[0].skills[0].level", "agents[0].queues[1]", "agents[2].id",
        "agents[2].queues[1]", "agents[3].queues[0]",
      ])
    #expect(
      CallStory().when(.configure(Configure(configuration: wrong)))
        == .rejected(.invalidConfiguration(wrong.mistakes())))
  }

  /// What orders calls and chooses agents. A strategy that is only a name so far is told from those that work.
  @Test func mistakesOfRouting() {
    var wrong = Configuration.example
    wrong.queues[0].strategy = .ringAll
    wrong.queues[0].waitGuardMs = .seconds(-1)
    wrong.queues[0].classes = [
      PriorityClass(priority: 1, offsetMs: .seconds(-1), accelerationPercent: 100),
      PriorityClass(priority: 1, accelerationPercent: 10_001),
    ]
    wrong.queues[1].classes = (0...32).map { PriorityClass(priority: $0, accelerationPercent: 100) }
    #expect(
      wrong.mistakes().map(\.description) == [
        "queues[0].waitGuardMs: must not be negative",
        "queues[0].strategy: ringAll does not exist yet; there are longestIdle, bestSkill",
        "queues[0].classes[0].offsetMs: must not be negative", "queues[0].classes[1].priority: 1 has a class already",
        "queues[0].classes[1].accelerationPercent: more than 10000", "queues[1].classes: more than 32",
      ])
    var right = Configuration.example
    right.queues[0].strategy = .bestSkill
    right.queues[0].classes = [PriorityClass(priority: 2, offsetMs: .minutes(1), accelerationPercent: 0)]
    #expect(right.mistakes().isEmpty)
    #expect(right.queues[0].priorityClass(of: 2).offsetMs == .minutes(1))
    #expect(right.queues[0].priorityClass(of: 1) == PriorityClass(priority: 1, accelerationPercent: 100))
  }

  @Test func aQueueWithWaitingCallsStays() {
    var fewer = Configuration.example
    fewer.queues.removeFirst()
    for index in fewer.agents.indices { fewer.agents[index].queues = [.support] }
    guard
      case .rejected(.invalidConfiguration(let mistakes)) = CallStory.queued().when(
        .configure(Configure(configuration: fewer)))
    else { return #expect(Bool(false)) }
    #expect(mistakes.map(\.description) == ["queues: sales has 1 waiting calls and must stay"])
    #expect(CallStory().given(.configure(Configure(configuration: fewer))).centre.queues[.sales] == nil)
  }

  /// Ref 6.18: waiting entries follow the new configuration from its event on.
  @Test func waitingCallsFollowTheNewLimits() {
    var stricter = Configuration.example
    stricter.queues[0].waitMsMax = .seconds(20)
    stricter.queues[0].relaxation = []
    let story = CallStory.queued().at(3_000).given(.configure(Configure(configuration: stricter)))
    #expect(story.centre.nextDeadline == time(22_000))
    #expect(story.at(22_000).given(.wake).centre.open.isZero)
    let looser = story.given(.configure(Configure(configuration: .example)))
    #expect(looser.centre.nextDeadline == time(32_000))
  }

  /// Ref 6.18: what the queue asks for from then on, beside what the call asks for itself.
  @Test func waitingCallsFollowTheNewSkills() {
    let own = SkillRequirement(skill: .loans, minLevel: 2)
    let story = CallStory.staffed.at(1_000).given(.arrival()).at(2_000)
      .given(.enqueue(Enqueue(call: .one, queue: .sales, skills: [own]))).at(3_000)
    var other = Configuration.example
    other.queues[0].skills = [SkillRequirement(skill: .german, minLevel: 1)]
    other.queues[0].relaxation = [RelaxationStep(afterMs: .seconds(40), skills: [own])]
    let changed = story.given(.configure(Configure(configuration: other)))
    #expect(changed.centre.calls[.one]?.entry?.skills == other.queues[0].skills + [own])
    #expect(changed.centre.nextDeadline == time(42_000))
    // Who has crossed both steps has crossed the only one.
    let relaxed = story.at(70_000).given(.wake).given(.configure(Configure(configuration: other)))
    #expect(relaxed.centre.calls[.one]?.entry?.step == 1)
    #expect(relaxed.centre.calls[.one]?.entry?.skills == [own])
    #expect(relaxed.problems.isEmpty)
  }

  /// A running offer keeps the deadline that its agent was given.
  @Test func offersKeepTheirDeadline() {
    var slower = Configuration.example
    slower.queues[0].ringMsMax = .seconds(60)
    let story = CallStory.offered(.anna).given(.configure(Configure(configuration: slower)))
    #expect(story.centre.nextDeadline == time(25_000))
  }

  @Test func skillsSetByASupervisorStayUntilTheConfigurationChangesThem() {
    let loans = [SkillLevel(skill: .loans, level: 3)]
    let story = CallStory().given(.changeSkills(ChangeSkills(agent: .anna, skills: loans)))
    #expect(story.given(.configure(Configure(configuration: .example))).centre.agents[.anna]?.skills == loans)
    var other = Configuration.example
    other.agents[0].skills = []
    #expect(story.given(.configure(Configure(configuration: other))).centre.agents[.anna]?.skills == [])
  }

  @Test func agentsLeaveTheConfiguration() {
    var fewer = Configuration.example
    fewer.agents.removeFirst()
    let gone = CallStory().given(.configure(Configure(configuration: fewer)))
    #expect(gone.when(.loggingIn(.anna)) == .rejected(.unknownAgent(.anna)))
    let working = CallStory.talking().given(.configure(Configure(configuration: fewer)))
    #expect(working.centre.agents[.anna]?.state == .talking)
    let left = working.given(.callerGone()).by(.agent(.anna)).given(.loggingOut(.anna))
    #expect(left.centre.agents[.anna] == nil)
  }
}
