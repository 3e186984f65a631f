import Glibc
import Synchronization
package import SystemThreads

/// A session on a thread of its own, for callers in Swift concurrency.
///
/// Calls are carried out one after the other. `run` gives a whole batch or transaction to the thread in one hop. A
/// cancelled task cancels its statement on the server.
package actor PostgresConnection {
  private nonisolated let executor: ThreadExecutor
  /// For tasks that do little but call this connection: they wait for no other thread between two calls.
  package nonisolated let errands: ThreadExecutor.Errands
  package nonisolated let settings: ConnectionSettings
  private var session: PostgresSession?
  private var isClosed = false
  private nonisolated let state = Atomic(State.unopened)
  private nonisolated let socket = Atomic<Int32>(-1)

  /// What the pool asks without a hop.
  enum State: Int, AtomicRepresentable, Sendable {
    case unopened
    /// Nothing is open on it: it may be lent.
    case settled
    /// A transaction or a COPY was left open.
    case unsettled
    case lost
    case closed
  }

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private init(settings: ConnectionSettings) {
    self.settings = settings
    executor = ThreadExecutor()
    errands = ThreadExecutor.Errands(executor)
  }

  /// A connection that is ready for statements.
  package static func open(_ settings: ConnectionSettings) async throws(PostgresError) -> PostgresConnection {
    let connection = PostgresConnection(settings: settings)
    do throws(PostgresError) {
      try await connection.reconnect()
    } catch {
      await connection.close()
      throw error
    }
    return connection
  }

  /// Replaces the connection by a new one; its prepared statements, listens and settings by SET start afresh.
  package func reconnect() async throws(PostgresError) {
    guard !isClosed else { throw Self.closedError }
    dropSession(.lost)
    let interrupt = try SessionInterrupt()
    let scope = interrupt.beginScope()
    let outcome = await withTaskCancellationHandler {
      Result { () throws(PostgresError) in try connect(interrupt) }
    } onCancel: {
      interrupt.cancel(scope: scope)
    }
    interrupt.endScope()
    try outcome.get()
  }

  private func connect(_ interrupt: SessionInterrupt) throws(PostgresError) {
    let opened = try PostgresSession(settings, interrupt: interrupt)
    session = opened
    socket.store(opened.socket, ordering: .releasing)
    state.store(.settled, ordering: .releasing)
  }

  /// Runs `body` on the connection's thread. The session must not leave the closure.
  package func run<R: Sendable>(
    _ body: sending (PostgresSession) throws -> R
  ) async throws -> R {
    guard !isClosed else { throw Self.closedError }
    guard let session else { throw PostgresError(.connectionLost, "the connection was lost and not reconnected") }
    let interrupt = session.interrupt
    let scope = interrupt.beginScope()
    defer {
      interrupt.endScope()
      state.store(session.isLost ? .lost : session.isSettled ? .settled : .unsettled, ordering: .releasing)
    }
    return try await withTaskCancellationHandler {
      // A closure that does not mention the actor would run on the cooperative pool.
      try carryOut(body, session)
    } onCancel: {
      interrupt.cancel(scope: scope)
    }
  }

  private func carryOut<R: Sendable>(
    _ body: (PostgresSession) throws -> R, _ session: PostgresSession
  ) throws -> R {
    try body(session)
  }

  /// Ends the session and its thread; waits for both. Later calls throw `closed`.
  package nonisolated func close() async {
    await endSession()
    await executor.stop()
  }

  private func endSession() {
    isClosed = true
    dropSession(.closed)
  }

  private func dropSession(_ next: State) {
    socket.store(-1, ordering: .releasing)
    state.store(next, ordering: .releasing)
    session = nil
  }

  nonisolated var condition: State { state.load(ordering: .acquiring) }

  /// The session is gone; `reconnect` makes a new one.
  package nonisolated var isLost: Bool { condition == .lost }

  /// Whether something arrived while the connection was idle: the server's farewell, as a rule. Asked by the pool of a
  /// connection that it has not lent, so nobody closes the socket meanwhile.
  nonisolated var hasUnreadInput: Bool {
    var watched = pollfd(fd: socket.load(ordering: .acquiring), events: Int16(POLLIN), revents: 0)
    return watched.fd < 0 || poll(&watched, 1, 0) != 0
  }

  private static let closedError = PostgresError(.closed, "the connection was closed")
}

// MARK: one statement per hop

extension PostgresConnection {
  @discardableResult
  package func execute(_ sql: String) async throws -> Int {
    try await run { try $0.execute(sql) }
  }

  @discardableResult
  package func run(
    _ statement: Statement, _ fill: @Sendable (inout Parameters) -> Void = { _ in }
  ) async throws -> Int {
    try await run { try $0.run(statement, fill) }
  }

  /// One value per row, made on the connection's thread.
  package func query<Value: Sendable>(
    _ statement: Statement, _ fill: @Sendable (inout Parameters) -> Void = { _ in },
    row: @Sendable (borrowing PostgresRows, Int) throws -> Value
  ) async throws -> [Value] {
    try await run { session in
      let rows = try session.query(statement, fill)
      var values: [Value] = []
      values.reserveCapacity(rows.count)
      for index in 0..<rows.count { values.append(try row(rows, index)) }
      return values
    }
  }

  /// See `PostgresSession.waitForNotification(timeout:)`; other calls wait meanwhile.
  package func waitForNotification(timeout: Duration?) async throws -> PostgresNotification? {
    try await run { try $0.waitForNotification(timeout: timeout) }
  }
}
