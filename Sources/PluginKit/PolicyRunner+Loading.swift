import EventLog
import Storage
import Values

extension PolicyRunner {
  /// From the newest snapshot, or from the start; nothing is shown to the policies yet.
  func load() async throws -> Trouble? {
    let (log, store) = (surroundings.log, surroundings.store)
    switch PolicySuspicion(noted: try await store.attempt(of: build, slice: slice), owner: surroundings.owner).verdict {
    case .hold: return Trouble(reason: "took the process down again and again; held so that the others go on")
    case .careful(let weight): care = PolicyCare(weight: weight)
    case .proceed: care = nil
    }
    show(.starting, "")
    let state = try await surroundings.snapshot(slice) ?? FoldedState(at: log.chain.genesis(of: slice, in: log.id))
    let cell = PolicyCell(plugin.policies, from: state, on: surroundings.makeExecutor())
    let head = try await log.head(of: slice)
    begin(at: state.point, head: head)
    let stream = try await log.scan(slice, after: point, through: head.position, limit: .bulk)
    try await stream.forEachBatch { batch in
      try await cell.fold(batch)
      if let end = batch.end { self.moved(to: end) }
      return true
    }
    try await note(care == nil ? .underWay : .folded)
    isLive = false
    wake = nil
    wishGate = WishGate()
    self.cell = cell
    return nil
  }
}
