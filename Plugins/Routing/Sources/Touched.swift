import Events
import Values

/// Whom and what the events of a commit are about, as far as routing is concerned.
struct Touched {
  private(set) var agents: [AgentID] = []
  private(set) var calls: [CallID] = []
  /// The configuration changed.
  private(set) var everything = false

  init(_ commit: Commit) {
    for event in commit.events {
      switch event.body {
      case .agent(let event): add(event.agent)
      case .entry(let event): add(event.call)
      case .offer(let event):
        guard let offer = event.offer else { break }
        add(offer.stay.call)
        add(offer.agent)
      case .conversation(let event):
        add(event.call)
        add(event.agent)
      case .call(.held(let event)): add(event.agent)
      case .call(.retrieved(let event)): add(event.agent)
      case .centre(.configured): everything = true
      case .call, .ivr, .route, .centre, .history, .slice, .`extension`, .unknown: break
      }
    }
  }

  private mutating func add(_ agent: AgentID?) {
    if let agent, !agents.contains(agent) { agents.append(agent) }
  }

  private mutating func add(_ call: CallID?) {
    if let call, !calls.contains(call) { calls.append(call) }
  }
}

// `nil`: of a newer version, and about nothing that this build knows.

extension AgentEvent {
  fileprivate var agent: AgentID? {
    switch self {
    case .loggedIn(let event): event.agent
    case .loggedOut(let event): event.agent
    case .becameReady(let event): event.agent
    case .becameNotReady(let event): event.agent
    case .pendingStatusSet(let event): event.agent
    case .wrapUpStarted(let event): event.agent
    case .wrapUpExtended(let event): event.agent
    case .wrapUpEnded(let event): event.agent
    case .stationLost(let event): event.agent
    case .stationRestored(let event): event.agent
    case .skillsChanged(let event): event.agent
    case .struck(let event): event.agent
    case .unknown: nil
    }
  }
}

extension EntryEvent {
  fileprivate var call: CallID? {
    switch self {
    case .enqueued(let event): event.stay.call
    case .priorityChanged(let event): event.call
    case .requirementsRelaxed(let event): event.stay.call
    case .abandoned(let event): event.stay.call
    case .flowedOut(let event): event.stay.call
    case .failed(let event): event.stay.call
    case .unknown: nil
    }
  }
}

extension OfferEvent {
  fileprivate var offer: Offer? {
    switch self {
    case .made(let event): event.offer
    case .accepted(let event): event.offer
    case .joined(let event): event.offer
    case .rejected(let event): event.offer
    case .expired(let event): event.offer
    case .cancelled(let event): event.offer
    case .rescinded(let event): event.offer
    case .failed(let event): event.offer
    case .unknown: nil
    }
  }
}

extension ConversationEvent {
  fileprivate var call: CallID? {
    switch self {
    case .started(let event): event.stay.call
    case .ended(let event): event.stay.call
    case .unknown: nil
    }
  }
  fileprivate var agent: AgentID? {
    switch self {
    case .started(let event): event.agent
    case .ended(let event): event.agent
    case .unknown: nil
    }
  }
}
