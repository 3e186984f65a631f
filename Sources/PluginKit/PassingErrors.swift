import EventLog
import Storage

extension Error {
  /// Whether it may go well the next time without anybody's doing.
  var isPassing: Bool {
    switch self {
    // It was stopped for others: who still wants it begins again.
    case is CancellationError: true
    case let failure as LogFailure: failure.kind == .unavailable
    case let failure as SinkFailure: failure.kind == .away
    case let failure as StorageFailure:
      switch failure.kind {
      case .unavailable, .checkpointMoved, .outcomeUnknown, .locked, .full: true
      case .missing, .nothingToDo, .refused, .newerFormat: false
      }
    default: false
    }
  }
}
