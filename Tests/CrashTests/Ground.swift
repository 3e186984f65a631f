import Digest
import EventLog
import Glibc
import PluginKit
import PostgresClient
import PostgresEventLog
import PostgresStorage
import PostgresTesting
import Storage
import Testing
import TrunklineTesting
import Values

/// A database of its own with a log and a store, and children that work on it.
struct Ground: Sendable {
  let settings: ConnectionSettings
  let log: PostgresEventLog
  let store: PostgresProjectionStore

  static let slices = [Slice.numbered(5), Slice.numbered(51)]

  static func fresh() async throws -> Ground { try await on(try await TemporaryPostgres.freshDatabase()) }

  static func on(_ settings: ConnectionSettings) async throws -> Ground {
    let log = try await PostgresEventLog.open(
      settings, chain: Chain(hash: SHA256.digest), newID: LogID(.random()), readersMax: 2)
    return Ground(
      settings: settings, log: log, store: try await PostgresProjectionStore.open(settings, connectionsMax: 4))
  }

  static func with<R>(_ body: (Ground) async throws -> R) async throws -> R {
    let ground = try await fresh()
    do {
      let value = try await body(ground)
      await ground.close()
      return value
    } catch {
      await ground.close()
      throw error
    }
  }

  func close() async {
    await log.close()
    await store.close()
  }

  /// Takes the slice and appends the numbered commits.
  func write(_ numbers: ClosedRange<UInt64>, to slice: Slice, as owner: String = "test") async throws {
    let (writer, _) = try await SliceWriter.acquire(slice, of: log, marker: .by(owner))
    _ = try await writer.submit(numbers.map { .numbered($0) })
  }

  func child(_ words: [String], dyingAt point: String? = nil, trace: String? = nil) throws -> Child {
    var environment: [String: String] = [:]
    if let point { environment["TRUNKLINE_FAIL_POINT"] = point }
    if let trace { environment["TRUNKLINE_FAIL_TRACE"] = trace }
    return try Child.probe(settings, words, environment: environment)
  }

  /// Runs a child to its end, which must be a good one.
  @discardableResult
  func run(_ words: [String]) async throws -> Child {
    let child = try child(words)
    let end = await child.finished()
    try expectEqual(end, .exited(0), "\(words): \(child.lines.suffix(2))")
    return child
  }

  /// The chain is whole, nothing stands twice, and all that children acknowledged is there, where they said.
  func check(_ children: [Child], on slice: Slice) async throws {
    let records = try await log.verified(slice)
    for child in children {
      for acknowledged in child.acknowledged {
        let index = Int(acknowledged.position) - 1
        try expect(records.indices.contains(index), "acknowledged at \(acknowledged.position): not there")
        try expectEqual(try records[index].commit.number, acknowledged.number, "at \(acknowledged.position)")
      }
    }
  }

  /// The plugin's rows are those of a fresh fold up to its checkpoints.
  func audit(notes: Int = 0) async throws {
    let audit = ProjectionAudit(log: log, store: store, owner: "audit \(getpid())")
    let finding = try #require(try await audit.run(CountingPlugin.plugin()))
    try expectEqual(finding.complaints, [], "complaints")
    try expectEqual(finding.differences, [], "differences")
    try expectEqual(finding.notes.count, notes, "notes")
  }

  /// Where the serving build stands.
  func positions() async throws -> [Slice: UInt64] {
    guard let serving = try await store.builds(of: "counting").last(where: { $0.state == .serving }) else { return [:] }
    return try await store.checkpoints(of: serving.build).mapValues(\.position.number)
  }
}
