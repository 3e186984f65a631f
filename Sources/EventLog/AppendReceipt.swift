import Synchronization
public import Values

/// A submission on its way to the log. Waited for at most once.
public final class AppendReceipt: Sendable {
  private enum State {
    case open
    case awaited(UnsafeContinuation<Result<Position, LogFailure>, Never>)
    case settled(Result<Position, LogFailure>)
  }
  private let state = Mutex(State.open)

  /// The position of the submission's first commit, when all of them are durable.
  public func wait() async throws(LogFailure) -> Position {
    let result = await withUnsafeContinuation { continuation in
      let settled = state.withLock { state -> Result<Position, LogFailure>? in
        if case .settled(let result) = state { return result }
        state = .awaited(continuation)
        return nil
      }
      if let settled { continuation.resume(returning: settled) }
    }
    return try result.get()
  }

  func settle(_ result: Result<Position, LogFailure>) {
    let waiting = state.withLock { state -> UnsafeContinuation<Result<Position, LogFailure>, Never>? in
      defer { state = .settled(result) }
      if case .awaited(let continuation) = state { return continuation }
      return nil
    }
    waiting?.resume(returning: result)
  }
}
