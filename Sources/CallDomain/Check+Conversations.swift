import Events
import Values

extension Check {
  mutating func check(_ event: ConversationEvent) {
    switch event {
    case .started(let event): checkStarted(event)
    case .ended(let event): checkEnded(event)
    case .unknown: break
    }
  }

  private mutating func checkStarted(_ event: ConversationStarted) {
    checkEnd(event.stay, event.waitMs)
    requireTarget(event.withinTarget, event.waitMs, event.stay)
    guard let id = event.agent, !event.overlapping else {
      require(context.recorded, .transition, "a live conversation has an agent and his slot")
      return require(event.left == nil, .i7, "a conversation beside the slot leaves no state")
    }
    requireLeft(event.left, id)
    guard let agent = centre.agents[id] else { return require(false, .i2, "agent \(id) is not known") }
    guard case .offered(let offer, _) = agent.slot, offer.entry.call == event.stay.call else {
      return require(false, .i2, "agent \(id) has no offer of call \(event.stay.call)")
    }
    require(offer.ordinal == event.offer, .repeated, "offer \(event.offer)")
    require(agent.lastOffer?.end == .joined, .transition, "offer \(offer) is not joined")
  }

  private mutating func checkEnded(_ event: ConversationEnded) {
    guard let conversation = open(event.stay.call)?.conversation else {
      return require(false, .i4, "call \(event.stay.call) is in no conversation")
    }
    require(
      conversation.stay == event.stay && conversation.agent == event.agent
        && conversation.overlapping == event.overlapping && conversation.startedAt == event.startedAt
        && conversation.wait == event.waitMs, .repeated, "conversation of call \(event.stay.call)")
    requireSpan(event.holdMs, is: conversation.hold(until: at), "hold")
    requireSpan(event.talkMs, is: conversation.talk(until: at), "talk")
    guard let agent = event.agent, !event.overlapping else {
      return require(event.left == nil, .i7, "a conversation beside the slot leaves no state")
    }
    requireLeft(event.left, agent)
  }
}
