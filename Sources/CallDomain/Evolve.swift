public import Events
import Values

extension Centre {
  /// Folds one event. It cannot fail: an event that does not fit the state changes nothing and is counted in `misfits`.
  public mutating func evolve(_ event: Event, in context: CommitContext) {
    let at = event.occurredAt
    let fits =
      switch event.body {
      case .call(let event): evolve(event, at, context)
      case .ivr(let event): evolve(event, at)
      case .entry(let event): evolve(event, at, context)
      case .offer(let event): evolve(event, at)
      case .conversation(let event): evolve(event, at)
      case .agent(let event): evolve(event, at)
      case .centre(let event): evolve(event)
      case .history(let event): evolve(event)
      case .route(let event): evolve(event)
      case .slice, .`extension`, .unknown: true
      }
    if !fits { misfits += 1 }
    pruneDeadlines()
  }

  /// Applies `change` to an open call, in place; `false` if there is none or the change does not fit.
  mutating func change(_ id: CallID, _ change: (inout Call) -> Bool) -> Bool {
    guard let index = calls.index(forKey: id) else { return false }
    return change(&calls.values[index])
  }

  /// The same for a known agent.
  mutating func change(_ id: AgentID, _ change: (inout Agent) -> Bool) -> Bool {
    guard let index = agents.index(forKey: id) else { return false }
    return change(&agents.values[index])
  }

  /// The same for an entry, whose number is checked.
  mutating func change(_ id: EntryID, _ change: (inout Entry) -> Bool) -> Bool {
    self.change(id.call) { call in
      guard case .queued(var entry) = call.phase, entry.stay.entry == id.ordinal else { return false }
      call.phase = .arrived  // so that the entry's storage is not shared while it changes
      defer { call.phase = .queued(entry) }
      return change(&entry)
    }
  }

  mutating func change(_ id: QueueID, _ change: (inout Queue) -> Void) {
    guard let index = queues.index(forKey: id) else { return }
    change(&queues.values[index])
  }

  /// Forgets an agent of whom nothing is left to know.
  mutating func forgetIfGone(_ id: AgentID) {
    if agents[id]?.isForgettable == true { agents[id] = nil }
  }

  private mutating func evolve(_ event: CentreEvent) -> Bool {
    switch event {
    case .configured(let event):
      configured(event)
      return true
    case .unknown: return true
    }
  }

  private mutating func evolve(_ event: RouteEvent) -> Bool {
    switch event {
    case .decided(let event):
      return change(EntryID(call: event.call, ordinal: event.entry)) { entry in
        if event.chosen.isEmpty { entry.nobodyBecause = event.noneReason }
        return true
      }
    case .unknown: return true
    }
  }

  private mutating func evolve(_ event: HistoryEvent) -> Bool {
    switch event {
    case .contradicted: break
    case .importAdvanced(let event): imports[event.source] = event
    case .unknown: break
    }
    return true
  }
}
