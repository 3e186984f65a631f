import Events
import Values

extension Check {
  mutating func check(_ event: CallEvent) {
    switch event {
    case .arrived(let event):
      require(centre.calls[event.call] == nil, .transition, "call \(event.call) is open")
      require(centre.endedCalls[event.call] == nil, .i4, "call \(event.call) has ended")
    case .answeredBySystem(let event): require(open(event.call) != nil, .transition, "call \(event.call) is not open")
    case .disconnected(let event): require(open(event.call) != nil, .transition, "call \(event.call) is not open")
    case .held(let event):
      requireTalking(event.call, event.agent, held: false)
      requireLeft(event.left, event.agent)
    case .retrieved(let event):
      requireTalking(event.call, event.agent, held: true)
      if let since = open(event.call)?.conversation?.heldSince {
        requireSpan(event.holdMs, is: at.since(since), "hold")
      }
      requireLeft(event.left, event.agent)
    case .ended(let event):
      guard let call = open(event.call) else { return require(false, .i4, "call \(event.call) is not open") }
      require(call.phase == .arrived, .i4, "call \(event.call) ends with something of it still open")
      require(event == call.ended(by: event.by, cause: event.cause), .repeated, "totals of call \(event.call)")
    case .unknown: break
    }
  }

  func open(_ call: CallID) -> Call? { centre.calls[call] }

  private mutating func requireTalking(_ call: CallID, _ agent: AgentID, held: Bool) {
    guard let conversation = open(call)?.conversation, conversation.agent == agent else {
      return require(false, .transition, "agent \(agent) is not in call \(call)")
    }
    require((conversation.heldSince != nil) == held, .transition, "call \(call) is \(held ? "not " : "")on hold")
  }
}
