import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// Session, status and voice slot.
@Suite struct AgentStories {
  static let german = [SkillLevel(skill: .german, level: 7)]
  static let anna = CallStory().by(.agent(.anna)).given(.loggingIn(.anna))

  static func ready(_ ms: Int64, cause: StatusCause = .`self`, left: AgentInterval) -> Event {
    at(ms, .agent(.becameReady(AgentBecameReady(agent: .anna, cause: cause, left: left))))
  }
  static func notReady(_ ms: Int64, _ reason: String = "lunch", cause: StatusCause = .`self`, left: AgentInterval)
    -> Event
  {
    at(ms, .agent(.becameNotReady(AgentBecameNotReady(agent: .anna, reason: reason, cause: cause, left: left))))
  }
  static func loggedOut(_ ms: Int64, cause: StatusCause = .`self`, left: AgentInterval) -> Event {
    at(ms, .agent(.loggedOut(AgentLoggedOut(agent: .anna, cause: cause, loggedInAt: .noon, left: left))))
  }
  static func wrapUpEnded(_ ms: Int64, by end: WrapUpEnd) -> Event {
    at(
      ms,
      .agent(
        .wrapUpEnded(
          AgentWrapUpEnded(
            agent: .anna, by: end, stay: .sales, wrapUpMs: span(ms - 30_000), left: .busy(.wrapUp, 30_000, ms)))))
  }
  static func pending(_ ms: Int64, ready: Bool, cause: StatusCause = .`self`) -> Event {
    at(
      ms,
      .agent(
        .pendingStatusSet(
          AgentPendingStatusSet(agent: .anna, ready: ready, reason: ready ? "" : "lunch", cause: cause))))
  }

  // Session.

  @Test func logIn() {
    #expect(
      CallStory().by(.agent(.anna)).when(.loggingIn(.anna))
        == .then([
          at(0, .agent(.loggedIn(AgentLoggedIn(agent: .anna, station: "7", site: "haifa", skills: Self.german))))
        ]))
    #expect(Self.anna.when(.loggingIn(.anna)) == .rejected(.alreadyLoggedIn(.anna)))
    #expect(Self.anna.when(.loggingIn(.zoharit)) == .rejected(.unknownAgent(.zoharit)))
  }

  @Test func logOut() {
    #expect(
      Self.anna.at(3_000).when(.loggingOut(.anna)) == .then([Self.loggedOut(3_000, left: .notReady("login", 0, 3_000))])
    )
    #expect(
      Self.anna.at(1_000).given(.ready(.anna)).at(3_000).when(.loggingOut(.anna))
        == .then([Self.loggedOut(3_000, left: .idle(1_000, 3_000))]))
  }

  @Test func theBusyDoNotLogThemselvesOut() {
    let out = Command.Body.loggingOut(.anna)
    #expect(CallStory.offered(.anna).by(.agent(.anna)).when(out) == .rejected(.agentBusy(.anna, .offered)))
    #expect(CallStory.talking().by(.agent(.anna)).when(out) == .rejected(.agentBusy(.anna, .talking)))
    #expect(CallStory.talking().given(.hold).by(.agent(.anna)).when(out) == .rejected(.agentBusy(.anna, .holding)))
  }

  @Test func aSupervisorLogsOutWhoRings() {
    #expect(
      CallStory.offered(.anna).at(6_000).by(.supervisor).when(.loggingOut(.anna))
        == .then([
          rescinded(6_000, .to(.anna), .withdrawn, left: .busy(.offered, 5_000, 6_000)),
          Self.loggedOut(6_000, cause: .supervisor, left: .idle(6_000, 6_000)),
        ]))
  }

  /// The conversation goes on without him, and ends without a state left and without wrap-up.
  @Test func aSupervisorLogsOutWhoTalks() {
    let story = CallStory.talking().at(15_000).by(.supervisor)
    #expect(
      story.when(.loggingOut(.anna))
        == .then([Self.loggedOut(15_000, cause: .supervisor, left: .busy(.talking, 9_000, 15_000))]))
    #expect(
      story.given(.loggingOut(.anna)).by(.telephony).at(30_000).when(.callerGone())
        == .then([
          talkEnded(30_000, by: .caller, left: nil),
          ended(30_000, by: .caller, .answered, cause: "16", wait: 7_000, talk: 21_000, conversations: 1),
        ]))
    let back = story.given(.loggingOut(.anna)).by(.agent(.anna)).at(20_000).given(.loggingIn(.anna))
    #expect(back.centre.agents[.anna]?.state == .talking)
    #expect(back.at(21_000).when(.ready(.anna)) == .then([Self.pending(21_000, ready: true)]))
  }

  @Test func theWayOutOfWrapUp() {
    #expect(
      CallStory.wrappingUp.at(40_000).by(.agent(.anna)).when(.loggingOut(.anna))
        == .then([Self.wrapUpEnded(40_000, by: .loggedOut), Self.loggedOut(40_000, left: .idle(40_000, 40_000))]))
  }

  @Test func theStationComesAndGoes() {
    let lost = CallStory.staffed.at(3_000).given(.stationLost(.anna))
    #expect(
      CallStory.staffed.at(3_000).when(.stationLost(.anna))
        == .then([at(3_000, .agent(.stationLost(AgentStationLost(agent: .anna, left: .idle(0, 3_000)))))]))
    #expect(lost.when(.stationLost(.anna)) == .nothing(.stationAlreadyLost(.anna)))
    let restored = AgentStationRestored(agent: .anna, station: "8", left: .disconnected(3_000, 5_000))
    #expect(lost.at(5_000).when(.stationRestored(.anna)) == .then([at(5_000, .agent(.stationRestored(restored)))]))
    #expect(
      lost.at(5_000).given(.stationRestored(.anna)).when(.stationRestored(.anna)) == .nothing(.stationNotLost(.anna)))
    #expect(
      lost.at(5_000).by(.agent(.anna)).when(.loggingIn(.anna))
        == .then([
          at(
            5_000,
            .agent(
              .stationRestored(AgentStationRestored(agent: .anna, station: "7", left: .disconnected(3_000, 5_000)))))
        ]))
    #expect(
      lost.at(5_000).by(.agent(.anna)).when(.loggingOut(.anna))
        == .then([Self.loggedOut(5_000, left: .disconnected(3_000, 5_000))]))
    #expect(CallStory().when(.stationLost(.anna)) == .nothing(.agentNotLoggedIn(.anna)))
  }

  /// The conversation is telephony's to end.
  @Test func theStationIsLostInConversation() {
    let story = CallStory.talking(queue: .support).at(12_000)
    let lost = at(
      12_000, .agent(.stationLost(AgentStationLost(agent: .anna, left: .busy(.talking, 9_000, 12_000, .support)))))
    #expect(story.when(.stationLost(.anna)) == .then([lost]))
    #expect(
      story.given(.stationLost(.anna)).at(20_000).when(.callerGone())
        == .then([
          talkEnded(20_000, by: .caller, stay: .support, left: .disconnected(12_000, 20_000)),
          ended(
            20_000, by: .caller, .answered, cause: "16", service: .support, wait: 7_000, talk: 11_000,
            conversations: 1),
        ]))
  }

  // Status.

  @Test func readyAndNot() {
    #expect(Self.anna.at(1_000).when(.ready(.anna)) == .then([Self.ready(1_000, left: .notReady("login", 0, 1_000))]))
    let ready = Self.anna.at(1_000).given(.ready(.anna))
    #expect(ready.when(.ready(.anna)) == .rejected(.alreadyReady(.anna)))
    #expect(ready.at(2_000).when(.notReady(.anna)) == .then([Self.notReady(2_000, left: .idle(1_000, 2_000))]))
    let lunch = ready.at(2_000).given(.notReady(.anna))
    #expect(lunch.when(.notReady(.anna)) == .rejected(.alreadyNotReady(.anna)))
    #expect(
      lunch.at(3_000).by(.supervisor).when(.notReady(.anna, "training"))
        == .then([Self.notReady(3_000, "training", cause: .supervisor, left: .notReady("lunch", 2_000, 3_000))]))
    #expect(CallStory().when(.ready(.anna)) == .rejected(.notLoggedIn(.anna)))
  }

  /// Pending applies when the slot frees, in the same commit.
  @Test func pendingAppliesWhenTheTalkEnds() {
    let story = CallStory.talking(queue: .support).at(12_000).by(.agent(.anna))
    #expect(story.when(.notReady(.anna)) == .then([Self.pending(12_000, ready: false)]))
    #expect(
      story.given(.notReady(.anna)).by(.telephony).at(30_000).when(.callerGone())
        == .then([
          talkEnded(30_000, by: .caller, stay: .support, left: .busy(.talking, 9_000, 30_000, .support)),
          Self.notReady(30_000, left: .idle(30_000, 30_000)),
          ended(
            30_000, by: .caller, .answered, cause: "16", service: .support, wait: 7_000, talk: 21_000,
            conversations: 1),
        ]))
  }

  /// The newest explicit choice wins (Connect streams#613).
  @Test func theNewestPendingWins() {
    let story = CallStory.talking(queue: .support).at(12_000).by(.agent(.anna)).given(.notReady(.anna))
    #expect(story.at(13_000).when(.ready(.anna)) == .then([Self.pending(13_000, ready: true)]))
    let ready = story.at(13_000).given(.ready(.anna)).by(.telephony).at(30_000).given(.callerGone())
    #expect(ready.centre.agents[.anna]?.notRoutable == nil)
  }

  // Wrap-up.

  @Test func wrapUpEndsByTheAgent() {
    #expect(
      CallStory.wrappingUp.at(40_000).by(.agent(.anna)).when(.endWrapUp(EndWrapUp(agent: .anna)))
        == .then([Self.wrapUpEnded(40_000, by: .agent)]))
  }

  @Test func wrapUpEndsByASupervisor() {
    #expect(
      CallStory.wrappingUp.at(40_000).by(.supervisor).when(.endWrapUp(EndWrapUp(agent: .anna)))
        == .then([Self.wrapUpEnded(40_000, by: .supervisor)]))
  }

  /// Ref 6.5: no offer slips between the end of wrap-up and what was pending.
  @Test func pendingAppliesWhenWrapUpEnds() {
    let story = CallStory.wrappingUp.at(35_000).by(.agent(.anna)).given(.notReady(.anna))
    #expect(
      story.at(60_000).by(.system).when(.wake)
        == .then([Self.wrapUpEnded(60_000, by: .timer), Self.notReady(60_000, left: .idle(60_000, 60_000))]))
    #expect(
      story.at(60_000).given(.wake, .arrival(.two), .enqueueing(.two)).when(.offering(.anna, call: .two))
        == .rejected(.agentNotRoutable(.anna, .notReady(reason: "lunch"))))
  }

  @Test func wrapUpIsExtended() {
    let story = CallStory.wrappingUp.at(40_000).by(.agent(.anna))
    let wish = Command.Body.extendWrapUp(ExtendWrapUp(agent: .anna, byMs: span(15_000)))
    #expect(
      story.when(wish)
        == .then([at(40_000, .agent(.wrapUpExtended(AgentWrapUpExtended(agent: .anna, deadline: time(75_000)))))]))
    #expect(story.given(wish).at(60_000).when(.wake) == .nothing(nil), "the former deadline is settled")
    #expect(story.given(wish).at(75_000).when(.wake) == .then([Self.wrapUpEnded(75_000, by: .timer)]))
    #expect(
      story.when(.extendWrapUp(ExtendWrapUp(agent: .anna, byMs: .minutes(60))))
        == .rejected(.wrapUpTooLong(limit: CoreLimits.wrapUpMax)))
  }

  @Test func noOfferDuringWrapUp() {
    #expect(
      CallStory.wrappingUp.given(.arrival(.two), .enqueueing(.two)).when(.offering(.anna, call: .two))
        == .rejected(.agentNotRoutable(.anna, .busy(.wrapUp))))
  }

  @Test func skillsChange() {
    let skills = [SkillLevel(skill: .loans, level: 10)]
    #expect(
      CallStory().when(.changeSkills(ChangeSkills(agent: .boris, skills: skills)))
        == .then([at(0, .agent(.skillsChanged(AgentSkillsChanged(agent: .boris, skills: skills))))]))
  }
}
