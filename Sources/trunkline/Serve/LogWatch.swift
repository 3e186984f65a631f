import EventLog
import Synchronization

/// Tells when the log can't be reached and when it can again, and of records in it that are none of its own.
final class LogWatch: Sendable {
  private struct State {
    var trouble: String?
    var foreign: UInt64 = 0
  }
  private let say: @Sendable (ServiceLog.Entry) -> Void
  private let state = Mutex(State())

  init(_ say: @escaping @Sendable (ServiceLog.Entry) -> Void) { self.say = say }

  /// Why the log was not reached at the last look; `nil`: it was.
  var trouble: String? { state.withLock { $0.trouble } }

  /// Somebody has just asked the log for something.
  /// - Parameters:
  ///   - failure: `nil`: it answered.
  ///   - foreign: records that are none of the log's own, so far.
  func looked(_ failure: LogFailure?, foreign: UInt64) {
    let (before, more) = state.withLock { state in
      defer { state = State(trouble: failure?.message, foreign: foreign) }
      return (state.trouble, foreign > state.foreign)
    }
    if let failure, before == nil { say(.logAway(failure.message)) }
    if failure == nil, before != nil { say(.logBack) }
    if more { say(.foreignRecords(foreign)) }
  }
}
