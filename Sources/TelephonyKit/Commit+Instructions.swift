package import Events
package import Values

extension Commit {
  /// What an adapter is to do because of this commit, in order. Recorded history asks for nothing: its calls are over.
  package func appendInstructions(to instructions: inout [Instruction]) {
    if actor.kind == .`import` { return }
    for index in events.indices {
      guard let act = events[index].body.act else { continue }
      let id = EventID(slice: slice, position: position, index: index)
      instructions.append(Instruction(id: id, act: act))
    }
  }

  package var instructions: [Instruction] {
    var instructions: [Instruction] = []
    appendInstructions(to: &instructions)
    return instructions
  }
}

extension Event.Body {
  /// `nil`: nothing for telephony to do.
  fileprivate var act: Instruction.Act? {
    switch self {
    case .call(let event): event.act
    case .offer(let event): event.act
    case .conversation(let event): event.act
    case .ivr, .entry, .agent, .route, .centre, .history, .slice, .`extension`, .unknown: nil
    }
  }
}

extension CallEvent {
  fileprivate var act: Instruction.Act? {
    switch self {
    case .held(let event): .hold(event.call, agent: event.agent)
    case .retrieved(let event): .retrieve(event.call, agent: event.agent)
    // A caller who hung up has no line left.
    case .ended(let event): event.by == .caller ? nil : .dropLine(event.call, cause: event.cause)
    case .arrived, .answeredBySystem, .disconnected, .unknown: nil
    }
  }
}

extension OfferEvent {
  fileprivate var act: Instruction.Act? {
    switch self {
    case .made(let event): .ringPhone(event.offer.id, agent: event.offer.agent, until: event.deadline)
    case .accepted(let event): .putThrough(event.offer.id, agent: event.offer.agent)
    case .rejected(let event): .stopRinging(event.offer.id, agent: event.offer.agent)
    case .expired(let event): .stopRinging(event.offer.id, agent: event.offer.agent)
    case .cancelled(let event): .stopRinging(event.offer.id, agent: event.offer.agent)
    case .rescinded(let event): .stopRinging(event.offer.id, agent: event.offer.agent)
    case .failed(let event): .stopRinging(event.offer.id, agent: event.offer.agent)
    case .joined, .unknown: nil
    }
  }
}

extension ConversationEvent {
  fileprivate var act: Instruction.Act? {
    switch self {
    // An agent who hung up has freed his phone.
    case .ended(let event):
      event.by == .agent ? nil : event.agent.map { .releaseAgent(event.stay.call, agent: $0) }
    case .started, .unknown: nil
    }
  }
}

extension Offer {
  package var id: OfferID { OfferID(entry: EntryID(call: stay.call, ordinal: stay.entry), ordinal: ordinal) }
}
