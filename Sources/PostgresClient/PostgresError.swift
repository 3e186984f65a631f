/// A failure of the server, of the way to it, or of what was asked of it.
package struct PostgresError: Error, Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// The server refused the statement; `sqlState` says why. The connection is usable.
    case server
    /// No connection could be made.
    case cannotConnect
    /// The connection is gone; this object will not work again until it is reconnected.
    case connectionLost
    /// The server said something this client does not understand.
    case protocolViolation
    /// The task or the thread that waited was cancelled.
    case cancelled
    /// No answer, or no connection from the pool, within the time that the caller allows.
    case timedOut
    /// A column has another type than the accessor, is null, or its value does not fit.
    case wrongType
    /// The call does not fit the state of the connection or the declaration of the statement: a mistake of the caller.
    case misuse
    /// The pool or the connection was closed.
    case closed
    /// The database was written by a newer version of the program.
    case newerDatabase
  }

  package let kind: Kind
  /// Five characters of PostgreSQL's appendix A; `nil` when the server did not answer.
  package let sqlState: String?
  package let message: String
  package var detail: String?
  package var hint: String?
  /// The constraint that was violated.
  package var constraint: String?
  /// The statement's name and the start of its text.
  package var statement: String?
  /// Which statement of a pipeline failed, counted from 0.
  package var pipelineIndex: Int?
  /// The statement was sent and may have been committed: only reading can tell, behind a lock or a key conflict.
  package var isOutcomeUnknown = false

  package init(_ kind: Kind, _ message: String, sqlState: String? = nil, statement: String? = nil) {
    self.kind = kind
    self.message = message
    self.sqlState = sqlState
    self.statement = statement
  }
}

extension PostgresError {
  package var isUniqueViolation: Bool { sqlState == "23505" }
  /// Serialization failure or deadlock: the same transaction may succeed when repeated.
  package var isSerializationFailure: Bool { sqlState == "40001" || sqlState == "40P01" }
  package var isLockTimeout: Bool { sqlState == "55P03" }
  /// “cached plan must not change result type”: the session has dropped the plan, the next call prepares anew.
  package var isInvalidPlan: Bool { sqlState == "0A000" }
  package var isDiskFull: Bool { sqlState == "53100" }
  package var isConnectionFailure: Bool { kind == .connectionLost || kind == .cannotConnect }

  /// Whether the same request may succeed later without a change by a person. With `isOutcomeUnknown`, first find out.
  package var isRetryable: Bool {
    switch kind {
    case .connectionLost, .timedOut: true
    case .cannotConnect: !isRefusedForGood
    case .server: isSerializationFailure || isLockTimeout || isInvalidPlan || sqlState?.hasPrefix("53") == true
    case .protocolViolation, .cancelled, .wrongType, .misuse, .closed, .newerDatabase: false
    }
  }

  /// Wrong password, unknown role or database: trying again does not help.
  package var isRefusedForGood: Bool {
    guard kind == .cannotConnect, let sqlState else { return false }
    return sqlState.hasPrefix("28") || sqlState == "3D000" || sqlState == "42501"
  }
}

extension PostgresError: CustomStringConvertible {
  package var description: String {
    var text = "PostgreSQL: "
    // libpq explains over several lines.
    let words = message.split { $0.isWhitespace }.joined(separator: " ")
    text += words.isEmpty ? "\(kind)" : words
    if let sqlState { text += " [\(sqlState)]" }
    if isOutcomeUnknown { text += " (it may have been committed)" }
    if let detail { text += "; \(detail)" }
    if let hint { text += "; hint: \(hint)" }
    // Of a connection that broke, what was asked last says nothing.
    if let statement, !isConnectionFailure { text += "; in \(statement)" }
    return text
  }
}
