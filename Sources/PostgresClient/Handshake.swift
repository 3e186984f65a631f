import CLibPQ
import Glibc

/// Opens a connection without blocking beyond a deadline, interruptible by the session's bell.
struct Handshake {
  private let settings: ConnectionSettings
  private let interrupt: SessionInterrupt

  init(_ settings: ConnectionSettings, interrupt: SessionInterrupt) {
    self.settings = settings
    self.interrupt = interrupt
  }

  /// A connection that is ready for statements, in non-blocking mode; the caller owns it.
  func connect() throws(PostgresError) -> OpaquePointer {
    let deadline = ContinuousClock.now + settings.connectTimeout
    guard let connection = start() else { throw PostgresError(.cannotConnect, "out of memory") }
    do {
      try complete(connection, deadline)
    } catch {
      PQfinish(connection)
      throw error
    }
    PQsetNoticeProcessor(connection, { _, _ in }, nil)
    PQsetnonblocking(connection, 1)
    return connection
  }

  private func start() -> OpaquePointer? {
    let keywords = settings.keywords
    var names = keywords.map { strdup($0.name) as UnsafeMutablePointer<CChar>? }
    var values = keywords.map { strdup($0.value) as UnsafeMutablePointer<CChar>? }
    defer { for text in names + values { free(text) } }
    names.append(nil)
    values.append(nil)
    return names.map { UnsafePointer($0) }.withUnsafeBufferPointer { names in
      values.map { UnsafePointer($0) }.withUnsafeBufferPointer { values in
        PQconnectStartParams(names.baseAddress, values.baseAddress, 1)
      }
    }
  }

  private func complete(_ connection: OpaquePointer, _ deadline: ContinuousClock.Instant) throws(PostgresError) {
    var wanted = PGRES_POLLING_WRITING
    while wanted != PGRES_POLLING_OK {
      guard PQstatus(connection) != CONNECTION_BAD, wanted != PGRES_POLLING_FAILED else {
        throw refusal(connection)
      }
      let events = wanted == PGRES_POLLING_READING ? Int16(POLLIN) : Int16(POLLOUT)
      let readiness = Readiness.wait(socket: PQsocket(connection), events, wake: interrupt.wakeDescriptor, deadline)
      if readiness.isWoken { interrupt.quieten() }
      if interrupt.isRequested { throw PostgresError(.cancelled, "cancelled while connecting to \(settings.place)") }
      if readiness.isSocketReady {
        wanted = PQconnectPoll(connection)
      } else if ContinuousClock.now >= deadline {
        throw PostgresError(
          .cannotConnect, "\(settings.place) did not answer within \(settings.connectTimeout)")
      }
    }
  }

  /// libpq keeps no SQLSTATE of a refused connection, so the two that matter are told by their text.
  private func refusal(_ connection: OpaquePointer) -> PostgresError {
    let message = String(cString: PQerrorMessage(connection)).trimmed
    var sqlState: String?
    if message.hasSuffix("does not exist") {
      sqlState = message.contains("FATAL:  database") ? "3D000" : "28000"
    } else if message.contains("authentication failed") || message.contains("no pg_hba.conf entry") {
      sqlState = "28P01"
    }
    return PostgresError(.cannotConnect, message, sqlState: sqlState)
  }
}

extension String {
  /// Without white space at either end, as libpq's messages end with a line break.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}
