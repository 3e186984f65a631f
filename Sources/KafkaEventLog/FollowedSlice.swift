import EventLog
import Storage
import Synchronization
import Values

/// One slice as this process follows it, shared by the thread that reads the log, the writer and the readers.
final class FollowedSlice: Sendable {
  fileprivate enum Phase {
    /// Can transition to: starting.
    case idle
    /// Its place is being found. Can transition to: following, idle.
    case starting([CheckedContinuation<Void, Never>])
    /// Can transition to: failed.
    case following
    /// The log can't be trusted from here on. If it may pass, can transition to: following.
    case failed(LogFailure, mayPass: Bool)
  }
  fileprivate struct Waiter {
    let through: Int64
    let deadline: ContinuousClock.Instant
    let continuation: CheckedContinuation<Result<ChainPoint, LogFailure>, Never>
  }
  fileprivate struct State {
    var phase = Phase.idle
    /// Once it is followed.
    var view: SliceView?
    var waiters: [Waiter] = []
  }

  let slice: Slice
  private let state = Mutex(State())

  init(_ slice: Slice) { self.slice = slice }

  // MARK: beginning

  /// Returns once the slice is followed. Whoever comes first finds the place to begin at, by `begin`.
  nonisolated(nonsending) func follow(
    _ begin: (FollowedSlice) async throws(LogFailure) -> Void
  ) async throws(LogFailure) {
    while true {
      enum Next { case go, begin, wait, fail(LogFailure) }
      let next = state.withLock { state -> Next in
        switch state.phase {
        case .following: return .go
        case .failed(let failure, _): return .fail(failure)
        case .starting: return .wait
        case .idle:
          state.phase = .starting([])
          return .begin
        }
      }
      switch next {
      case .go: return
      case .fail(let failure): throw failure
      case .wait: await untilStarted()
      case .begin:
        do throws(LogFailure) {
          try await begin(self)
          enter(.following)
        } catch {
          enter(.idle)
          throw error
        }
      }
    }
  }

  private func untilStarted() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        guard case .starting(let waiting) = state.phase else { return true }
        state.phase = .starting(waiting + [continuation])
        return false
      }
      if isOver { continuation.resume() }
    }
  }

  private func enter(_ phase: Phase) {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      var waiting: [CheckedContinuation<Void, Never>] = []
      switch state.phase {
      case .starting(let those): waiting = those
      // It failed before it was told that it had begun.
      case .failed: return []
      case .idle, .following: break
      }
      state.phase = phase
      return waiting
    }
    for each in waiting { each.resume() }
  }

  var isFollowed: Bool {
    state.withLock { state in
      if case .following = state.phase { return true }
      return false
    }
  }

  /// Why nothing can be read any more; `nil`: it can.
  var failure: LogFailure? {
    state.withLock { state in
      if case .failed(let failure, _) = state.phase { return failure }
      return nil
    }
  }

  /// What is read from now on belongs to a view that begins here.
  func place(at start: ReadStart) { state.withLock { $0.view = SliceView(slice: slice, from: start) } }

  // MARK: looking

  /// Gives `body` the view, if the slice is followed.
  func withView<R>(_ body: (inout SliceView) -> R) -> R? {
    state.withLock { state in state.view == nil ? nil : body(&state.view!) }
  }

  /// The head once everything below the offset is folded.
  /// - Throws: `unavailable` when that does not come in time; `broken` when something is missing at the head.
  func head(through offset: Int64, waiting: Duration) async throws(LogFailure) -> ChainPoint {
    let result = await withCheckedContinuation { continuation in
      let now = state.withLock { state -> Result<ChainPoint, LogFailure>? in
        if let result = state.result(through: offset, of: slice) { return result }
        state.waiters.append(
          Waiter(through: offset, deadline: .now + waiting, continuation: continuation))
        return nil
      }
      if let now { continuation.resume(returning: now) }
    }
    return try result.get()
  }

  // MARK: news

  /// Resumes who waited for what is folded by now.
  func settle() { resume { $0.result(through: $1.through, of: self.slice) } }

  /// Nothing more will come: the log is not what it was.
  /// - Parameter mayPass: `goOn` may follow. One for good stays.
  func fail(_ failure: LogFailure, mayPass: Bool = false) {
    let starting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      if case .failed(_, mayPass: false) = state.phase { return [] }
      defer { state.phase = .failed(failure, mayPass: mayPass) }
      if case .starting(let waiting) = state.phase { return waiting }
      return []
    }
    for each in starting { each.resume() }
    resume { _, _ in .failure(failure) }
  }

  /// It failed for good.
  var isLost: Bool {
    state.withLock { state in
      if case .failed(_, mayPass: false) = state.phase { return true }
      return false
    }
  }

  /// The log is whole after all, from the view on.
  func goOn() {
    state.withLock { state in if case .failed(_, mayPass: true) = state.phase { state.phase = .following } }
  }

  /// Nobody waits beyond this for a log that can't be reached.
  func refuseWaiters(_ failure: LogFailure) { resume { _, _ in .failure(failure) } }

  func refuseLateWaiters(at now: ContinuousClock.Instant, _ failure: () -> LogFailure) {
    let isAnybodyLate = state.withLock { $0.waiters.contains { $0.deadline <= now } }
    guard isAnybodyLate else { return }
    let failure = failure()
    resume { $1.deadline <= now ? .failure(failure) : nil }
  }

  private func resume(_ result: (State, Waiter) -> Result<ChainPoint, LogFailure>?) {
    let settled = state.withLock { state -> [(Waiter, Result<ChainPoint, LogFailure>)] in
      guard !state.waiters.isEmpty else { return [] }
      var settled: [(Waiter, Result<ChainPoint, LogFailure>)] = []
      var left: [Waiter] = []
      for waiter in state.waiters {
        if let result = result(state, waiter) { settled.append((waiter, result)) } else { left.append(waiter) }
      }
      state.waiters = left
      return settled
    }
    for (waiter, result) in settled { waiter.continuation.resume(returning: result) }
  }
}

extension FollowedSlice.State {
  /// `nil`: not folded so far.
  fileprivate func result(through offset: Int64, of slice: Slice) -> Result<ChainPoint, LogFailure>? {
    if case .failed(let failure, _) = phase { return .failure(failure) }
    guard let view, view.fold.nextOffset >= offset else { return nil }
    if let missing = view.fold.missingPosition { return .failure(.broken(at: missing, of: slice)) }
    return .success(view.head)
  }
}
