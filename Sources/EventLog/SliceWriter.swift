import Synchronization
public import Values

/// The one writer of a slice: takes submissions, gives each its place in the chain, appends together what arrived
/// during the last append (group commit), and resumes each submitter when its commits are durable.
///
/// Order: submissions are appended in the order in which `submit` was called. After a failure the writer has stopped:
/// every later submission gets the same failure, and its owner must acquire the slice again.
public final class SliceWriter: Sendable {
  struct Submission {
    let drafts: [CommitDraft]
    /// The position that the first draft must get, if it was decided on what stands before that.
    let expected: Position?
    fileprivate let waiter: Waiter
  }
  fileprivate enum Waiter {
    case task(UnsafeContinuation<Result<Position, LogFailure>, Never>)
    case receipt(AppendReceipt)

    func resume(_ result: Result<Position, LogFailure>) {
      switch self {
      case .task(let continuation): continuation.resume(returning: result)
      case .receipt(let receipt): receipt.settle(result)
      }
    }
  }
  private struct State {
    var pending: [Submission] = []
    var appending = false
    var stopped: LogFailure?
  }

  /// Commits in one append: enough to hide the disk, few enough to keep acknowledgements quick.
  public static let groupMax = 1_024

  public let slice: Slice
  private let log: any EventLog
  private let state = Mutex(State())
  private let groups: GroupAppender

  /// A writer that continues after `point`, the marker that `acquire` returned.
  public init(log: any EventLog, slice: Slice, after point: ChainPoint) {
    self.log = log
    self.slice = slice
    groups = GroupAppender(log: log, slice: slice, after: point)
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
  ///   before
  ///   it; when one of those was refused, this submission is refused as stale.
  public nonisolated(nonsending) func submit(
    _ drafts: [CommitDraft], at expected: Position? = nil
  ) async throws(LogFailure) -> Position {
    let result = await withUnsafeContinuation {
      enqueue(Submission(drafts: drafts, expected: expected, waiter: .task($0)))
    }
    return try result.get()
  }

  /// The same without waiting: for a caller that decides ahead of the disk.
  public func enqueue(_ drafts: [CommitDraft], at expected: Position? = nil) -> AppendReceipt {
    let receipt = AppendReceipt()
    enqueue(Submission(drafts: drafts, expected: expected, waiter: .receipt(receipt)))
    return receipt
  }

  private func enqueue(_ submission: Submission) {
    enum Next { case wait, start, refuse(LogFailure) }
    let next = state.withLock { state -> Next in
      if let failure = state.stopped { return .refuse(failure) }
      state.pending.append(submission)
      if state.appending { return .wait }
      state.appending = true
      return .start
    }
    switch next {
    case .wait: break
    case .start: Task { await appendUntilIdle() }
    case .refuse(let failure): submission.waiter.resume(.failure(failure))
    }
  }

  private func appendUntilIdle() async {
    while let group = takeGroup() {
      let outcome = await groups.append(group)
      for (submission, result) in zip(group, outcome.results) { submission.waiter.resume(result) }
      if let failure = outcome.stopped { return stop(failure) }
    }
  }

  /// What arrived meanwhile, at most `groupMax` commits; `nil` when idle.
  private func takeGroup() -> [Submission]? {
    state.withLock { state in
      guard !state.pending.isEmpty else {
        state.appending = false
        return nil
      }
      var commits = 0
      var end = 0
      while end < state.pending.count, commits == 0 || commits + state.pending[end].drafts.count <= Self.groupMax {
        commits += state.pending[end].drafts.count
        end += 1
      }
      if end == state.pending.count {
        defer { state.pending = [] }
        return state.pending
      }
      let group = Array(state.pending[..<end])
      state.pending.removeFirst(end)
      return group
    }
  }

  private func stop(_ failure: LogFailure) {
    let refused = state.withLock { state -> [Submission] in
      state.stopped = failure
      defer { state.pending = [] }
      return state.pending
    }
    for submission in refused { submission.waiter.resume(.failure(failure)) }
  }
}
