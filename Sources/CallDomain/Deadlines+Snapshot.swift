import Events
import Values

/// The heap as it stands, so that a restored one goes on exactly as the other would.
struct DeadlineHeap {
  var deadlines: [Deadline] = []
  var registered: UInt64 = 0
  var sweepAt = 0
}

extension Deadline {
  var snapshot: DeadlineSnapshot { DeadlineSnapshot(due: due, number: number, subject: subject.snapshot) }

  init(_ snapshot: DeadlineSnapshot) throws(UnreadableSnapshot) {
    self.init(due: snapshot.due, number: snapshot.number, subject: try Subject(snapshot.subject))
  }
}

extension Deadline.Subject {
  fileprivate var snapshot: DeadlineSnapshot.Subject {
    switch self {
    case .ring(let id): .ring(OfferKey(id))
    case .join(let id): .join(OfferKey(id))
    case .waitLimit(let id): .waitLimit(EntryKey(call: id.call, entry: id.ordinal))
    case .relaxation(let id): .relaxation(EntryKey(call: id.call, entry: id.ordinal))
    case .wrapUp(let id): .wrapUp(AgentKey(agent: id))
    case .watchdog(let id): .watchdog(CallKey(call: id))
    case .flow(let id): .flow(CallKey(call: id))
    case .pauseEnd(let id): .pauseEnd(AgentKey(agent: id))
    }
  }

  fileprivate init(_ snapshot: DeadlineSnapshot.Subject) throws(UnreadableSnapshot) {
    switch snapshot {
    case .ring(let key): self = .ring(OfferID(key))
    case .join(let key): self = .join(OfferID(key))
    case .waitLimit(let key): self = .waitLimit(EntryID(call: key.call, ordinal: key.entry))
    case .relaxation(let key): self = .relaxation(EntryID(call: key.call, ordinal: key.entry))
    case .wrapUp(let key): self = .wrapUp(key.agent)
    case .watchdog(let key): self = .watchdog(key.call)
    case .flow(let key): self = .flow(key.call)
    case .pauseEnd(let key): self = .pauseEnd(key.agent)
    case .unknown(let field): throw UnreadableSnapshot("a deadline of a newer version (field \(field))")
    }
  }
}

extension OfferKey {
  init(_ id: OfferID) { self.init(call: id.entry.call, entry: id.entry.ordinal, offer: id.ordinal) }
}

extension OfferID {
  init(_ key: OfferKey) { self.init(entry: EntryID(call: key.call, ordinal: key.entry), ordinal: key.offer) }
}
