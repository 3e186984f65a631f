import Events
import Values

// Folding the families `entry` and `offer`.
extension Centre {
  mutating func evolve(_ event: EntryEvent, _ at: Instant, _ context: CommitContext) -> Bool {
    switch event {
    case .enqueued(let event): return enqueued(event)
    case .priorityChanged(let event):
      return change(EntryID(call: event.call, ordinal: event.entry)) { entry in
        entry.stay.priority = event.to
        return true
      }
    case .requirementsRelaxed(let event):
      let fits = change(EntryID(call: event.stay.call, ordinal: event.stay.entry)) { entry in
        entry.step = event.step
        entry.skills = event.skills
        entry.nobodyBecause = nil
        return true
      }
      if fits { registerRelaxation(event.stay.call) }
      return fits
    case .abandoned(let event): return entryEnded(event.stay, .abandoned, wait: event.waitMs)
    case .flowedOut(let event): return entryEnded(event.stay, .flowedOut, wait: event.waitMs)
    case .failed(let event): return entryEnded(event.stay, .failed, wait: event.waitMs)
    case .unknown: return true
    }
  }

  private mutating func enqueued(_ event: EntryEnqueued) -> Bool {
    let stay = event.stay
    guard let call = calls[stay.call], call.phase == .arrived, let queue = queues.index(forKey: stay.queue) else {
      return false
    }
    arrivals += 1
    let entry = Entry(stay: stay, skills: event.skills, arrival: arrivals)
    queues.values[queue].line.insert(entry.key)
    queues.values[queue].flow.enqueued += 1
    let fits = change(stay.call) { call in
      call.phase = .queued(entry)
      call.totals.entries = stay.entry
      call.originalEnqueuedAt = stay.originalEnqueuedAt
      call.service = call.service ?? stay.queue
      call.priority = stay.priority
      return true
    }
    registerWaitLimit(stay.call)
    registerRelaxation(stay.call)
    return fits
  }

  /// Takes an entry out of its call and its line. Open offers are gone before, by events of their own.
  mutating func entryEnded(_ stay: Stay, _ end: EntryEnd, wait: Milliseconds) -> Bool {
    guard let call = calls.index(forKey: stay.call), let entry = calls.values[call].entry,
      entry.stay.entry == stay.entry, entry.offers.isEmpty,
      let queue = queues.index(forKey: entry.stay.queue), queues.values[queue].line.remove(entry.key)
    else { return false }
    calls.values[call].phase = .arrived
    calls.values[call].totals.count(end, wait: wait)
    queues.values[queue].flow.count(end)
    return true
  }

  mutating func evolve(_ event: OfferEvent, _ at: Instant) -> Bool {
    switch event {
    case .made(let event): return made(event)
    case .accepted(let event):
      let id = event.offer.id
      let fits = change(id.entry) { $0.offerAccepted(id.ordinal, at: at) }
      if fits, let call = calls[id.entry.call], !call.recorded,
        case .accepted(let joinBy)? = call.entry?.offer(id.ordinal)?.progress
      {
        register(.join(id), due: joinBy)
      }
      return fits
    case .joined(let event): return offerEnded(event.offer, .joined, left: nil)
    case .rejected(let event):
      return offerEnded(event.offer, .rejected, left: event.left) && missed(event.offer.agent, event.left)
    case .expired(let event):
      return offerEnded(event.offer, .expired, left: event.left) && missed(event.offer.agent, event.left)
    case .cancelled(let event): return offerEnded(event.offer, .callerGone, left: event.left)
    case .rescinded(let event):
      switch event.reason {
      case .lostRace: return offerEnded(event.offer, .lostRace, left: event.left)
      case .withdrawn: return offerEnded(event.offer, .withdrawn, left: event.left)
      }
    case .failed(let event):
      return offerEnded(event.offer, .failed, left: event.left) && deviceFailed(event)
    case .unknown: return true
    }
  }

  /// Who missed an offer stands at the back again.
  private mutating func missed(_ id: AgentID, _ left: AgentInterval) -> Bool {
    change(id) { agent in
      agent.idleSince = left.until
      return true
    }
  }

  private mutating func deviceFailed(_ event: OfferFailed) -> Bool {
    switch event.cause {
    case .deviceBusy, .deviceUnreachable: break
    case .joinFailed, .stationLost: return true
    }
    return change(event.offer.agent) { agent in
      let failures = agent.deviceTrouble?.failures ?? 0
      agent.deviceTrouble = Agent.DeviceTrouble(failures: failures + 1, lastAt: event.left.until)
      return true
    }
  }

  private mutating func made(_ event: OfferMade) -> Bool {
    let id = event.offer.id
    guard calls[id.entry.call]?.entry?.id == id.entry else { return false }
    let fits = change(event.offer.agent) { agent in
      guard agent.isFree else { return false }
      agent.slot = .offered(id, queue: event.offer.stay.queue)
      agent.since = event.left.until
      return true
    }
    guard fits else { return false }
    _ = change(id.entry) { entry in
      entry.offerMade(event.offer, deadline: event.deadline)
      return true
    }
    if calls[id.entry.call]?.recorded == false { register(.ring(id), due: event.deadline) }
    return true
  }

  /// `left` is the state that the agent leaves; `nil` when he goes on from the offer into the conversation.
  private mutating func offerEnded(_ offer: Offer, _ end: OfferEnd, left: AgentInterval?) -> Bool {
    let id = offer.id
    var ended: OpenOffer?
    _ = change(id.entry) { entry in
      ended = entry.offerEnded(id.ordinal)
      return true
    }
    guard let ended else { return false }
    if ended.isAccepted, end == .failed { registerWaitLimit(id.entry.call) }
    return change(ended.agent) { agent in
      guard case .offered(id, _) = agent.slot else { return false }
      agent.lastOffer = Agent.SettledOffer(call: id.entry.call, end: end)
      guard let left else { return true }
      agent.slot = .free
      agent.since = left.until
      return true
    }
  }
}

extension Offer {
  var id: OfferID { OfferID(entry: EntryID(call: stay.call, ordinal: stay.entry), ordinal: ordinal) }
}
