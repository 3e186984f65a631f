import SystemThreads

/// Runs what computes for seconds on a thread of its own: on the pool's two it would keep every other test waiting.
package func onOwnThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
  try await withCheckedThrowingContinuation { continuation in
    let runs = SystemThread.detach { continuation.resume(with: Result(catching: body)) }
    if !runs { continuation.resume(throwing: NoThread()) }
  }
}

/// The system has no thread to give.
struct NoThread: Error {}
