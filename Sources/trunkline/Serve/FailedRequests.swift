import API
import Synchronization

/// Requests that failed, in the server's log: while very many fail, as when the database is away, some of them and how
/// many others.
final class FailedRequests: Sendable {
  /// Enough to see what is wrong, few enough for a disk.
  static let aSecondMax = 10

  private struct State {
    var since: ContinuousClock.Instant?
    var told = 0
    /// Since the last that was told.
    var untold = 0
  }
  private let say: @Sendable (ServiceLog.Entry) -> Void
  private let state = Mutex(State())

  init(_ say: @escaping @Sendable (ServiceLog.Entry) -> Void) { self.say = say }

  func failed(_ request: FailedRequest, at now: ContinuousClock.Instant = .now) {
    let others = state.withLock { state -> Int? in
      if state.since.map({ now - $0 >= .seconds(1) }) ?? true {
        state.since = now
        state.told = 0
      }
      guard state.told < Self.aSecondMax else {
        state.untold += 1
        return nil
      }
      state.told += 1
      defer { state.untold = 0 }
      return state.untold
    }
    if let others { say(.requestFailed(request, others: others)) }
  }
}
