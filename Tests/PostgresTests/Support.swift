import EmbeddedPostgres
import Glibc
import PostgresClient
import PostgresTesting
import SystemThreads
import Testing

/// Gives `body` a new session on a thread of its own: blocking tests would stall the cooperative pool.
func withSession<R: Sendable>(
  _ settings: ConnectionSettings, _ body: sending (PostgresSession) throws -> R
) async throws -> R {
  let connection = try await PostgresConnection.open(settings)
  do {
    let value = try await connection.run(body)
    await connection.close()
    return value
  } catch {
    await connection.close()
    throw error
  }
}

/// A thread for tests that use a session without a connection.
actor OwnThread {
  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  func run<R: Sendable>(_ body: sending () throws -> R) throws -> R { try body() }
}

/// Gives tests a cluster that is already made and stopped, one after the other.
actor MadeCluster {
  static let shared = MadeCluster()

  private let folder = Task { () throws -> String in
    let folder = try TemporaryFolder.make()
    let server = try await EmbeddedPostgres.attach(stateFolder: folder)
    try await server.leave()
    return folder
  }
  private var isLent = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  nonisolated func use(_ body: (String) async throws -> Void) async throws {
    await take()
    do {
      try await body(try await folder.value)
      await giveBack()
    } catch {
      await giveBack()
      throw error
    }
  }

  private func take() async {
    if isLent { await withCheckedContinuation { waiting.append($0) } }
    isLent = true
  }

  private func giveBack() {
    isLent = false
    if !waiting.isEmpty {
      isLent = true
      waiting.removeFirst().resume()
    }
  }
}

/// What a test throws from a closure of its own.
struct GivenUp: Error {}

/// What `body` throws. Not `#expect(throws:)`, in whose closures nested closures may be taken for one another.
func thrown<R: ~Copyable>(_ body: () throws -> R) -> (any Error)? {
  do {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

/// The `PostgresError` that `body` throws; records an issue when it throws none.
func postgresError<R: ~Copyable>(
  _ location: SourceLocation = #_sourceLocation, _ body: () throws -> R
) -> PostgresError? {
  do {
    _ = try body()
    Issue.record("no error was thrown", sourceLocation: location)
  } catch let error as PostgresError {
    return error
  } catch {
    Issue.record("another error: \(error)", sourceLocation: location)
  }
  return nil
}

/// As `postgresError`, for code that waits.
func awaitedError<R: ~Copyable>(
  _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> R
) async -> PostgresError? {
  do {
    _ = try await body()
    Issue.record("no error was thrown", sourceLocation: location)
  } catch let error as PostgresError {
    return error
  } catch {
    Issue.record("another error: \(error)", sourceLocation: location)
  }
  return nil
}

struct TooLate: Error {
  let what: String
}

/// Asks again and again until `condition` holds, letting others run in between; throws after `limit`.
func eventually(
  _ what: String, within limit: Duration = .seconds(20), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !condition() {
    if ContinuousClock.now > deadline { throw TooLate(what: what) }
    await Task.yield()
  }
}

/// Bytes of this process in memory.
func residentBytes() -> Int {
  let file = open("/proc/self/statm", O_RDONLY)
  defer { close(file) }
  var text = [UInt8](repeating: 0, count: 256)
  let count = read(file, &text, text.count)
  let fields = String(decoding: text.prefix(max(count, 0)), as: UTF8.self).split(separator: " ")
  return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
}

/// A second connection that looks at what the first is doing.
struct Observer {
  let connection: PostgresConnection

  private static let activity = Statement(
    "activity", "SELECT state, query, wait_event FROM pg_stat_activity WHERE pid = $1", [.int4])
  private static let terminate = Statement("terminate", "SELECT pg_terminate_backend($1)", [.int4])

  init(_ settings: ConnectionSettings) async throws { connection = try await PostgresConnection.open(settings) }

  /// Waits until the server process runs a statement that contains `text`.
  func awaitStatement(_ text: String, of processID: Int32) async throws {
    try await eventually("\(text) runs") {
      let found = try await connection.query(Self.activity) {
        $0.int4(processID)
      } row: { rows, row in
        "\(try rows.stringOrNil(row, 0) ?? ""): \(try rows.stringOrNil(row, 1) ?? "")"
      }
      return found.contains { $0.hasPrefix("active") && $0.contains(text) }
    }
  }

  func terminate(_ processID: Int32) async throws {
    _ = try await connection.query(Self.terminate) {
      $0.int4(processID)
    } row: {
      try $0.bool($1, 0)
    }
  }
}
