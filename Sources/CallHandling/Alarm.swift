import Storage
import Synchronization
import Values

/// Wakes the one who keeps a slice's deadlines. Whoever decides says what the least deadline is now; only an earlier
/// one than the waiting is for disturbs it.
final class Alarm: Sendable {
  private struct State {
    var due: Instant?
    /// What is waited for now; `nil`: until something changes.
    var armed: Instant?
    var isStopped = false
    var waiter: CheckedContinuation<Void, Never>?

    func isEarlier(than armed: Instant?) -> Bool {
      guard let due else { return false }
      return armed.map { due < $0 } ?? true
    }

    mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
      defer { waiter = nil }
      return waiter
    }
  }
  private let state = Mutex(State())

  /// The least deadline that there is; `nil`: none.
  func set(_ due: Instant?) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.due = due
      guard let due else { return nil }
      if let armed = state.armed, armed <= due { return nil }
      return state.takeWaiter()
    }
    waiter?.resume()
  }

  /// Nothing is waited for any more.
  func stop() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.isStopped = true
      return state.takeWaiter()
    }
    waiter?.resume()
  }

  /// Returns when a deadline is due by the time given; `false`: stopped, or the task was cancelled.
  func next(by time: any TimeSource) async -> Bool {
    while !Task.isCancelled {
      let (due, isStopped) = state.withLock { state in
        state.armed = state.due
        return (state.due, state.isStopped)
      }
      if isStopped { return false }
      if let due, due <= time.now() { return true }
      if let due {
        await time.wait(until: due) { await self.change(from: due) }
      } else {
        await change(from: nil)
      }
    }
    return false
  }

  /// Returns when there is a deadline before `armed`, when stopped, and when the task is cancelled.
  private func change(from armed: Instant?) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let now = state.withLock { state -> Bool in
          if Task.isCancelled || state.isStopped || state.isEarlier(than: armed) { return true }
          state.waiter = continuation
          return false
        }
        if now { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.takeWaiter() }?.resume()
    }
  }
}
