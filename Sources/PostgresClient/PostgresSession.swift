import CLibPQ
import Glibc

/// One connection, used from one thread at a time: everything here blocks the calling thread.
///
/// `PostgresConnection` owns one on a thread of its own; a benchmark or a projection thread may open one directly.
/// libpq's manual: “One thread restriction is that no two threads attempt to manipulate the same PGconn object at the
/// same time”, hence not `Sendable`.
package final class PostgresSession {
  enum Mode {
    case idle
    case pipeline
    case copyIn
    case copyOut
  }

  /// A statement as this connection knows it. Keeping the object keeps its identity from being reused.
  struct Prepared {
    let statement: Statement
    let name: String
  }

  /// Why the running statement is being cancelled, and until when the server may take its time.
  struct Interruption {
    let kind: PostgresError.Kind
    let graceEnds: ContinuousClock.Instant
  }

  package let settings: ConnectionSettings
  /// Lets other threads interrupt this session.
  package let interrupt: SessionInterrupt
  /// The longest wait for one answer; beyond it the statement is cancelled and `timedOut` thrown.
  package var answerTimeout: Duration?
  /// Whoever uses the connection has looked at the server behind it. A new session, as after a reconnect, begins
  /// without.
  package var isServerChecked = false

  var connection: OpaquePointer
  var mode = Mode.idle
  var parameters = Parameters()
  var prepared: [ObjectIdentifier: Prepared] = [:]
  var preparedNames = 0
  /// Set once and for all when the connection is gone.
  var lost: PostgresError?

  // The operation under way.
  var label = StatementLabel.step("connect")
  var deadline: ContinuousClock.Instant?
  var interruption: Interruption?
  /// What was sent commits by itself, or is a commit: a loss now leaves the outcome unknown.
  var mayHaveCommitted = false
  /// Clean-up such as ROLLBACK runs although the caller was cancelled.
  var isShielded = false

  var pipelineEntries: [PipelineEntry] = []
  var pipelineBeganIdle = true
  var copyOut: CopyOutState?

  /// Connects within `settings.connectTimeout`.
  package convenience init(_ settings: ConnectionSettings) throws(PostgresError) {
    try self.init(settings, interrupt: SessionInterrupt())
  }

  init(_ settings: ConnectionSettings, interrupt: SessionInterrupt) throws(PostgresError) {
    self.settings = settings
    self.interrupt = interrupt
    answerTimeout = settings.answerTimeout
    let handshake = Handshake(settings, interrupt: interrupt)
    connection = try handshake.connect()
  }

  deinit { PQfinish(connection) }

  /// The server process behind this session.
  package var backendProcessID: Int32 { PQbackendPID(connection) }

  /// Such as 150018 for 15.18.
  package var serverVersion: Int { Int(PQserverVersion(connection)) }

  package var isLost: Bool { lost != nil }
  package var isInTransaction: Bool {
    let status = PQtransactionStatus(connection)
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
  }
  /// Nothing is open: no transaction, no COPY, no pipeline.
  package var isSettled: Bool { lost == nil && mode == .idle && PQtransactionStatus(connection) == PQTRANS_IDLE }

  var socket: Int32 { PQsocket(connection) }
}
