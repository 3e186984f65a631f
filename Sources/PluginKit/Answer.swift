package import Storage
import Synchronization
package import Values

/// Waits for code that may never come back: `nil` when `limit` passes first, and the code is left to itself.
package func answer<R: Sendable>(
  by limit: Instant, _ time: any TimeSource, _ body: @escaping @Sendable () async throws -> R
) async throws -> R? {
  try await withCheckedThrowingContinuation { continuation in
    let once = Once(continuation)
    let timer = Task {
      await time.wait(until: limit)
      once.resume(.success(nil))
    }
    Task {
      let result: Result<R?, any Error>
      do { result = .success(try await body()) } catch { result = .failure(error) }
      once.resume(result)
      timer.cancel()
    }
  }
}

/// The first result counts.
private final class Once<R: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<R?, any Error>?>

  init(_ continuation: CheckedContinuation<R?, any Error>) { self.continuation = Mutex(continuation) }

  func resume(_ result: Result<R?, any Error>) {
    let waiting = continuation.withLock { continuation in
      defer { continuation = nil }
      return continuation
    }
    waiting?.resume(with: result)
  }
}
