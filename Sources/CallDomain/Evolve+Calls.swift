import Events
import Values

// Folding the family `call`.
extension Centre {
  mutating func evolve(_ event: CallEvent, _ at: Instant, _ context: CommitContext) -> Bool {
    switch event {
    case .arrived(let arrival): return arrived(arrival, at, context)
    case .answeredBySystem(let event): return calls[event.call] != nil
    case .disconnected(let event): return calls[event.call] != nil
    case .held(let event): return held(event, at)
    case .retrieved(let event): return retrieved(event, at)
    case .ended(let event):
      guard let call = calls[event.call], call.phase == .arrived else { return false }
      calls[event.call] = nil
      endedCalls.remember(event.call, true, at: max(lastAt, context.at))
      return true
    case .unknown: return true
    }
  }

  private mutating func arrived(_ arrival: CallArrived, _ at: Instant, _ context: CommitContext) -> Bool {
    guard calls[arrival.call] == nil else { return false }
    let watchdogAt = context.recorded ? nil : at + configuration.limits.callMsMax
    calls[arrival.call] = Call(
      arrival: arrival, arrivedAt: at, recorded: context.recorded, watchdogAt: watchdogAt, service: arrival.service,
      priority: arrival.priority)
    if let watchdogAt { register(.watchdog(arrival.call), due: watchdogAt) }
    return true
  }

  private mutating func held(_ event: CallHeld, _ at: Instant) -> Bool {
    let fits = change(event.call) { call in
      guard case .talking(var conversation) = call.phase, conversation.heldSince == nil else { return false }
      conversation.heldSince = at
      call.phase = .talking(conversation)
      return true
    }
    return change(event.agent) { agent in
      guard case .talking(let call, let queue) = agent.slot, call == event.call else { return false }
      agent.slot = .holding(call, queue: queue)
      agent.since = event.left.until
      return true
    } && fits
  }

  private mutating func retrieved(_ event: CallRetrieved, _ at: Instant) -> Bool {
    let fits = change(event.call) { call in
      guard case .talking(var conversation) = call.phase, conversation.heldSince != nil else { return false }
      conversation.hold += event.holdMs
      conversation.heldSince = nil
      call.phase = .talking(conversation)
      return true
    }
    return change(event.agent) { agent in
      guard case .holding(let call, let queue) = agent.slot, call == event.call else { return false }
      agent.slot = .talking(call, queue: queue)
      agent.since = event.left.until
      return true
    } && fits
  }
}
