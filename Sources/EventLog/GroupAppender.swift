import Values

/// Seals groups of submissions and appends each group at once. Its one caller awaits each append before the next.
actor GroupAppender {
  struct Outcome: Sendable {
    /// One for each submission of the group, in order.
    var results: [Result<Position, LogFailure>]
    /// Why the writer must stop, if it must.
    var stopped: LogFailure?
  }

  private let log: any EventLog
  private let slice: Slice
  private var sealer: Sealer

  init(log: any EventLog, slice: Slice, after point: ChainPoint) {
    self.log = log
    self.slice = slice
    sealer = Sealer(log: log.id, slice: slice, chain: log.chain, after: point)
  }

  func append(_ group: [[CommitDraft]]) async -> Outcome {
    var records: [Record] = []
    records.reserveCapacity(group.count)
    var outcome = Outcome(results: [])
    outcome.results.reserveCapacity(group.count)
    for drafts in group { outcome.results.append(seal(drafts, into: &records)) }
    guard let last = records.last else { return outcome }
    if let failure = await settle(records) {
      outcome.results = outcome.results.map { $0.flatMap { _ in .failure(failure) } }
      outcome.stopped = failure
    } else {
      log.signal.advanced(slice, to: last.position)
    }
    return outcome
  }

  /// All drafts of a submission or none: one that is too large takes its whole submission with it, and no place.
  private func seal(_ drafts: [CommitDraft], into records: inout [Record]) -> Result<Position, LogFailure> {
    let before = sealer.point
    let count = records.count
    do {
      for draft in drafts { records.append(try sealer.seal(draft)) }
      return .success(before.position.next)
    } catch {
      records.removeSubrange(count...)
      sealer.rewind(to: before)
      return .failure(error)
    }
  }

  /// `nil` when the records are in the log for good.
  private func settle(_ records: [Record]) async -> LogFailure? {
    var outcome = await log.append(records, to: slice)
    if case .unknown = outcome {
      do { outcome = try await log.resolve(records, in: slice) } catch { return error }
    }
    switch outcome {
    case .accepted: return nil
    case .stale(let head):
      return LogFailure(
        .stale(head: head),
        "slice \(slice) was written by somebody else: expected position \(records[0].position) to be free, "
          + "but the log is at \(head.position)")
    case .fenced(let epoch):
      return LogFailure(.fenced(by: epoch), "slice \(slice) was taken by another writer (epoch \(epoch)): this one stops")
    case .unknown(let reason):
      return LogFailure(.unavailable, "the fate of the last append to slice \(slice) is not known: \(reason)")
    }
  }
}
