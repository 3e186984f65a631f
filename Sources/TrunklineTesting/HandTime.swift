import Storage
import Synchronization
package import Values

/// A clock that stands until a test moves it.
package final class HandTime: TimeSource {
  private struct Waiter {
    let number: UInt64
    let until: Instant
    let continuation: CheckedContinuation<Void, Never>
  }
  private struct State {
    var now: Instant
    var waiters: [Waiter] = []
    var watchers: [CheckedContinuation<Void, Never>] = []
    var numbers: UInt64 = 0
  }
  private let state: Mutex<State>

  package init(at now: Instant) { state = Mutex(State(now: now)) }

  package func now() -> Instant { state.withLock { $0.now } }

  package func wait(until instant: Instant) async {
    let number = state.withLock { state in
      state.numbers += 1
      return state.numbers
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (isOver, watchers) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
          if Task.isCancelled || instant <= state.now { return (true, []) }
          state.waiters.append(Waiter(number: number, until: instant, continuation: continuation))
          defer { state.watchers = [] }
          return (false, state.watchers)
        }
        for watcher in watchers { watcher.resume() }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
        return state.waiters.remove(at: index)
      }
      waiter?.continuation.resume()
    }
  }

  /// Moves the clock and wakes whoever waited for that.
  package func advance(by span: Milliseconds) {
    let woken = state.withLock { state in
      state.now = state.now + span
      let woken = state.waiters.filter { $0.until <= state.now }
      state.waiters.removeAll { $0.until <= state.now }
      return woken
    }
    for waiter in woken { waiter.continuation.resume() }
  }

  /// Returns when somebody waits for this instant or an earlier one.
  package func somebodyWaits(until instant: Instant) async {
    while !state.withLock({ $0.waiters.contains { $0.until <= instant } }) {
      await withCheckedContinuation { continuation in
        let isThere = state.withLock { state in
          if state.waiters.contains(where: { $0.until <= instant }) { return true }
          state.watchers.append(continuation)
          return false
        }
        if isThere { continuation.resume() }
      }
    }
  }
}
