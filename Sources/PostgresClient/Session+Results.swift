import CLibPQ
import Glibc

extension PostgresSession {
  /// Takes every result of what was sent and returns the last; throws the first error once all are in.
  func collect() throws(PostgresError) -> OpaquePointer {
    var last: OpaquePointer?
    var failure: PostgresError?
    while let result = try nextResultClearing(&last) {
      switch PQresultStatus(result) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
        last = result
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
        PQclear(result)
        throw abandonMisusedCopy()
      default:
        let error = error(of: result)
        PQclear(result)
        if failure == nil { failure = error }
      }
    }
    if let failure {
      PQclear(last)
      throw failure
    }
    guard let last else { throw connectionError() }
    return last
  }

  /// Frees the result held so far, also when waiting fails.
  private func nextResultClearing(_ held: inout OpaquePointer?) throws(PostgresError) -> OpaquePointer? {
    let next: OpaquePointer?
    do {
      next = try nextResult()
    } catch {
      PQclear(held)
      throw error
    }
    if next != nil {
      PQclear(held)
      held = nil
    }
    return next
  }

  private func abandonMisusedCopy() -> PostgresError {
    let error = PostgresError(.misuse, "COPY needs copyIn or copyOut", statement: label.text)
    lost = error
    shutdown(socket, Int32(SHUT_RDWR))
    return error
  }

  /// The server's error, or the loss of the connection, with what is known about its outcome.
  func error(of result: OpaquePointer) -> PostgresError {
    let sqlState = field(result, "C")
    let severity = field(result, "V")
    let isGone = PQstatus(connection) == CONNECTION_BAD || severity == "FATAL" || severity == "PANIC"
    let message = field(result, "M") ?? String(cString: PQresultErrorMessage(result)).trimmed
    var kind = isGone ? PostgresError.Kind.connectionLost : .server
    if let interruption, sqlState == "57014" { kind = interruption.kind }
    var error = PostgresError(kind, message, sqlState: sqlState, statement: label.text)
    error.detail = field(result, "D")
    error.hint = field(result, "H")
    error.constraint = field(result, "n")
    if isGone {
      error.isOutcomeUnknown = mayHaveCommitted
      lost = error
    }
    return error
  }

  /// A call failed without a result: libpq's message, and the end of the connection if it is one.
  func connectionError() -> PostgresError {
    let message = String(cString: PQerrorMessage(connection)).trimmed
    guard PQstatus(connection) == CONNECTION_BAD else {
      return PostgresError(.protocolViolation, message, statement: label.text)
    }
    var error = PostgresError(.connectionLost, message, statement: label.text)
    error.isOutcomeUnknown = mayHaveCommitted
    lost = error
    return error
  }

  private func field(_ result: OpaquePointer, _ code: Unicode.Scalar) -> String? {
    PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
  }
}
