import Synchronization

/// Tells one waiting task that there is news. News that nobody waits for is kept, once.
final class AsyncTurn: Sendable {
  private struct State {
    var hasNews = false
    var waiter: CheckedContinuation<Void, Never>?
  }
  private let state = Mutex(State())

  func notify() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let waiter = state.waiter else {
        state.hasNews = true
        return nil
      }
      state.waiter = nil
      return waiter
    }
    waiter?.resume()
  }

  /// Returns at once when there is news, when it comes, or when the task is cancelled.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isNow = state.withLock { state in
          if state.hasNews || Task.isCancelled {
            state.hasNews = false
            return true
          }
          state.waiter = continuation
          return false
        }
        if isNow { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.resume()
    }
  }
}
