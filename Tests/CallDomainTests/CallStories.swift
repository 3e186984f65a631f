import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// A call from its arrival to the end of the line.
@Suite struct CallStories {
  @Test func aCallArrives() {
    #expect(CallStory().at(1_000).when(.arrival()) == .then([at(1_000, .call(.arrived(.inbound(.one))))]))
  }

  @Test func aCallArrivesTwice() {
    #expect(CallStory().given(.arrival()).when(.arrival()) == .nothing(.callAlreadyOpen(.one)))
  }

  @Test func aCallArrivesAfterItsEnd() {
    let story = CallStory.queued().at(3_000).given(.callerGone())
    #expect(story.when(.arrival()) == .nothing(.callEnded(.one)))
    #expect(story.when(.callerGone()) == .nothing(.callEnded(.one)))
    #expect(story.when(.callerGone(.two)) == .nothing(.unknownCall(.two)))
  }

  @Test func callsBeyondTheLimitAreTurnedAway() {
    let story = CallStory().given(.arrival(.call(1)), .arrival(.call(2)), .arrival(.call(3)), .arrival(.call(4)))
    #expect(story.when(.arrival(.call(5))) == .rejected(.tooManyCalls(limit: 4)))
  }

  static let inIVR = CallStory.staffed.at(1_000).given(
    .arrival(), .reportIVREntered(ReportIVREntered(run: IVREntered(call: .one, flow: "main"))))

  static func exited(_ ms: Int64, _ reason: IVRExitReason, service: QueueID? = nil, priority: Int32 = 0) -> Event {
    at(
      ms,
      .ivr(
        .exited(
          IVRExited(
            call: .one, reason: reason, enteredAt: time(1_000), durationMs: span(ms - 1_000), service: service,
            priority: priority))))
  }

  @Test func aCallGoesThroughAFlow() {
    let step = IVRInputReceived(call: .one, node: "menu", digits: "2")
    #expect(
      Self.inIVR.at(2_000).when(.reportIVRStep(.inputReceived(step))) == .then([at(2_000, .ivr(.inputReceived(step)))]))
    let exit = ReportIVRExited(call: .one, reason: .completed, service: .support, priority: 3)
    #expect(
      Self.inIVR.at(9_000).when(.reportIVRExited(exit))
        == .then([Self.exited(9_000, .completed, service: .support, priority: 3)]))
  }

  @Test func aStepOutsideAFlowIsOdd() {
    let story = CallStory.queued()
    let step = ReportIVRStep.noInput(IVRNoInput(call: .one, node: "menu"))
    #expect(story.when(.reportIVRStep(step)) == .nothing(.callElsewhere(.one)))
    #expect(
      story.when(.reportIVRExited(ReportIVRExited(call: .one, reason: .failed))) == .nothing(.callElsewhere(.one)))
    #expect(
      story.when(.reportIVREntered(ReportIVREntered(run: IVREntered(call: .one)))) == .nothing(.callElsewhere(.one)))
  }

  @Test func enteringALineEndsTheFlow() {
    #expect(
      Self.inIVR.at(9_000).when(.enqueueing())
        == .then([
          Self.exited(9_000, .queued, service: .sales),
          at(
            9_000,
            .entry(
              .enqueued(
                EntryEnqueued(
                  stay: .of(.one, .sales, at: 9_000), skills: [SkillRequirement(skill: .german, minLevel: 5)], place: 1,
                  queueLength: 1)))),
        ]))
  }

  // The caller hangs up at every step (ref 6.2).

  @Test func onArrival() {
    #expect(
      CallStory().at(1_000).given(.arrival()).at(1_500).when(.callerGone())
        == .then([ended(1_500, by: .caller, .leftInIVR, cause: "16", service: nil, entries: 0)]))
  }

  @Test func inTheFlow() {
    #expect(
      Self.inIVR.at(4_000).when(.callerGone())
        == .then([
          Self.exited(4_000, .callerLeft),
          ended(4_000, by: .caller, .leftInIVR, cause: "16", service: nil, entries: 0, ivr: 3_000),
        ]))
  }

  @Test func whileWaiting() {
    #expect(
      CallStory.queued().at(6_000).when(.callerGone())
        == .then([
          abandoned(6_000, .waiting), ended(6_000, by: .caller, .abandoned, cause: "16", wait: 4_000),
        ]))
  }

  @Test func whilePhonesRing() {
    #expect(
      CallStory.offered(.anna, .boris).at(6_000).when(.callerGone())
        == .then([
          cancelled(6_000, .to(.anna), left: .busy(.offered, 5_000, 6_000)),
          cancelled(6_000, .to(.boris, .sales, 2), left: .busy(.offered, 5_000, 6_000)),
          abandoned(6_000, .offered), ended(6_000, by: .caller, .abandoned, cause: "16", wait: 4_000),
        ]))
  }

  @Test func betweenAcceptAndJoin() {
    let story = CallStory.accepted().at(8_500)
    #expect(
      story.when(.callerGone())
        == .then([
          cancelled(8_500, .to(.anna), left: .busy(.offered, 5_000, 8_500)),
          abandoned(8_500, .offered), ended(8_500, by: .caller, .abandoned, cause: "16", wait: 6_500),
        ]))
    #expect(story.given(.callerGone()).when(.joining()) == .nothing(.callEnded(.one)))
  }

  @Test func inConversation() {
    #expect(
      CallStory.talking().at(30_000).when(.callerGone())
        == .then([
          talkEnded(30_000, by: .caller, left: .busy(.talking, 9_000, 30_000)), wrapUpStarted(30_000),
          ended(30_000, by: .caller, .answered, cause: "16", wait: 7_000, talk: 21_000, conversations: 1),
        ]))
  }

  @Test func onHold() {
    #expect(
      CallStory.talking().at(12_000).given(.hold).at(30_000).when(.callerGone())
        == .then([
          talkEnded(30_000, by: .caller, hold: 18_000, left: .busy(.holding, 12_000, 30_000)), wrapUpStarted(30_000),
          ended(
            30_000, by: .caller, .answered, cause: "16", wait: 7_000, talk: 3_000, hold: 18_000, conversations: 1),
        ]))
  }

  @Test func theAgentHangsUpWithoutWrapUp() {
    #expect(
      CallStory.talking(queue: .support).at(30_000).when(.agentGone(.anna))
        == .then([
          talkEnded(30_000, by: .agent, stay: .support, left: .busy(.talking, 9_000, 30_000, .support)),
          ended(30_000, by: .agent, .answered, service: .support, wait: 7_000, talk: 21_000, conversations: 1),
        ]))
  }

  @Test func anotherAgentHangsUp() {
    #expect(CallStory.talking().when(.agentGone(.boris)) == .nothing(.agentElsewhere(.boris)))
  }

  // The system ends the call.

  @Test func whileWaitingByTheSystem() {
    #expect(
      CallStory.offered(.anna).at(6_000).when(.endingCall)
        == .then([
          rescinded(6_000, .to(.anna), .withdrawn, left: .busy(.offered, 5_000, 6_000)),
          flowedOut(6_000, .withdrawn), ended(6_000, by: .system, .flowedOut, cause: "closed", wait: 4_000),
        ]))
  }

  @Test func inTheFlowByTheSystem() {
    #expect(
      Self.inIVR.at(4_000).when(.endingCall)
        == .then([
          Self.exited(4_000, .completed),
          ended(4_000, by: .system, .leftInIVR, cause: "closed", service: nil, entries: 0, ivr: 3_000),
        ]))
  }

  @Test func inConversationByTheSystem() {
    #expect(
      CallStory.talking().at(30_000).when(.endingCall)
        == .then([
          talkEnded(30_000, by: .system, left: .busy(.talking, 9_000, 30_000)), wrapUpStarted(30_000),
          ended(30_000, by: .system, .answered, cause: "closed", wait: 7_000, talk: 21_000, conversations: 1),
        ]))
  }

  // Hold.

  @Test func holdAndRetrieve() {
    let held = CallStory.talking().at(12_000)
    #expect(
      held.when(.hold)
        == .then([
          at(12_000, .call(.held(CallHeld(call: .one, agent: .anna, left: .busy(.talking, 9_000, 12_000)))))
        ]))
    let retrieved = held.given(.hold).at(17_000)
    #expect(
      retrieved.when(.retrieve)
        == .then([
          at(
            17_000,
            .call(
              .retrieved(
                CallRetrieved(
                  call: .one, agent: .anna, holdMs: span(5_000), left: .busy(.holding, 12_000, 17_000)))))
        ]))
    #expect(
      retrieved.given(.retrieve).at(20_000).given(.hold).at(21_000).given(.retrieve).at(30_000).when(.agentGone(.anna))
        == .then([
          talkEnded(30_000, by: .agent, hold: 6_000, left: .busy(.talking, 21_000, 30_000)), wrapUpStarted(30_000),
          ended(30_000, by: .agent, .answered, wait: 7_000, talk: 15_000, hold: 6_000, conversations: 1),
        ]))
  }
}
