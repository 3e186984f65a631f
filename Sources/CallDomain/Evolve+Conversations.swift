import Events
import Values

// Folding the family `conversation`.
extension Centre {
  mutating func evolve(_ event: ConversationEvent, _ at: Instant) -> Bool {
    switch event {
    case .started(let event): return started(event, at)
    case .ended(let event): return ended(event)
    case .unknown: return true
    }
  }

  private mutating func started(_ event: ConversationStarted, _ at: Instant) -> Bool {
    guard entryEnded(event.stay, .answered, wait: event.waitMs) else { return false }
    let fits = change(event.stay.call) { call in
      call.phase = .talking(
        Conversation(
          stay: event.stay, agent: event.agent, startedAt: at, wait: event.waitMs, overlapping: event.overlapping))
      return true
    }
    guard let id = event.agent else { return fits }
    if event.overlapping {
      agents[id, default: Agent(id: id, configured: false)].overlapping += 1
      return fits
    }
    return change(id) { agent in
      guard agent.callInSlot == event.stay.call else { return false }
      agent.slot = .talking(event.stay.call, queue: event.stay.queue)
      agent.strikes = 0
      agent.deviceTrouble = nil
      if let left = event.left { agent.since = left.until }
      return true
    } && fits
  }

  private mutating func ended(_ event: ConversationEnded) -> Bool {
    let fits = change(event.stay.call) { call in
      guard case .talking(let conversation) = call.phase, conversation.stay.entry == event.stay.entry else {
        return false
      }
      call.phase = .arrived
      call.totals.talk += event.talkMs
      call.totals.hold += event.holdMs
      return true
    }
    guard fits, let id = event.agent else { return fits }
    let slotFits = change(id) { agent in
      if event.overlapping {
        guard agent.overlapping > 0 else { return false }
        agent.overlapping -= 1
        return true
      }
      guard agent.callInSlot == event.stay.call else { return false }
      agent.slot = .free
      agent.lastStay = event.stay
      if let left = event.left { agent.since = left.until }
      agent.idleSince = agent.since
      return true
    }
    forgetIfGone(id)
    return slotFits
  }
}
