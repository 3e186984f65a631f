import Events
import Values

/// What the second opinion knows of an agent.
struct AgentLedger {
  enum State { case free, offered, talking, holding, wrapUp }
  var loggedIn = false
  var connected = true
  var ready = false
  var state = State.free
  /// Until when his intervals are told without a gap.
  var until = Instant.epoch
  var talkEnded = Instant.epoch
  var strikes: UInt32 = 0
  var overlapping = 0

  var isRoutable: Bool { loggedIn && connected && ready && state == .free }

  var told: AgentState {
    if !connected { return .disconnected }
    switch state {
    case .free: return ready ? .idle : .notReady
    case .offered: return .offered
    case .talking: return .talking
    case .holding: return .holding
    case .wrapUp: return .wrapUp
    }
  }
}

extension InvariantLedger {
  /// I7: the state he is in, since the end of the one before, never backwards.
  mutating func left(_ agent: AgentID, _ left: AgentInterval, _ at: Instant) {
    guard let known = agents[agent], known.loggedIn else { return require(false, "I7: \(agent) is not logged in") }
    require(left.state == known.told, "I7: \(agent) leaves \(left.state.name), not \(known.told.name)")
    require(left.since == known.until, "I7: \(agent) leaves a gap or an overlap")
    require(left.until == max(at, left.since), "I7: \(agent) leaves at another time")
    agents[agent]?.until = left.until
  }

  mutating func note(_ event: AgentEvent, _ at: Instant) {
    switch event {
    case .loggedIn(let event):
      require(agents[event.agent]?.loggedIn != true, "\(event.agent) logs in twice")
      agents[event.agent, default: AgentLedger()].loggedIn = true
      agents[event.agent]?.connected = true
      agents[event.agent]?.ready = false
      agents[event.agent]?.until = at
    case .loggedOut(let event):
      left(event.agent, event.left, at)
      agents[event.agent]?.loggedIn = false
    case .becameReady(let event):
      left(event.agent, event.left, at)
      require(agents[event.agent]?.state == .free, "\(event.agent) becomes ready while busy")
      agents[event.agent]?.ready = true
    case .becameNotReady(let event):
      left(event.agent, event.left, at)
      require(agents[event.agent]?.state == .free, "\(event.agent) becomes not ready while busy")
      agents[event.agent]?.ready = false
    case .wrapUpStarted(let event):
      require(agents[event.agent]?.state == .free, "I2: wrap-up of a busy agent")
      require(agents[event.agent]?.talkEnded == at, "wrap-up without a conversation's end")
      agents[event.agent]?.state = .wrapUp
    case .wrapUpEnded(let event):
      left(event.agent, event.left, at)
      require(agents[event.agent]?.state == .wrapUp, "no wrap-up to end")
      require(
        event.wrapUpMs.count == at.ms - (agents[event.agent]?.talkEnded.ms ?? 0), "wrap-up: \(event.wrapUpMs.count)")
      agents[event.agent]?.state = .free
    case .stationLost(let event):
      left(event.agent, event.left, at)
      agents[event.agent]?.connected = false
    case .stationRestored(let event):
      left(event.agent, event.left, at)
      agents[event.agent]?.connected = true
    case .pendingStatusSet, .wrapUpExtended, .skillsChanged, .struck, .unknown: break
    }
  }
}

extension Offer {
  var id: OfferID { OfferID(entry: stay.entryID, ordinal: ordinal) }
}
