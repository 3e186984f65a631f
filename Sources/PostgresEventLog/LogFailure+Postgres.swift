import EventLog
import PostgresClient

extension LogFailure {
  /// What a failure of the database means for the log.
  init(postgres error: any Error) {
    switch error {
    case let failure as LogFailure: self = failure
    case let failure as PostgresError where failure.kind == .newerDatabase:
      self.init(.newerFormat, failure.message)
    case let failure as PostgresError where failure.isDiskFull:
      self.init(.unavailable, "the database's disk is full: make room, then start again (\(failure))")
    default: self.init(.unavailable, "the log can't be reached: \(error)")
    }
  }
}
