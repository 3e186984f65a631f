import Digest
import EventLog
import PluginKit
import PostgresClient
import PostgresStorage
import PostgresTesting
import Storage
import Testing
import TrunklineTesting
import Values

/// A store in a database of its own, and a log.
struct Bench: Sendable {
  let settings: ConnectionSettings
  let store: PostgresProjectionStore
  let log = MemoryEventLog(id: LogID(ID128(high: 1, low: 1)), chain: Chain(hash: SHA256.digest))

  func write(_ numbers: ClosedRange<UInt64>, to slice: Slice, events: Int = 1, payload: Int = 0) async throws {
    let (writer, _) = try await SliceWriter.acquire(slice, of: log, marker: .by("test"))
    _ = try await writer.submit(numbers.map { .numbered($0, events: events, payload: payload) })
  }

  func host(_ plugin: Plugin = CountingPlugin.plugin(), as owner: String = "host") async throws -> ProjectionHost {
    let host = ProjectionHost(log: log, store: store, plugins: [plugin], owner: owner)
    try await host.open()
    return host
  }

  func runner(
    _ build: Build, _ plugin: Plugin = CountingPlugin.plugin(), on slice: Slice = ProjectionTests.one,
    as owner: String = "runner"
  ) -> ProjectionRunner {
    ProjectionRunner(log: log, store: store, plugin: plugin, build: build, slice: slice, owner: owner)
  }

  func build(_ state: BuildState = .scratch) async throws -> Build {
    let plugin = CountingPlugin.plugin()
    return try await store.createBuild(
      of: plugin.name, version: plugin.version, state: state, migrations: plugin.migrations)
  }

  func rebuild(_ plugin: Plugin = CountingPlugin.plugin()) async throws -> Rebuild.Report {
    try await Rebuild(log: log, store: store, plugin: plugin, owner: "rebuild").run()
  }

  func finding(_ plugin: Plugin = CountingPlugin.plugin()) async throws -> ProjectionAudit.Finding {
    try #require(try await ProjectionAudit(log: log, store: store, owner: "audit").run(plugin))
  }

  func tamper(_ sql: String) async throws {
    let connection = try await PostgresConnection.open(settings)
    try await connection.execute(sql)
    await connection.close()
  }

  /// Claims that somebody has in this database.
  func claims() async throws -> Int64 {
    try await count(
      """
      SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND d.datname = current_database()
      """)
  }

  func count(_ sql: String = "SELECT count(*) FROM counting.note") async throws -> Int64 {
    guard case .integer(let count)? = try await store.rows(Query(sql, views: ["counting.note"])).first?.first else {
      return -1
    }
    return count
  }

  static func with(_ body: (Bench) async throws -> Void) async throws {
    let settings = try await TemporaryPostgres.freshDatabase()
    let bench = Bench(settings: settings, store: try await PostgresProjectionStore.open(settings, connectionsMax: 6))
    do {
      try await body(bench)
      await bench.store.close()
    } catch {
      await bench.store.close()
      throw error
    }
  }
}
