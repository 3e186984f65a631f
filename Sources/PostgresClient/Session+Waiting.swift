import CLibPQ
import Glibc

extension PostgresSession {
  /// Brackets one operation: refuses what cannot begin, and forgets its deadline and interruption afterwards.
  func operation<R: ~Copyable>(
    _ label: StatementLabel, in expected: Mode = .idle, _ body: () throws(PostgresError) -> R
  ) throws(PostgresError) -> R {
    self.label = label
    try checkUsable(expected)
    renewDeadline()
    defer {
      deadline = nil
      interruption = nil
      mayHaveCommitted = false
    }
    return try body()
  }

  func checkUsable(_ expected: Mode) throws(PostgresError) {
    if let lost {
      throw PostgresError(.connectionLost, lost.message, sqlState: lost.sqlState, statement: label.text)
    }
    guard mode == expected else {
      throw PostgresError(.misuse, "the connection is in \(mode), not \(expected)", statement: label.text)
    }
    try awaitDelivery()
    if interrupt.isRequested && !isShielded {
      throw PostgresError(.cancelled, "cancelled before it was sent", statement: label.text)
    }
  }

  /// Runs clean-up although the caller was cancelled, bounded by the grace instead of the caller's time.
  func shielded<R: ~Copyable>(_ body: () throws(PostgresError) -> R) throws(PostgresError) -> R {
    let wasShielded = isShielded
    let timeout = answerTimeout
    isShielded = true
    answerTimeout = settings.cancelGrace
    defer {
      isShielded = wasShielded
      answerTimeout = timeout
    }
    return try body()
  }

  func renewDeadline() { deadline = answerTimeout.map { ContinuousClock.now + $0 } }

  /// The next result of what was sent, or `nil` at its end. Waits, and obeys interruption and deadline.
  func nextResult() throws(PostgresError) -> OpaquePointer? {
    while PQisBusy(connection) == 1 {
      // On a dead socket PQgetResult does not block: it returns the server's last words or libpq's.
      if try !waitForInput() { break }
    }
    return PQgetResult(connection)
  }

  /// Flushes what is unsent, waits until something can be read, and reads it. `false` when the connection broke.
  func waitForInput() throws(PostgresError) -> Bool {
    let isFlushing = PQflush(connection) == 1
    return try wait(for: isFlushing ? Int16(POLLIN) | Int16(POLLOUT) : Int16(POLLIN))
  }

  /// Reads what has come, without waiting. `false` when the connection broke.
  func readInput() throws(PostgresError) -> Bool {
    try considerInterruption()
    return PQconsumeInput(connection) == 1
  }

  /// Waits once, and reads what has come. `false` when the connection broke.
  private func wait(for events: Int16) throws(PostgresError) -> Bool {
    try considerInterruption()
    let until = interruption?.graceEnds ?? deadline
    let readiness = Readiness.wait(socket: socket, events, wake: interrupt.wakeDescriptor, until)
    if readiness.isWoken { interrupt.quieten() }
    guard readiness.isSocketReady else { return true }
    return PQconsumeInput(connection) == 1
  }

  /// Sends everything that is buffered. Reads meanwhile, since a server that cannot write does not read. Never waits
  /// for input alone: a server that takes a COPY has nothing to say.
  func flush() throws(PostgresError) {
    while true {
      switch PQflush(connection) {
      case 0: return
      case 1: if try !wait(for: Int16(POLLIN) | Int16(POLLOUT)) { return }
      // The reason comes with the next result.
      default: return
      }
    }
  }

  /// Starts a cancellation when one is due, and gives the connection up when its grace is over.
  private func considerInterruption() throws(PostgresError) {
    if let interruption {
      if ContinuousClock.now >= interruption.graceEnds { throw abandon(as: interruption.kind) }
    } else if interrupt.isRequested && !isShielded {
      interruptStatement(as: .cancelled)
    } else if let deadline, ContinuousClock.now >= deadline {
      interruptStatement(as: .timedOut)
    }
  }

  func interruptStatement(as kind: PostgresError.Kind) {
    interruption = Interruption(kind: kind, graceEnds: ContinuousClock.now + settings.cancelGrace)
    CancelRequest(connection: connection, interrupt: interrupt)?.send()
  }

  /// A cancel request still on its way could hit the next statement: waits until the server has taken it.
  private func awaitDelivery() throws(PostgresError) {
    let graceEnds = ContinuousClock.now + settings.cancelGrace
    while interrupt.isDelivering {
      let readiness = Readiness.wait(socket: -1, 0, wake: interrupt.wakeDescriptor, graceEnds)
      if readiness.isWoken { interrupt.quieten() }
      if ContinuousClock.now >= graceEnds { throw abandon(as: .timedOut) }
    }
  }

  /// Gives up a server that answers neither the statement nor its cancellation.
  func abandon(as kind: PostgresError.Kind) -> PostgresError {
    var error = PostgresError(
      kind, "the server did not answer; the connection was given up", statement: label.text)
    error.isOutcomeUnknown = mayHaveCommitted
    lost = error
    shutdown(socket, Int32(SHUT_RDWR))
    return error
  }
}
