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
        add(event.call)
        add(event.agent)
      case .conversation(let event):
        add(event.call)
        add(event.agent)
      case .call(let event): add(event.agent)
      case .centre(.configured): everything = true
      case .ivr, .route, .centre, .history, .slice, .`extension`, .unknown: break
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
