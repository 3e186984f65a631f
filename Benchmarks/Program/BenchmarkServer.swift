import CommandLineKit
import Digest
import EmbeddedPostgres
import EventLog
import KafkaEventLog
import PluginKit
import PostgresClient
import PostgresEventLog
import PostgresStorage
import PostgresTesting
import Synchronization
import Values

/// A private server of its own, set up as the embedded one is, on a disk; it vanishes with the process.
struct BenchmarkServer {
  let settings: ConnectionSettings
  let folder: String
  let serverSettings: ServerSettings
  /// Of Kafka; `nil`: the log is in this server's database.
  let brokers: Brokers?
  /// Where the log is on Kafka, once there is one.
  var topic: KafkaSettings?
  private let server: EmbeddedPostgres

  static let chain = Chain(hash: { SHA256.digest($0, $1) })
  static let logID = LogID(ID128(high: 7, low: 7))
  /// That this process has made.
  static let topics = Atomic(0)

  /// - Parameter parent: must be on a disk.
  /// - Parameter brokers: where the log is, if on Kafka.
  static func with<R>(
    in parent: String, brokers: Brokers?, _ body: (BenchmarkServer) async throws -> R
  ) async throws -> R {
    if Disk.isInMemory(parent) {
      throw Failure(
        .environment, "\(parent) is in memory, where durable writes cost nothing",
        hints: ["name a folder on a disk with --folder"])
    }
    let folder = try TemporaryFolder.make(in: parent)
    let server = try await EmbeddedPostgres.attach(stateFolder: folder)
    do {
      let settings = await server.connectionSettings
      let connection = try await PostgresConnection.open(settings)
      let found = try await connection.run { try $0.serverSettings() }
      await connection.close()
      let value = try await body(
        BenchmarkServer(
          settings: settings, folder: folder, serverSettings: found, brokers: brokers, topic: nil, server: server))
      _ = try await server.leave()
      return value
    } catch {
      _ = try? await server.leave()
      throw error
    }
  }

  /// What every benchmark says first.
  func describe(to writer: FigureWriter) throws {
    guard serverSettings.isDurable else {
      throw Failure(.environment, "the server would lose acknowledged commits: \(serverSettings)")
    }
    try writer.say("\(serverSettings)")
    try Disk.syncs(in: folder).write("disk.fdatasync", to: writer)
  }

  /// The log, wherever it is.
  func openLog() async throws -> OpenLog {
    if let topic { return try await openTopic(topic).open }
    let log = try await PostgresEventLog.open(settings, chain: Self.chain, newID: Self.logID)
    return OpenLog(log) { await log.close() }
  }

  /// The cluster's own, in the state folder.
  var dataFolder: String { folder + "/data" }

  /// Of this process, this server, and the broker where its process is known.
  func processorTime() -> ProcessorTime { ProcessorTime.now(serverOf: dataFolder, broker: brokers?.process) }

  func openStore() async throws -> PostgresProjectionStore { try await PostgresProjectionStore.open(settings) }

  /// As in a server that has run for a while: the files of its log are there to be written again, and nothing of before
  /// is still to be done. A newborn one makes a file of zeros for every 16 MB.
  func age() async throws {
    guard topic == nil else { return }
    try await prepare(
      """
      DO $$ BEGIN FOR segment IN 1..\(Self.segments) LOOP
        PERFORM pg_logical_emit_message(false, 'benchmark', 'x'), pg_switch_wal();
      END LOOP; END $$
      """)
    try await settle()
  }

  /// Everything is in its place, and the log's files are free again.
  func settle() async throws {
    if topic == nil { try await prepare("CHECKPOINT") }
  }

  private static let segments = 80

  /// In libpq's words, for the bare loops.
  var connectionString: String {
    "host=\(settings.host ?? "") port=\(settings.port ?? 5432) dbname=\(settings.database ?? "") "
      + "user=\(settings.user ?? "") sslmode=disable gssencmode=disable application_name=baseline"
  }

  /// The next rebuild finds nothing to compare with.
  func forgetBuilds(of plugin: Plugin) async throws {
    let store = try await openStore()
    try await forgetBuilds(of: plugin, in: store)
    await store.close()
  }

  func forgetBuilds(of plugin: Plugin, in store: PostgresProjectionStore) async throws {
    for known in try await store.builds(of: plugin.name) { try await store.dropBuild(known.build) }
  }

  /// Runs statements that are no part of what is measured.
  func prepare(_ sql: String...) async throws {
    let connection = try await PostgresConnection.open(settings)
    for statement in sql { try await connection.execute(statement) }
    await connection.close()
  }
}
