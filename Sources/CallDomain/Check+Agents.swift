import Events
import Values

extension Check {
  mutating func check(_ event: AgentEvent) {
    switch event {
    case .loggedIn(let event):
      require(centre.agents[event.agent]?.logIn == nil, .transition, "agent \(event.agent) is logged in")
    case .loggedOut(let event): checkLoggedOut(event)
    case .becameReady(let event): checkStatus(event.agent, event.left)
    case .becameNotReady(let event): checkStatus(event.agent, event.left)
    case .pendingStatusSet(let event):
      guard let agent = loggedIn(event.agent) else { return }
      require(!agent.isFree, .transition, "agent \(agent.id) is free: nothing is pending")
    case .wrapUpStarted(let event): checkWrapUpStarted(event)
    case .wrapUpExtended(let event):
      guard let wrapUp = wrapUp(of: event.agent) else { return }
      require(event.deadline > wrapUp.deadline, .transition, "the new deadline is not later")
    case .wrapUpEnded(let event):
      guard let wrapUp = wrapUp(of: event.agent) else { return }
      require(event.stay == wrapUp.stay, .repeated, "stay of the wrap-up")
      require(
        event.wrapUpMs == event.left.until.since(wrapUp.startedAt), .duration, "wrap-up \(event.wrapUpMs.count) ms")
      requireLeft(event.left, event.agent)
    case .stationLost(let event):
      guard let agent = loggedIn(event.agent) else { return }
      require(!agent.isDisconnected, .transition, "the station of \(agent.id) is lost already")
      requireLeft(event.left, agent.id)
    case .stationRestored(let event):
      guard let agent = loggedIn(event.agent) else { return }
      require(agent.isDisconnected, .transition, "the station of \(agent.id) is not lost")
      requireLeft(event.left, agent.id)
    case .skillsChanged(let event):
      require(centre.agents[event.agent] != nil, .transition, "agent \(event.agent) is not known")
    case .struck(let event):
      guard let agent = loggedIn(event.agent) else { return }
      require(event.strikes == agent.strikes + 1, .repeated, "strike \(event.strikes) after \(agent.strikes)")
    case .unknown: break
    }
  }

  private mutating func loggedIn(_ id: AgentID) -> Agent? {
    guard let agent = centre.agents[id], agent.logIn != nil else {
      require(false, .transition, "agent \(id) is not logged in")
      return nil
    }
    return agent
  }

  private mutating func checkLoggedOut(_ event: AgentLoggedOut) {
    guard let agent = loggedIn(event.agent), let logIn = agent.logIn else { return }
    require(event.loggedInAt == logIn.at && event.inferred == logIn.inferred, .repeated, "log-in of \(agent.id)")
    requireLeft(event.left, agent.id)
    switch agent.slot {
    case .free, .talking, .holding: break
    case .offered: require(false, .i4, "agent \(agent.id) leaves an open offer")
    case .wrapUp: require(false, .i4, "agent \(agent.id) leaves an open wrap-up")
    }
  }

  private mutating func checkStatus(_ id: AgentID, _ left: AgentInterval) {
    guard let agent = loggedIn(id) else { return }
    require(agent.isFree, .transition, "agent \(id) is busy: a status is pending")
    requireLeft(left, id)
  }

  private mutating func checkWrapUpStarted(_ event: AgentWrapUpStarted) {
    guard let agent = loggedIn(event.agent) else { return }
    require(agent.isFree, .i2, "agent \(agent.id) is busy")
    require(
      agent.lastStay?.call == event.call && agent.lastStay?.queue == event.queue, .repeated,
      "agent \(agent.id) did not talk in call \(event.call)")
    require(event.deadline >= at, .repeated, "deadline of the wrap-up")
  }

  private mutating func wrapUp(of id: AgentID) -> Agent.WrapUp? {
    guard case .wrapUp(let wrapUp)? = loggedIn(id)?.slot else {
      require(false, .transition, "agent \(id) is not in wrap-up")
      return nil
    }
    return wrapUp
  }
}
