import Events
import Values

// Folding the family `agent`.
extension Centre {
  mutating func evolve(_ event: AgentEvent, _ at: Instant) -> Bool {
    switch event {
    case .loggedIn(let event): return loggedIn(event, at)
    case .loggedOut(let event):
      let fits = change(event.agent) { agent in
        guard agent.logIn != nil else { return false }
        agent.session = .loggedOut
        agent.pending = nil
        agent.notReadyUntil = nil
        agent.since = event.left.until
        return true
      }
      forgetIfGone(event.agent)
      return fits
    case .becameReady(let event): return became(.ready, event.agent, event.left)
    case .becameNotReady(let event):
      let fits = became(
        .notReady(reason: event.reason, cause: event.cause), event.agent, event.left, until: event.until)
      if fits, let until = event.until { register(.pauseEnd(event.agent), due: until) }
      if event.cause == .missedOffers {
        _ = change(event.agent) {
          $0.strikes = 0
          return true
        }
      }
      return fits
    case .pendingStatusSet(let event): return pendingStatusSet(event)
    case .wrapUpStarted(let event): return wrapUpStarted(event)
    case .wrapUpExtended(let event): return wrapUpExtended(event)
    case .wrapUpEnded(let event):
      return change(event.agent) { agent in
        guard case .wrapUp = agent.slot else { return false }
        agent.slot = .free
        agent.since = event.left.until
        agent.idleSince = agent.since
        return true
      }
    case .stationLost(let event):
      return change(event.agent) { agent in
        guard case .loggedIn(let logIn) = agent.session else { return false }
        agent.session = .disconnected(logIn)
        agent.since = event.left.until
        return true
      }
    case .stationRestored(let event):
      return change(event.agent) { agent in
        guard case .disconnected(var logIn) = agent.session else { return false }
        if !event.station.isEmpty { logIn.station = event.station }
        agent.session = .loggedIn(logIn)
        agent.since = event.left.until
        agent.idleSince = agent.since
        agent.deviceTrouble = nil
        return true
      }
    case .skillsChanged(let event):
      return change(event.agent) {
        $0.skills = event.skills
        return true
      }
    case .struck(let event):
      return change(event.agent) {
        $0.strikes = event.strikes
        return true
      }
    case .unknown: return true
    }
  }

  private mutating func loggedIn(_ event: AgentLoggedIn, _ at: Instant) -> Bool {
    var agent = agents[event.agent] ?? Agent(id: event.agent, configured: false)
    guard agent.logIn == nil else { return false }
    agent.session = .loggedIn(
      Agent.LogIn(at: at, station: event.station, site: event.site, inferred: event.inferred))
    agent.status = .notReady(reason: Agent.logInReason, cause: .`self`)
    agent.skills = event.skills
    agent.strikes = 0
    agent.deviceTrouble = nil
    agent.since = at
    agents[event.agent] = agent
    return true
  }

  private mutating func became(
    _ status: Agent.Status, _ id: AgentID, _ left: AgentInterval, until: Instant? = nil
  ) -> Bool {
    change(id) { agent in
      guard agent.logIn != nil, agent.isFree else { return false }
      agent.status = status
      agent.pending = nil
      agent.notReadyUntil = until
      agent.since = left.until
      agent.idleSince = agent.since
      return true
    }
  }

  private mutating func pendingStatusSet(_ event: AgentPendingStatusSet) -> Bool {
    change(event.agent) { agent in
      guard agent.logIn != nil, !agent.isFree else { return false }
      let status = event.ready ? Agent.Status.ready : .notReady(reason: event.reason, cause: event.cause)
      // Back to what he is anyway: nothing is pending any more.
      agent.pending = agent.status == status ? nil : Agent.PendingStatus(status: status, cause: event.cause)
      return true
    }
  }

  private mutating func wrapUpStarted(_ event: AgentWrapUpStarted) -> Bool {
    let fits = change(event.agent) { agent in
      guard agent.isFree, let stay = agent.lastStay, stay.call == event.call else { return false }
      agent.slot = .wrapUp(Agent.WrapUp(stay: stay, startedAt: agent.since, deadline: event.deadline))
      agent.lastStay = nil
      return true
    }
    if fits { register(.wrapUp(event.agent), due: event.deadline) }
    return fits
  }

  private mutating func wrapUpExtended(_ event: AgentWrapUpExtended) -> Bool {
    let fits = change(event.agent) { agent in
      guard case .wrapUp(var wrapUp) = agent.slot else { return false }
      wrapUp.deadline = event.deadline
      agent.slot = .wrapUp(wrapUp)
      return true
    }
    if fits { register(.wrapUp(event.agent), due: event.deadline) }
    return fits
  }
}
