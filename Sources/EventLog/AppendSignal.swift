import Synchronization
public import Values

/// Tells waiting readers of this process that a slice has grown. A wake-up without news is allowed, a missed one is
/// not: whoever waits says what it has seen.
public final class AppendSignal: Sendable {
  private struct Waiter {
    let id: UInt64
    let seen: Position
    let continuation: CheckedContinuation<Void, Never>
  }
  private struct State {
    var heads: [Slice: Position] = [:]
    var waiters: [Slice: [Waiter]] = [:]
    var nextID: UInt64 = 0
    var cancelled: Set<UInt64> = []
  }
  private let state = Mutex(State())
  private let whenAwaited: @Sendable (AppendSignal, Slice) -> Void

  /// - Parameter whenAwaited: called whenever somebody begins to wait for a slice, for a driver that listens elsewhere
  ///   only then.
  public init(whenAwaited: @escaping @Sendable (AppendSignal, Slice) -> Void = { _, _ in }) {
    self.whenAwaited = whenAwaited
  }

  /// The last position that is known to be there; `nil`: nothing was heard of the slice.
  public func head(of slice: Slice) -> Position? { state.withLock { $0.heads[slice] } }

  /// Whether a reader that has all up to the position may find more: unless what was heard of the slice ends there. Who
  /// was woken reads all the same: it may have been for another reason.
  public func mayHaveMore(of slice: Slice, beyond seen: Position) -> Bool { head(of: slice).map { $0 > seen } ?? true }

  /// The slices that somebody waits for, or waited for and heard of, in order.
  public var knownSlices: [Slice] {
    state.withLock { state in
      Set(state.heads.keys).union(state.waiters.filter { !$0.value.isEmpty }.keys).sorted()
    }
  }

  /// The slice's head is at least at `position`.
  public func advanced(_ slice: Slice, to position: Position) {
    let woken = state.withLock { state -> [Waiter] in
      if let known = state.heads[slice], known >= position { return [] }
      state.heads[slice] = position
      guard let waiters = state.waiters[slice] else { return [] }
      state.waiters[slice] = waiters.filter { $0.seen >= position }
      return waiters.filter { $0.seen < position }
    }
    for waiter in woken { waiter.continuation.resume() }
  }

  /// Wakes all who wait for the slice: its next reading says why.
  public func wake(_ slice: Slice) {
    let woken = state.withLock { $0.waiters.removeValue(forKey: slice) ?? [] }
    for waiter in woken { waiter.continuation.resume() }
  }

  /// Returns when the slice is known to have grown beyond `seen`, when it was woken, or when the task is cancelled.
  public func waitForAppend(to slice: Slice, beyond seen: Position) async {
    whenAwaited(self, slice)
    let id = state.withLock { state -> UInt64 in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let now = state.withLock { state -> Bool in
          if state.cancelled.remove(id) != nil { return true }
          if let head = state.heads[slice], head > seen { return true }
          state.waiters[slice, default: []].append(Waiter(id: id, seen: seen, continuation: continuation))
          return false
        }
        if now { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        if let index = state.waiters[slice]?.firstIndex(where: { $0.id == id }) {
          return state.waiters[slice]?.remove(at: index)
        }
        state.cancelled.insert(id)
        return nil
      }
      waiter?.continuation.resume()
    }
    _ = state.withLock { $0.cancelled.remove(id) }
  }
}
