import PostgresClient
import Storage

extension StorageFailure {
  /// What a failure of the database means for the read models.
  init(postgres error: any Error) {
    switch error {
    case let failure as StorageFailure: self = failure
    case let failure as PostgresError: self.init(failure)
    default: self.init(.unavailable, "\(error)")
    }
  }

  private init(_ error: PostgresError) {
    if error.kind == .newerDatabase {
      self.init(.newerFormat, error.message)
    } else if error.isOutcomeUnknown {
      self.init(.outcomeUnknown, "the fate of a transaction is not known: \(error)")
    } else if error.isDiskFull {
      self.init(.full, "the database's disk is full: make room, then start again (\(error))")
    } else if error.isLockTimeout || error.isSerializationFailure {
      self.init(.locked, "\(error)")
    } else if error.sqlState?.hasPrefix("23") == true || error.sqlState?.hasPrefix("22") == true {
      self.init(.refused, "the database refuses the rows: \(error)")
    } else if error.sqlState == "42P01" || error.sqlState == "3F000" {
      self.init(.missing, "\(error)")
    } else {
      self.init(.unavailable, "the database can't be used: \(error)")
    }
  }
}
