import CLibPQ

/// How a transaction sees the others.
package enum TransactionMode: Sendable {
  case readCommitted
  case repeatableRead
  case serializable
  /// One snapshot for several reads.
  case readOnlySnapshot

  var begin: String {
    switch self {
    case .readCommitted: "BEGIN"
    case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
    case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
    case .readOnlySnapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    }
  }
}

extension PostgresSession {
  /// Runs `body` in a transaction: commits when it returns, rolls back when it throws.
  ///
  /// A loss of the connection during COMMIT throws an error with `isOutcomeUnknown`; after one before it, nothing was
  /// committed.
  @discardableResult
  package func transaction<R: ~Copyable>(
    _ mode: TransactionMode = .readCommitted, _ body: () throws -> R
  ) throws -> R {
    guard !isInTransaction else { throw PostgresError(.misuse, "a transaction is open already") }
    try beginTransaction(mode)
    let value: R
    do {
      value = try body()
    } catch {
      try? rollback()
      throw error
    }
    try commit()
    return value
  }

  private func beginTransaction(_ mode: TransactionMode) throws(PostgresError) {
    _ = try operation(.text(mode.begin)) { () throws(PostgresError) -> Int in
      let count = try executeHere(mode.begin)
      return count
    }
  }

  private func commit() throws(PostgresError) {
    if PQtransactionStatus(connection) == PQTRANS_INERROR {
      // The body caught an error of the server and went on: nothing can be committed any more.
      try rollback()
      throw PostgresError(.server, "the transaction had failed before its commit", sqlState: "25P02")
    }
    do throws(PostgresError) {
      _ = try operation(.step("COMMIT")) { () throws(PostgresError) -> Int in
        mayHaveCommitted = true
        guard PQsendQuery(connection, "COMMIT") == 1 else { throw connectionError() }
        return PostgresRows(try collect(), label).affectedRows
      }
    } catch {
      if lost == nil && isInTransaction { try? rollback() }
      throw error
    }
  }

  /// Also after a cancellation, and from whatever state the body left behind.
  func rollback() throws(PostgresError) {
    if lost != nil { return }
    try shielded { () throws(PostgresError) in
      try leaveOpenMode()
      if isInTransaction { _ = try execute("ROLLBACK") }
    }
  }

  /// Ends a COPY or a pipeline that an error left open.
  func leaveOpenMode() throws(PostgresError) {
    switch mode {
    case .idle: break
    case .copyOut: try endCopyOut()
    case .copyIn: try failCopyIn("given up")
    case .pipeline: _ = try? collectPipeline()
    }
  }
}
