import Synchronization
public import Values

/// The one writer of a slice: takes submissions, gives each its place in the chain, appends together what arrived
/// during the last append (group commit), and resumes each submitter when its commits are durable.
///
/// Order: submissions are appended in the order in which `submit` was called. A submission is sealed by its caller, so
/// that this happens while the group before it is on its way to the disk. After a failure the writer has stopped: every
/// later submission gets the same failure, and its owner must acquire the slice again.
public final class SliceWriter: Sendable {
  /// A submission that has its place, or was refused and has none.
  private struct Sealed {
    let records: [Record]
    let bytes: Int
    /// What its submitter gets when the records, and all before them, are durable.
    let result: Result<Position, LogFailure>
    let waiter: Waiter
  }
  private enum Waiter {
    case task(UnsafeContinuation<Result<Position, LogFailure>, Never>)
    case receipt(AppendReceipt)

    func resume(_ result: Result<Position, LogFailure>) {
      switch self {
      case .task(let continuation): continuation.resume(returning: result)
      case .receipt(let receipt): receipt.settle(result)
      }
    }
  }
  private struct State: ~Copyable {
    var sealer: SubmissionSealer
    var pending: [Sealed] = []
    var appending = false
    var stopped: LogFailure?
  }

  /// Commits in one append: enough to hide the disk, few enough to keep acknowledgements quick.
  public static let groupMax = 1_024
  /// Bytes at which an append is made although more is waiting: a driver holds all of it at once.
  static let bytesMax = 16 << 20

  public let slice: Slice
  private let log: any EventLog
  private let state: Mutex<State>

  /// A writer that continues after `point`, the marker that `acquire` returned.
  public init(log: any EventLog, slice: Slice, after point: ChainPoint) {
    self.log = log
    self.slice = slice
    state = Mutex(State(sealer: SubmissionSealer(log: log.id, slice: slice, chain: log.chain, after: point)))
  }

  /// Takes the slice and returns its writer.
  public static func acquire(
    _ slice: Slice, of log: any EventLog, marker: OwnershipMarker
  ) async throws(LogFailure) -> (writer: SliceWriter, point: ChainPoint) {
    let point = try await log.acquire(slice, marker: marker)
    return (SliceWriter(log: log, slice: slice, after: point), point)
  }

  /// Appends the drafts, in order and next to each other. Returns the position of the first when all are durable.
  ///
  /// Takes its place in the order before it first suspends. Without drafts it is a barrier: when everything submitted
  /// before is durable it returns the last position of that.
  ///
  /// - Parameter expected: the position that the first draft must get, for drafts that were decided on the commits
  ///   before it; when one of those was refused, this submission is refused as stale.
  public nonisolated(nonsending) func submit(
    _ drafts: [CommitDraft], at expected: Position? = nil
  ) async throws(LogFailure) -> Position {
    let result = await withUnsafeContinuation { enqueue(drafts, at: expected, waiter: .task($0)) }
    return try result.get()
  }

  /// The same without waiting: for a caller that decides ahead of the disk.
  public func enqueue(_ drafts: [CommitDraft], at expected: Position? = nil) -> AppendReceipt {
    let receipt = AppendReceipt()
    enqueue(drafts, at: expected, waiter: .receipt(receipt))
    return receipt
  }

  private func enqueue(_ drafts: [CommitDraft], at expected: Position?, waiter: Waiter) {
    enum Next { case wait, start, refuse(LogFailure) }
    let next = state.withLock { state -> Next in
      if let failure = state.stopped { return .refuse(failure) }
      var records: [Record] = []
      let result = state.sealer.seal(drafts, at: expected, into: &records)
      let bytes = records.reduce(0) { $0 + $1.body.count }
      state.pending.append(Sealed(records: records, bytes: bytes, result: result, waiter: waiter))
      if state.appending { return .wait }
      state.appending = true
      return .start
    }
    switch next {
    case .wait: break
    case .start: Task(executorPreference: log.appendExecutor) { await self.appendUntilIdle() }
    case .refuse(let failure): waiter.resume(.failure(failure))
    }
  }

  private func appendUntilIdle() async {
    while let group = takeGroup() {
      var records: [Record] = []
      records.reserveCapacity(group.count)
      for sealed in group { records += sealed.records }
      if let failure = await settle(records) {
        for sealed in group {
          sealed.waiter.resume(sealed.result.flatMap { _ in .failure(failure.told(about: sealed.records)) })
        }
        return stop(failure.beside)
      }
      for sealed in group { sealed.waiter.resume(sealed.result) }
    }
  }

  /// What arrived meanwhile, at most `groupMax` commits and about `bytesMax` bytes; `nil` when idle.
  private func takeGroup() -> [Sealed]? {
    state.withLock { state in
      guard !state.pending.isEmpty else {
        state.appending = false
        return nil
      }
      var commits = 0
      var bytes = 0
      var end = 0
      while end < state.pending.count, bytes < Self.bytesMax,
        commits == 0 || commits + state.pending[end].records.count <= Self.groupMax
      {
        commits += state.pending[end].records.count
        bytes += state.pending[end].bytes
        end += 1
      }
      if end == state.pending.count {
        let group = state.pending
        state.pending = []
        return group
      }
      let group = Array(state.pending[..<end])
      state.pending.removeFirst(end)
      return group
    }
  }

  /// `nil` when the records are in the log for good.
  private func settle(_ records: [Record]) async -> LogFailure? {
    guard let first = records.first, let last = records.last else { return nil }
    var outcome = await log.append(records, to: slice)
    if case .unknown = outcome {
      do { outcome = try await log.resolve(records, in: slice) } catch { return error }
    }
    if outcome == .accepted { log.signal.advanced(slice, to: last.position) }
    return outcome.failure(of: slice, expecting: first.position)
  }

  private func stop(_ failure: LogFailure) {
    let refused = state.withLock { state -> [Sealed] in
      state.stopped = failure
      let refused = state.pending
      state.pending = []
      return refused
    }
    for sealed in refused { sealed.waiter.resume(.failure(failure)) }
  }
}

extension LogFailure {
  /// What the sender of another commit hears: only the one that is too large must not come again.
  package var beside: LogFailure {
    guard case .tooLarge = kind else { return self }
    return LogFailure(.unavailable, "nothing was written, because of a commit beside it: \(message)")
  }

  /// What a submitter of the group hears that was refused.
  fileprivate func told(about records: [Record]) -> LogFailure {
    guard case .tooLarge(let bytes, _) = kind else { return self }
    return records.contains { $0.body.count >= bytes } ? self : beside
  }
}

extension AppendOutcome {
  /// Why the writer must stop, if it must.
  fileprivate func failure(of slice: Slice, expecting position: Position) -> LogFailure? {
    switch self {
    case .accepted: nil
    case .stale(let head):
      LogFailure(
        .stale(head: head),
        "slice \(slice) was written by somebody else: expected position \(position) to be free, "
          + "but the log is at \(head.position)")
    case .fenced(let epoch):
      LogFailure(.fenced(by: epoch), "slice \(slice) was taken by another writer (epoch \(epoch)): this one stops")
    case .unknown(let reason):
      LogFailure(.unavailable, "the fate of the last append to slice \(slice) is not known: \(reason)")
    }
  }
}
