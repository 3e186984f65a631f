package import Storage
import Synchronization
package import Values

/// Waits for code that may never come back: `nil` when `limit` passes first; the code is cancelled then, and left to
/// itself.
package func answer<R: Sendable>(
  by limit: Instant, _ time: any TimeSource, _ body: @escaping @Sendable () async throws -> R
) async throws -> R? {
  try await withCheckedThrowingContinuation { continuation in
    let once = Once(continuation)
    let work = Task {
      let result: Result<R?, any Error>
      do { result = .success(try await body()) } catch { result = .failure(error) }
      once.resume(result)
    }
    once.ends(
      Task {
        await time.wait(until: limit)
        if once.resume(.success(nil)) { work.cancel() }
      })
  }
}

/// The first result counts.
private final class Once<R: Sendable>: Sendable {
  private struct State {
    var continuation: CheckedContinuation<R?, any Error>?
    var timer: Task<Void, Never>?
  }
  private let state: Mutex<State>

  init(_ continuation: CheckedContinuation<R?, any Error>) { state = Mutex(State(continuation: continuation)) }

  /// Whether it was the first.
  @discardableResult
  func resume(_ result: Result<R?, any Error>) -> Bool {
    let (waiting, timer) = state.withLock { state in
      defer { state = State() }
      return (state.continuation, state.timer)
    }
    timer?.cancel()
    waiting?.resume(with: result)
    return waiting != nil
  }

  /// The timer is cancelled when there is a result.
  func ends(_ timer: Task<Void, Never>) {
    let isWaiting = state.withLock { state in
      if state.continuation != nil { state.timer = timer }
      return state.continuation != nil
    }
    if !isWaiting { timer.cancel() }
  }
}
