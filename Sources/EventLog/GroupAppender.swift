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

  /// Bytes at which an append is made although more is waiting: a driver holds all of it at once.
  static let bytesMax = 16 << 20

  func append(_ group: [SliceWriter.Submission]) async -> Outcome {
    var outcome = Outcome(results: [])
    outcome.results.reserveCapacity(group.count)
    var rest = group[...]
    while !rest.isEmpty {
      var records: [Record] = []
      records.reserveCapacity(rest.count)
      var results: [Result<Position, LogFailure>] = []
      var bytes = 0
      while bytes < Self.bytesMax, let submission = rest.popFirst() {
        let known = records.count
        results.append(seal(submission, into: &records))
        for record in records[known...] { bytes += record.body.count }
      }
      if let failure = await settle(records) {
        outcome.results += results.map { $0.flatMap { _ in .failure(failure) } } + rest.map { _ in .failure(failure) }
        outcome.stopped = failure
        return outcome
      }
      outcome.results += results
    }
    return outcome
  }

  /// All drafts of a submission or none: one that is too large takes its whole submission with it, and no place.
  private func seal(
    _ submission: SliceWriter.Submission, into records: inout [Record]
  ) -> Result<Position, LogFailure> {
    let before = sealer.point
    let count = records.count
    if let expected = submission.expected, expected != before.position.next {
      return .failure(
        LogFailure(
          .stale(head: before),
          "slice \(slice) is at \(before.position): the commits before position \(expected), on which this was decided, "
            + "were refused"))
    }
    do {
      for draft in submission.drafts { records.append(try sealer.seal(draft)) }
      return .success(submission.drafts.isEmpty ? before.position : before.position.next)
    } catch {
      records.removeSubrange(count...)
      sealer.rewind(to: before)
      return .failure(error)
    }
  }

  /// `nil` when the records are in the log for good.
  private func settle(_ records: [Record]) async -> LogFailure? {
    guard let last = records.last else { return nil }
    var outcome = await log.append(records, to: slice)
    if case .unknown = outcome {
      do { outcome = try await log.resolve(records, in: slice) } catch { return error }
    }
    switch outcome {
    case .accepted:
      log.signal.advanced(slice, to: last.position)
      return nil
    case .stale(let head):
      return LogFailure(
        .stale(head: head),
        "slice \(slice) was written by somebody else: expected position \(records[0].position) to be free, "
          + "but the log is at \(head.position)")
    case .fenced(let epoch):
      return LogFailure(
        .fenced(by: epoch), "slice \(slice) was taken by another writer (epoch \(epoch)): this one stops")
    case .unknown(let reason):
      return LogFailure(.unavailable, "the fate of the last append to slice \(slice) is not known: \(reason)")
    }
  }
}
