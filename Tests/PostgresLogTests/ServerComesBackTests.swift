import EmbeddedPostgres
import EventLog
import PostgresClient
import PostgresTesting
import Testing
import TrunklineTesting
import Values

@testable import PostgresEventLog

/// A server that went away and comes back may be another than the one that was opened.
extension PostgresLogTests {
  private static let slice = Slice.numbered(7)

  /// Writes two commits, cuts all connections off after `change`, and writes another.
  /// - Returns: why it was not taken; `nil`: it was.
  private static func failure(
    on log: PostgresLogUnderTest, after change: (PostgresLogUnderTest) async throws -> Void
  ) async throws -> LogFailure? {
    let driver = try await log.openDriver()
    let point = try await driver.acquire(slice, marker: .by("first"))
    let writer = SliceWriter(log: driver, slice: slice, after: point)
    _ = try await writer.submit([.numbered(1), .numbered(2)])
    try await change(log)
    _ = try await log.disconnect()
    do {
      _ = try await writer.submit([.numbered(3)])
      return nil
    } catch {
      return error
    }
  }

  @Test func theSameServerIsTakenAgain() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    #expect(try await Self.failure(on: log) { _ in } == nil)
    await log.close()
  }

  @Test func anOlderCopyIsRefused() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    let failure = try await Self.failure(on: log) { try await $0.truncate(Self.slice, through: Position(2)) }
    #expect(failure?.kind == .beyondHead(position: Position(3), head: Position(2)))
    await log.close()
  }

  @Test func anotherLogIsRefused() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    let failure = try await Self.failure(on: log) { log in
      let connection = try await PostgresConnection.open(log.settings)
      try await connection.execute("UPDATE trunkline.log_identity SET log_id = decode(repeat('ab', 16), 'hex')")
      await connection.close()
    }
    guard case .otherLog? = failure?.kind else {
      Issue.record("\(failure.map { "\($0.kind)" } ?? "taken")")
      return await log.close()
    }
    await log.close()
  }

  /// On a server of its own, which forgets what it is told from now on.
  @Test func aServerThatForgetsIsRefusedWhenItComesBack() async throws {
    let server = try await EmbeddedPostgres.attach(stateFolder: try TemporaryFolder.make())
    let log = try await PostgresLogUnderTest.on(await server.connectionSettings)
    let failure = try await Self.failure(on: log) { log in
      let connection = try await PostgresConnection.open(log.settings)
      try await connection.execute("ALTER SYSTEM SET fsync = off")
      try await connection.execute("SELECT pg_reload_conf()")
      // The server reads its settings when it comes to it.
      try await until {
        try await PostgresLogUnderTest.settings(of: log.settings).fsync == false
      }
      await connection.close()
    }
    #expect(failure?.kind == .unsafe)
    await log.close()
    try await server.leave()
  }
}
