import CommandLineKit
import PostgresClient

/// Counts how often the server has made its log durable, so that no figure rests on writes that were not.
struct LogSyncs {
  private let server: BenchmarkServer
  private let before: Int64

  private static let until17 = Statement("log syncs", "SELECT wal_sync FROM pg_stat_wal")
  private static let from18 = Statement(
    "log syncs", "SELECT coalesce(sum(fsyncs), 0)::int8 FROM pg_stat_io WHERE object = 'wal'")

  init(_ server: BenchmarkServer) async throws {
    self.server = server
    before = try await Self.count(on: server)
  }

  /// The syncs since; fails when they stay fewer than `groups`. Connections report when they end: close them first.
  func require(atLeast groups: Int) async throws -> Int {
    var syncs = 0
    for _ in 0..<50 {
      syncs = Int(try await Self.count(on: server) - before)
      if syncs >= groups { return syncs }
      try await server.prepare("SELECT pg_sleep(0.1)")
    }
    throw Failure(
      .foundProblems, "the server synced its log \(syncs) times for \(groups) groups: they were not durable one by one")
  }

  /// The same, and says it.
  func require(atLeast groups: Int, named name: String, _ writer: FigureWriter) async throws {
    let syncs = try await require(atLeast: groups)
    try writer.write(
      Figure(
        name: "\(name).log.syncs", value: Double(syncs), unit: "syncs",
        baseline: .init(name: "groups, ours and the bare loop's", value: Double(groups)),
        ratio: Double(syncs) / Double(max(1, groups))))
  }

  private static func count(on server: BenchmarkServer) async throws -> Int64 {
    guard server.serverSettings.version >= 140_000 else {
      throw Failure(.environment, "PostgreSQL 14 or newer is needed: older ones do not count the syncs of their log")
    }
    let statement = server.serverSettings.version < 180_000 ? until17 : from18
    let connection = try await PostgresConnection.open(server.settings)
    let counts = try await connection.query(statement) { rows, row in try rows.int64(row, 0) }
    await connection.close()
    return counts[0]
  }
}
