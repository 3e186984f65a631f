import PostgresClient
import Synchronization
import Values

/// Tells other processes of what this one appended, by NOTIFY: outside the transaction of the append, and what comes
/// close together at once. What goes missing is found by whoever waits (`AppendListener`).
final class AppendTeller: Sendable {
  /// `slice position`, in digits.
  static let channel = "trunkline_log"
  /// A notification costs its own transaction: no more of them than this far apart.
  private static let pause = Duration.milliseconds(10)
  /// Between two tries while the server is away.
  private static let retryAfter = Duration.milliseconds(500)

  private struct State {
    var untold: [Slice: Position] = [:]
    var isTelling = false
    var isClosed = false
  }
  private let state = Mutex(State())
  private let connections: PostgresPool

  init(_ settings: ConnectionSettings) {
    var settings = settings
    // A notification writes a transaction of its own; nobody needs it to outlive the server.
    settings.parameters.append(.init("synchronous_commit", "off"))
    connections = PostgresPool(settings, connectionsMax: 1, waitMax: .seconds(1))
  }

  func appended(to slice: Slice, through position: Position) {
    let starts = state.withLock { state -> Bool in
      state.untold[slice] = position
      defer { state.isTelling = true }
      return !state.isTelling
    }
    if starts { Task { await tell() } }
  }

  func close() async {
    state.withLock { $0.isClosed = true }
    await connections.close()
  }

  private func tell() async {
    while let news = takeNews() {
      let isTold = await tell(news)
      if !isTold { state.withLock { $0.untold.merge(news) { newer, _ in newer } } }
      // What is appended during this pause is told together.
      try? await Task.sleep(for: isTold ? Self.pause : Self.retryAfter)
    }
  }

  private func tell(_ news: [Slice: Position]) async -> Bool {
    do {
      try await connections.withConnection { connection in
        try await connection.run { session in
          for (slice, position) in news { try session.notify(Self.channel, "\(slice.number) \(position.number)") }
        }
      }
      return true
    } catch {
      return false
    }
  }

  /// `nil`: all is told, or nobody will be.
  private func takeNews() -> [Slice: Position]? {
    state.withLock { state in
      guard !state.untold.isEmpty, !state.isClosed else {
        state.isTelling = false
        return nil
      }
      defer { state.untold = [:] }
      return state.untold
    }
  }
}
