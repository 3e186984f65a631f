import CallDomain
import Events
import Values

// What a live centre's people and machines do.
extension CallSchedule {
  typealias Move = (Actor, Command.Body)

  mutating func move(_ centre: Centre) -> Move {
    if hasHistory, random.chance(30) { return (.importer, .recordHistory(history(centre))) }
    if random.chance(40), let move = lifeMove(centre) { return move }
    if random.chance(20), let move = flowMove(centre) { return move }
    switch random.below(100) {
    case 0..<8: return callMove(centre)
    case 8..<17: return ivrMove(centre)
    case 17..<28: return queueMove(centre)
    case 28..<56: return offerMove(centre)
    case 56..<72: return conversationMove(centre)
    case 72..<93: return agentMove(centre)
    case 93..<98: return (.system, .deadlineReached(DeadlineReached()))
    default: return configurationMove()
    }
  }

  /// What keeps the centre alive: two calls, and two agents who take some. `nil`: it is.
  private mutating func lifeMove(_ centre: Centre) -> Move? {
    if recentCalls().filter({ centre.calls[$0]?.recorded == false }).count < 2 { return arrival() }
    let able = Self.agents.filter { centre.agents[$0].map { $0.logIn != nil && !$0.isDisconnected } ?? false }
    if able.count < 2 { return logIn(centre) }
    let ready = able.filter { centre.agents[$0]?.status == .ready }
    if ready.count < 2 {
      let agent = random.one(of: able.filter { !ready.contains($0) }) ?? .anna
      return (actor(for: agent), .setReady(SetReady(agent: agent)))
    }
    return nil
  }

  private mutating func arrival() -> Move {
    if random.chance(93) { callsBegun = (callsBegun + 1) | 1 }
    return (.telephony, .reportArrival(ReportArrival(call: .dialling(dialled(), .call(callsBegun)))))
  }

  private mutating func logIn(_ centre: Centre) -> Move {
    let agent = pickAgent(centre) { $0.logIn == nil || $0.isDisconnected }
    return (.agent(agent), .logIn(LogIn(agent: agent, station: "1")))
  }

  // Subjects, mostly in the state where the move means something.

  /// One of the last calls, live and recorded.
  func recentCalls() -> [CallID] { (0..<8).map { CallID.call(callsBegun &- min(callsBegun, $0)) } }

  mutating func anyCall() -> CallID { random.one(of: recentCalls()) ?? .one }

  mutating func pick(_ centre: Centre, _ fits: (Call) -> Bool) -> CallID {
    if random.chance(5) { return anyCall() }
    let open = recentCalls().filter { id in
      guard let call = centre.calls[id] else { return false }
      return !call.recorded || random.chance(3)
    }
    return random.one(of: open.filter { centre.calls[$0].map(fits) ?? false }) ?? random.one(of: open) ?? anyCall()
  }

  mutating func pickAgent(_ centre: Centre, _ fits: (Agent) -> Bool) -> AgentID {
    if random.chance(8) { return random.one(of: Self.agents) ?? .anna }
    return random.one(of: Self.agents.filter { centre.agents[$0].map(fits) ?? false })
      ?? random.one(of: Self.agents) ?? .anna
  }

  private mutating func actor(for agent: AgentID) -> Actor {
    switch random.below(10) {
    case 0..<6: .agent(agent)
    case 6..<8: .supervisor
    case 8: .telephony
    default: .system
    }
  }

  private mutating func callMove(_ centre: Centre) -> Move {
    switch random.below(10) {
    case 0..<5: return arrival()
    case 5..<9: return (.telephony, .reportCallerHungUp(ReportCallerHungUp(call: pick(centre) { _ in true })))
    default: return (.policy, .endCall(EndCall(call: pick(centre) { _ in true }, cause: "closed")))
    }
  }

  private mutating func ivrMove(_ centre: Centre) -> Move {
    let inIVR = pick(centre) { $0.run != nil }
    switch random.below(10) {
    case 0..<4:
      return (
        .telephony, .reportIVREntered(ReportIVREntered(run: IVREntered(call: pick(centre) { $0.phase == .arrived })))
      )
    case 4..<7: return (.telephony, .reportIVRStep(step(inIVR)))
    default:
      let reason = random.one(of: IVRExitReason.allCases) ?? .queued
      return (.telephony, .reportIVRExited(ReportIVRExited(call: inIVR, reason: reason, service: .sales, priority: 1)))
    }
  }

  private mutating func step(_ call: CallID) -> ReportIVRStep {
    switch random.below(5) {
    case 0: .promptStarted(IVRPromptStarted(call: call, node: "menu"))
    case 1: .inputReceived(IVRInputReceived(call: call, node: "menu", digits: "1"))
    case 2: .noInput(IVRNoInput(call: call, node: "menu"))
    case 3: .noMatch(IVRNoMatch(call: call, node: "menu"))
    default: .branchTaken(IVRBranchTaken(call: call, node: "menu", branch: "1"))
    }
  }

  private mutating func queueMove(_ centre: Centre) -> Move {
    let queued = pick(centre) { $0.entry != nil }
    switch random.below(20) {
    case 0..<13: return enqueued(centre)
    case 13..<17:
      let reason = random.one(of: FlowOutReason.allCases) ?? .callback
      return (.policy, .flowOut(FlowOut(call: queued, reason: reason)))
    default: return (.policy, .changePriority(ChangePriority(call: queued, priority: Int32(random.below(3)))))
    }
  }

  private mutating func enqueued(_ centre: Centre) -> Move {
    let queue = random.chance(95) ? random.one(of: Self.queues) ?? .sales : QueueID(unchecked: "nowhere")
    var wish = Enqueue(call: pick(centre) { $0.phase == .arrived || $0.run != nil }, queue: queue, priority: 1)
    if random.chance(20) { wish.skills = [SkillRequirement(skill: .loans, minLevel: 1)] }
    if random.chance(1) { wish.skills = (0...64).map { SkillRequirement(skill: SkillID(unchecked: "s\($0)")) } }
    return (.policy, .enqueue(wish))
  }

  private mutating func offerMove(_ centre: Centre) -> Move {
    let offered = pick(centre) { $0.entry?.offers.isEmpty == false }
    guard let entry = centre.calls[offered]?.entry, let offer = random.one(of: entry.offers), random.chance(62) else {
      return offerMade(centre)
    }
    let agent = random.chance(92) ? offer.agent : random.one(of: Self.agents) ?? .anna
    if offer.isAccepted, random.chance(70) {
      return random.chance(80)
        ? (.telephony, .reportJoined(ReportJoined(call: offered, entry: entry.stay.entry, offer: offer.ordinal)))
        : (.telephony, .reportAgentHungUp(ReportAgentHungUp(call: offered, agent: agent)))
    }
    switch random.below(12) {
    case 0..<6: return (.agent(agent), .acceptOffer(AcceptOffer(call: offered, agent: agent)))
    case 6..<8: return (.agent(agent), .rejectOffer(RejectOffer(call: offered, agent: agent)))
    case 8..<10:
      return (
        .telephony,
        .reportOfferFailed(
          ReportOfferFailed(
            call: offered, entry: entry.stay.entry, offer: offer.ordinal, unreachable: random.chance(50)))
      )
    case 10:
      return (.telephony, .reportJoined(ReportJoined(call: offered, entry: entry.stay.entry, offer: offer.ordinal)))
    default: return (.telephony, .reportStationLost(ReportStationLost(agent: agent)))
    }
  }

  private mutating func offerMade(_ centre: Centre) -> Move {
    let waiting = pick(centre) { $0.entry?.offers.isEmpty == true }
    if centre.calls[waiting]?.entry == nil, random.chance(80) { return enqueued(centre) }
    if random.chance(3) {
      return (.agent(.anna), .acceptOffer(AcceptOffer(call: waiting, agent: random.one(of: Self.agents) ?? .anna)))
    }
    if random.chance(6) { return (.policy, .recordRoute(RecordRoute(route: route(waiting, [], centre)))) }
    let onlyEligible = !random.chance(15)
    let able = Self.agents.filter { id in
      guard let agent = centre.agents[id], agent.notRoutable == nil else { return false }
      guard onlyEligible, let entry = centre.calls[waiting]?.entry else { return true }
      return agent.notEligible(for: entry) == nil
    }
    var agents = random.chance(40) ? able : random.one(of: able).map { [$0] } ?? []
    if random.chance(8) { agents.append(random.one(of: Self.agents) ?? .anna) }
    let decision = random.chance(50) ? route(waiting, agents, centre) : nil
    return (.policy, .makeOffer(MakeOffer(call: waiting, agents: agents, route: decision)))
  }

  /// Mostly the decision that fits.
  private mutating func route(_ call: CallID, _ chosen: [AgentID], _ centre: Centre) -> RouteDecided {
    let entry = centre.calls[call]?.entry?.stay.entry ?? 1
    var route = RouteDecided(
      call: call, entry: random.chance(95) ? entry : entry + 1, policy: "routing", chosen: chosen,
      noneReason: chosen.isEmpty ? "allBusy" : "")
    if random.chance(5) { route.chosen.append(.anna) }
    return route
  }

  private mutating func conversationMove(_ centre: Centre) -> Move {
    let call = pick(centre) { $0.conversation?.agent != nil }
    if centre.calls[call]?.conversation == nil, random.chance(80) { return offerMove(centre) }
    let agent =
      random.chance(92) ? centre.calls[call]?.conversation?.agent ?? .anna : random.one(of: Self.agents) ?? .anna
    switch random.below(10) {
    case 0..<4: return (.agent(agent), .holdCall(HoldCall(call: call, agent: agent)))
    case 4..<7: return (.agent(agent), .retrieveCall(RetrieveCall(call: call, agent: agent)))
    default: return (.telephony, .reportAgentHungUp(ReportAgentHungUp(call: call, agent: agent)))
    }
  }

  private mutating func agentMove(_ centre: Centre) -> Move {
    let any = pickAgent(centre) { $0.logIn != nil }
    switch random.below(40) {
    case 0..<9: return logIn(centre)
    case 9..<20:
      let agent = pickAgent(centre) { $0.logIn != nil && $0.status != .ready }
      return (actor(for: agent), .setReady(SetReady(agent: agent)))
    case 20..<25:
      let reason = random.chance(50) ? "lunch" : "training"
      return (actor(for: any), .setNotReady(SetNotReady(agent: any, reason: reason)))
    case 25..<28: return (actor(for: any), .logOut(LogOut(agent: any)))
    case 28..<31: return (.telephony, .reportStationLost(ReportStationLost(agent: any)))
    case 31..<33:
      let agent = pickAgent(centre) { $0.isDisconnected }
      return (.telephony, .reportStationRestored(ReportStationRestored(agent: agent, station: "2")))
    case 33..<36:
      let agent = pickAgent(centre) { $0.state == .wrapUp }
      if centre.agents[agent]?.state != .wrapUp { return conversationMove(centre) }
      return (actor(for: agent), .endWrapUp(EndWrapUp(agent: agent)))
    case 36..<38:
      let agent = pickAgent(centre) { $0.state == .wrapUp }
      let span = random.chance(60) ? Milliseconds.seconds(20) : .minutes(61)
      return (.agent(agent), .extendWrapUp(ExtendWrapUp(agent: agent, byMs: span)))
    default:
      return (
        .supervisor, .changeSkills(ChangeSkills(agent: any, skills: [SkillLevel(skill: .loans, level: 3)]))
      )
    }
  }

  private mutating func configurationMove() -> Move {
    var changed = configuration
    switch random.below(4) {
    case 0: changed.queues[0].waitMsMax = .seconds(20)
    case 1: changed.queues[0].relaxation.removeLast()
    case 2: changed.queues.removeLast()
    default: changed.agents.removeAll { $0.id == .clara }
    }
    if changed.queues.count == 1 {
      for index in changed.agents.indices { changed.agents[index].queues = [.sales] }
      (changed.flows, changed.entryPoints) = ([], [])
    }
    let wish = Configure(
      configuration: random.chance(50) ? changed : self.configuration,
      afterVersion: random.chance(30) ? UInt32(random.below(3)) : nil)
    return (.supervisor, .configure(wish))
  }
}
