import Events
import Values

extension Check {
  mutating func check(_ event: EntryEvent) {
    switch event {
    case .enqueued(let event): checkEnqueued(event)
    case .priorityChanged(let event):
      guard let entry = openEntry(event.call, event.entry) else { return }
      require(entry.stay.priority == event.from, .repeated, "priority \(event.from)")
    case .requirementsRelaxed(let event):
      guard let entry = openEntry(of: event.stay) else { return }
      require(event.step == entry.step + 1, .transition, "step \(event.step) after \(entry.step)")
    case .abandoned(let event):
      checkEnd(event.stay, event.waitMs)
      requireTarget(event.withinTarget, event.waitMs, event.stay)
      require(event.short == centre.isShort(event.waitMs, of: event.stay), .repeated, "short \(event.short)")
    case .flowedOut(let event):
      checkEnd(event.stay, event.waitMs)
      requireTarget(event.withinTarget, event.waitMs, event.stay)
    case .failed(let event): checkEnd(event.stay, event.waitMs)
    case .unknown: break
    }
  }

  mutating func check(_ event: RouteDecided) {
    guard openEntry(event.call, event.entry) != nil else { return }
    require(event.chosen.isEmpty != event.noneReason.isEmpty, .repeated, "somebody or a reason, not both")
  }

  private mutating func checkEnqueued(_ event: EntryEnqueued) {
    let stay = event.stay
    guard let call = open(stay.call), call.phase == .arrived else {
      return require(false, .transition, "call \(stay.call) is elsewhere or not open")
    }
    let next = call.nextStay(
      queue: stay.queue, priority: stay.priority, at: at, direct: stay.direct && context.recorded)
    require(stay == next, .repeated, "stay of call \(stay.call)")
    guard let queue = centre.queues[stay.queue] else {
      return require(false, .transition, "queue \(stay.queue) is not configured")
    }
    let key = WaitingLine.Key(original: stay.originalEnqueuedAt, arrival: centre.arrivals + 1, call: stay.call)
    require(Int(event.place) == queue.line.place(of: key), .repeated, "place \(event.place)")
    require(Int(event.queueLength) == queue.line.count + 1, .repeated, "queue length \(event.queueLength)")
  }

  /// An entry may end: it is open, nothing of it is, and its wait is the state's.
  mutating func checkEnd(_ stay: Stay, _ wait: Milliseconds) {
    guard let entry = openEntry(of: stay, .i4) else { return }
    require(entry.offers.isEmpty, .i4, "entry \(entry.id) ends with \(entry.offers.count) open offers")
    requireSpan(wait, is: Call.wait(of: entry.stay, until: at), "wait")
  }

  mutating func requireTarget(_ within: Bool, _ wait: Milliseconds, _ stay: Stay) {
    require(within == centre.isWithinTarget(wait, of: stay), .repeated, "within the target: \(within)")
  }

  mutating func openEntry(of stay: Stay, _ rule: Violation.Rule = .transition) -> Entry? {
    guard let entry = openEntry(stay.call, stay.entry, rule) else { return nil }
    require(entry.stay == stay, .repeated, "stay \(entry.id)")
    return entry
  }

  private mutating func openEntry(
    _ call: CallID, _ ordinal: UInt32, _ rule: Violation.Rule = .transition
  ) -> Entry? {
    guard let entry = open(call)?.entry, entry.stay.entry == ordinal else {
      require(false, rule, "entry \(call)/\(ordinal) is not open")
      return nil
    }
    return entry
  }
}
