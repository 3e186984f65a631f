/// At most so many connections to one server, lent first come, first served.
///
/// A connection that comes back lost, or with a transaction left open, is replaced. While the server is away, opening
/// is tried again and again, longer and longer apart, until each waiter's own time is over.
package actor PostgresPool {
  package nonisolated let settings: ConnectionSettings
  private nonisolated let waitMax: Duration
  private var machine: PoolMachine
  private var connections: [Int: PostgresConnection] = [:]
  private var waiters: [Int: Waiter] = [:]
  private var lastWaiter = 0
  private var lastFailure: PostgresError?
  private var closers: [CheckedContinuation<Void, Never>] = []
  private var closings = 0
  private var isFinished = false

  private struct Waiter {
    let continuation: CheckedContinuation<Lent, any Error>
    let timer: Task<Void, Never>
  }

  private struct Lent: Sendable {
    let id: Int
    let connection: PostgresConnection
  }

  /// - Parameter waitMax: how long `withConnection` waits for a connection unless it is told otherwise.
  package init(_ settings: ConnectionSettings, connectionsMax: Int, waitMax: Duration = .seconds(10)) {
    self.settings = settings
    self.waitMax = waitMax
    // Between two tries there is room for several within anybody's time.
    machine = PoolMachine(
      connectionsMax: connectionsMax, longestBackoff: min(PoolMachine.longestBackoff, waitMax / 4))
  }

  /// Lends a connection to `body`. Throws `timedOut` when none is free within `limit`.
  @discardableResult
  package nonisolated(nonsending) func withConnection<R>(
    within limit: Duration? = nil, _ body: nonisolated(nonsending) (PostgresConnection) async throws -> R
  ) async throws -> R {
    let lent = try await acquire(within: limit ?? waitMax)
    do {
      let value = try await body(lent.connection)
      await giveBack(lent)
      return value
    } catch {
      await giveBack(lent)
      throw error
    }
  }

  /// Refuses whoever waits, waits for those who have a connection, and closes all.
  package func close() async {
    perform(machine.closeRequested())
    if isFinished && closings == 0 { return }
    await withCheckedContinuation { closers.append($0) }
  }

  package var connectionCount: Int { machine.connectionCount }
  package var idleCount: Int { machine.idleCount }
  package var waiterCount: Int { machine.waiterCount }
}

// MARK: waiting

extension PostgresPool {
  private static let cancelledError = PostgresError(.cancelled, "cancelled while waiting for a connection")

  private func acquire(within limit: Duration) async throws -> Lent {
    if Task.isCancelled { throw Self.cancelledError }
    replaceDeadIdleConnections()
    lastWaiter += 1
    let id = lastWaiter
    let actions = machine.requested(by: id)
    // The usual case needs neither a continuation nor a timer.
    if case .lend(let lent, id) = actions.first, let connection = connections[lent] {
      return Lent(id: lent, connection: connection)
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // A deadline, not a pause: it ends with the waiter.
        let timer = Task { [weak self] in
          try? await Task.sleep(for: limit)
          if !Task.isCancelled { await self?.waitedTooLong(id) }
        }
        waiters[id] = Waiter(continuation: continuation, timer: timer)
        perform(actions)
      }
    } onCancel: {
      Task { await giveUp(id) }
    }
  }

  private func waitedTooLong(_ id: Int) { perform(machine.waitedTooLong(id)) }

  private func giveUp(_ id: Int) {
    machine.gaveUp(id)
    settle(id) { $0.resume(throwing: Self.cancelledError) }
  }

  private func giveBack(_ lent: Lent) {
    let isUsable = lent.connection.condition == .settled
    perform(machine.returned(lent.id, isUsable: isUsable))
  }

  /// A server that restarted leaves readable sockets behind; nothing else arrives on an idle connection of a pool.
  private func replaceDeadIdleConnections() {
    while let id = machine.nextIdle, connections[id]?.hasUnreadInput != false {
      perform(machine.idleConnectionLost(id))
    }
  }

  private func settle(_ id: Int, _ answer: (CheckedContinuation<Lent, any Error>) -> Void) {
    guard let waiter = waiters.removeValue(forKey: id) else { return }
    waiter.timer.cancel()
    answer(waiter.continuation)
  }
}

// MARK: carrying out

extension PostgresPool {
  private func perform(_ actions: [PoolMachine.Action]) {
    for action in actions {
      switch action {
      case .open(let id): open(id)
      case .reopen(let id, let pause): reopen(id, after: pause)
      case .lend(let id, let waiter): lend(id, to: waiter)
      case .refuse(let waiter, let refusal): settle(waiter) { $0.resume(throwing: error(for: refusal)) }
      case .close(let id): close(id)
      case .finish:
        isFinished = true
        finishIfClosed()
      }
    }
  }

  private func open(_ id: Int) {
    Task {
      do throws(PostgresError) {
        connections[id] = try await PostgresConnection.open(settings)
        perform(machine.opened(id))
      } catch {
        lastFailure = error
        perform(machine.openFailed(id, isForGood: error.isRefusedForGood))
      }
    }
  }

  private func reopen(_ id: Int, after pause: Duration) {
    Task {
      // The back-off between two attempts to reach the server.
      try? await Task.sleep(for: pause)
      perform(machine.backoffEnded(id))
    }
  }

  private func lend(_ id: Int, to waiter: Int) {
    guard let connection = connections[id], waiters[waiter] != nil else {
      // The waiter gave up in the same moment.
      return perform(machine.returned(id, isUsable: connections[id] != nil))
    }
    settle(waiter) { $0.resume(returning: Lent(id: id, connection: connection)) }
  }

  private func close(_ id: Int) {
    guard let connection = connections.removeValue(forKey: id) else { return }
    closings += 1
    Task {
      await connection.close()
      closings -= 1
      finishIfClosed()
    }
  }

  private func finishIfClosed() {
    guard isFinished && closings == 0 else { return }
    let waiting = closers
    closers.removeAll()
    for closer in waiting { closer.resume() }
  }

  private func error(for refusal: PoolMachine.Refusal) -> PostgresError {
    switch refusal {
    case .closed: return PostgresError(.closed, "the connection pool was closed")
    case .cannotConnect: return lastFailure ?? PostgresError(.cannotConnect, "no connection")
    case .timedOut:
      var error = PostgresError(.timedOut, "none of \(machine.connectionsMax) connections became free in time")
      error.detail = lastFailure?.description
      return error
    }
  }
}
