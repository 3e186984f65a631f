import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// What is refused, and by which rule. The state stays as it was: every story checks that.
@Suite struct RejectionStories {
  @Test func callsAndQueues() {
    let queued = CallStory.queued()
    #expect(queued.when(.enqueueing(.two)) == .rejected(.unknownCall(.two)))
    #expect(queued.when(.endCall(EndCall(call: .two))) == .rejected(.unknownCall(.two)))
    #expect(queued.when(.enqueueing()) == .rejected(.callAlreadyQueued(.one)))
    #expect(CallStory.talking().when(.enqueueing()) == .rejected(.callInConversation(.one)))
    let arrived = CallStory().given(.arrival())
    let nowhere = QueueID(unchecked: "nowhere")
    #expect(arrived.when(.enqueueing(.one, nowhere)) == .rejected(.unknownQueue(nowhere)))
    let skills = (1...65).map { SkillRequirement(skill: SkillID(unchecked: "s\($0)")) }
    #expect(
      arrived.when(.enqueue(Enqueue(call: .one, queue: .sales, skills: skills))) == .rejected(.tooManySkills(limit: 64))
    )
    #expect(
      CallStories.inIVR.when(.enqueue(Enqueue(call: .one, queue: .sales, skills: skills)))
        == .rejected(.tooManySkills(limit: 64)), "the flow goes on")
    #expect(arrived.when(.flowing()) == .rejected(.entryNotWaiting(.one)))
    #expect(arrived.when(.offering(.anna)) == .rejected(.entryNotWaiting(.one)))
    let priority = Command.Body.changePriority(ChangePriority(call: .one, priority: 0))
    #expect(arrived.when(priority) == .rejected(.entryNotWaiting(.one)))
    #expect(queued.when(priority) == .rejected(.priorityUnchanged(.one)))
  }

  @Test func offers() {
    let queued = CallStory.queued()
    #expect(queued.when(.makeOffer(MakeOffer(call: .one))) == .rejected(.noAgentNamed(.one)))
    #expect(queued.when(.offering(.anna, .anna)) == .rejected(.agentNamedTwice(.anna)))
    let crowd = (0...100).map { AgentID(unchecked: "a\($0)") }
    #expect(queued.when(.makeOffer(MakeOffer(call: .one, agents: crowd))) == .rejected(.tooManyAgents(limit: 100)))
    #expect(queued.when(.offering(.zoharit)) == .rejected(.agentNotRoutable(.zoharit, .unknown)))
    let offered = CallStory.offered(.anna)
    #expect(offered.when(.offering(.boris)) == .rejected(.alreadyOffered(.one)))
    #expect(CallStory.accepted().when(.offering(.boris)) == .rejected(.offerAlreadyAccepted(.one)))
    #expect(offered.when(.accepting(.boris)) == .rejected(.notTheOfferedAgent(.one, .boris)))
    #expect(queued.when(.accepting(.boris)) == .rejected(.offerNotOpen(.one)))
    #expect(queued.when(.accepting(.boris, .two)) == .rejected(.unknownCall(.two)))
    // All or nothing: one who is not routable, and nobody rings.
    let one = CallStory.staffed.by(.agent(.boris)).given(.notReady(.boris)).given(.arrival(), .enqueueing())
    #expect(one.when(.offering(.anna, .boris)) == .rejected(.agentNotRoutable(.boris, .notReady(reason: "lunch"))))
    let out = CallStory().given(.arrival(), .enqueueing())
    #expect(out.when(.offering(.anna)) == .rejected(.agentNotRoutable(.anna, .loggedOut)))
  }

  /// I2: an agent is in one thing at a time.
  @Test func busyAgents() {
    let second = Command.Body.offering(.anna, call: .two)
    func reaction(_ story: CallStory) -> Reaction { story.given(.arrival(.two), .enqueueing(.two)).when(second) }
    #expect(reaction(.offered(.anna)) == .rejected(.agentNotRoutable(.anna, .busy(.offered))))
    #expect(reaction(.accepted()) == .rejected(.agentNotRoutable(.anna, .busy(.offered))))
    #expect(reaction(.talking()) == .rejected(.agentNotRoutable(.anna, .busy(.talking))))
    #expect(reaction(.talking().given(.hold)) == .rejected(.agentNotRoutable(.anna, .busy(.holding))))
    #expect(reaction(.wrappingUp) == .rejected(.agentNotRoutable(.anna, .busy(.wrapUp))))
  }

  @Test func agents() {
    let talking = CallStory.talking()
    #expect(talking.when(.holdCall(HoldCall(call: .one, agent: .boris))) == .rejected(.notInConversation(.one, .boris)))
    #expect(CallStory.queued().when(.hold) == .rejected(.notInConversation(.one, .anna)))
    #expect(talking.given(.hold).when(.hold) == .rejected(.alreadyOnHold(.one)))
    #expect(talking.when(.retrieve) == .rejected(.notOnHold(.one)))
    #expect(talking.when(.endWrapUp(EndWrapUp(agent: .anna))) == .rejected(.notInWrapUp(.anna)))
    #expect(CallStory().when(.endWrapUp(EndWrapUp(agent: .anna))) == .rejected(.notLoggedIn(.anna)))
    #expect(CallStory().when(.loggingOut(.zoharit)) == .rejected(.unknownAgent(.zoharit)))
    let out = talking.by(.supervisor).given(.loggingOut(.anna))
    #expect(out.when(.hold) == .rejected(.notLoggedIn(.anna)))
    #expect(
      CallStory.wrappingUp.when(.extendWrapUp(ExtendWrapUp(agent: .anna, byMs: .zero)))
        == .rejected(.wrapUpTooLong(limit: CoreLimits.wrapUpMax)))
    let level = ChangeSkills(agent: .anna, skills: [SkillLevel(skill: .german, level: 0)])
    #expect(CallStory().when(.changeSkills(level)) == .rejected(.invalidSkill(.german)))
    let many = (0...64).map { SkillLevel(skill: SkillID(unchecked: "s\($0)"), level: 1) }
    #expect(
      CallStory().when(.changeSkills(ChangeSkills(agent: .anna, skills: many))) == .rejected(.tooManySkills(limit: 64)))
  }
}
