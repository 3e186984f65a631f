import Events
import Values

// Deadlines are registered where events are folded and looked up in the state when they come up, so that settling
// something costs nothing.
extension Centre {
  mutating func register(_ subject: Deadline.Subject, due: Instant) {
    if deadlines.isFull { sweepDeadlines() }
    deadlines.register(subject, due: due)
  }

  mutating func registerWaitLimit(_ call: CallID) {
    guard let call = calls[call], !call.recorded, let entry = call.entry,
      let due = queues[entry.stay.queue]?.configuration.waitLimit(of: entry.stay)
    else { return }
    register(.waitLimit(entry.id), due: due)
  }

  mutating func registerRelaxation(_ call: CallID) {
    guard let call = calls[call], !call.recorded, let entry = call.entry,
      let due = queues[entry.stay.queue]?.configuration.relaxation(of: entry.stay, after: entry.step)
    else { return }
    register(.relaxation(entry.id), due: due)
  }

  /// After every event, so that the head of the heap is always something to decide.
  mutating func pruneDeadlines() {
    while let first = deadlines.first, !isLive(first) { deadlines.removeFirst() }
  }

  private mutating func sweepDeadlines() {
    var kept = deadlines
    deadlines = Deadlines()
    kept.sweep { isLive($0) }
    deadlines = kept
  }

  private func isLive(_ deadline: Deadline) -> Bool {
    switch deadline.subject {
    case .ring(let id):
      guard let offer = openOffer(id) else { return false }
      return !offer.isAccepted && offer.deadline == deadline.due
    case .join(let id):
      guard let offer = openOffer(id), case .accepted(let joinBy) = offer.progress else { return false }
      return joinBy == deadline.due
    case .waitLimit(let id):
      guard let entry = calls[id.call]?.entry, entry.id == id, entry.acceptedOffer == nil else { return false }
      return queues[entry.stay.queue]?.configuration.waitLimit(of: entry.stay) == deadline.due
    case .relaxation(let id):
      guard let entry = calls[id.call]?.entry, entry.id == id else { return false }
      return queues[entry.stay.queue]?.configuration.relaxation(of: entry.stay, after: entry.step) == deadline.due
    case .wrapUp(let id):
      guard case .wrapUp(let wrapUp)? = agents[id]?.slot else { return false }
      return wrapUp.deadline == deadline.due
    case .watchdog(let id): return calls[id]?.watchdogAt == deadline.due
    case .flow(let id): return calls[id]?.run?.guided?.deadline == deadline.due
    case .pauseEnd(let id): return agents[id]?.notReadyUntil == deadline.due
    }
  }

  func openOffer(_ id: OfferID) -> OpenOffer? {
    guard let entry = calls[id.entry.call]?.entry, entry.id == id.entry else { return nil }
    return entry.offer(id.ordinal)
  }
}
