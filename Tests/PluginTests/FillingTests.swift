import EventLog
import PluginKit
import PostgresStorage
import PostgresTesting
import Storage
import Testing
import TrunklineTesting
import Values

@testable import KPI

/// A build that is filled without its keys ends up with the rows that one has which is kept up live.
@Suite(.serialized) struct FillingTests {
  @Test(arguments: [1, 4, 1_000]) func aFilledBuildHasTheRowsOfALiveOne(batch: Int) async throws {
    let story = Story.busyHour
    let store = try await PostgresProjectionStore.open(try await TemporaryPostgres.freshDatabase())
    let live = try await Self.build(story.batches(of: 1_000), in: store)
    let filled = try await Self.fill(story.batches(of: batch), in: store)
    let differences = try await store.differences(between: live, and: filled, tables: KPITable.all, samples: 5)
    #expect(differences.filter { !$0.isEmpty } == [])
    let leftOvers = "pg_tables WHERE schemaname = '\(filled.schema)' AND tablename LIKE 'waiting%'"
    #expect(try await Self.count(leftOvers, store) == 0)
    let keys = "pg_indexes WHERE schemaname = '\(filled.schema)' AND indexname LIKE '%pkey'"
    #expect(try await Self.count(keys, store) == Int64(KPITable.all.count))
    await store.close()
  }

  /// Events of long ago after those of today: whatever was written before is found again.
  @Test func aLogOutOfTheOrderOfTimeIsFilledToo() async throws {
    let story = Story.busyHour
    let store = try await PostgresProjectionStore.open(try await TemporaryPostgres.freshDatabase())
    let batches = story.batches(of: 3)
    let live = try await Self.build(batches, in: store)
    let filled = try await Self.fill(Array(batches.reversed()), in: store)
    let differences = try await store.differences(between: live, and: filled, tables: KPITable.all, samples: 5)
    #expect(differences.filter { !$0.isEmpty } == [])
    await store.close()
  }

  @Test func rowsBeyondAllThatWereWrittenAreNewAndInTheOrderOfTheirKeys() throws {
    var changes = RowChanges(tables: [Self.sums], fresh: true)
    Self.count([(5, "b"), (3, "b10"), (3, "b"), (3, "c"), (3, "b9")], in: &changes)
    let (new, again) = try #require(changes.merged[0]).encodedForFilling()
    #expect(again.isEmpty)
    #expect(
      try TableContents.decode(new, Self.sums).map { "\($0[0])\($0[1])" } == ["3b", "3b10", "3b9", "3c", "5b"])

    var later = changes.following()
    #expect(later.isEmpty)
    Self.count([(6, "a"), (5, "b"), (4, "z")], in: &later)
    let (beyond, maybe) = try #require(later.merged[0]).encodedForFilling()
    #expect(try TableContents.decode(beyond, Self.sums).map { "\($0[0])\($0[1])" } == ["6a"])
    #expect(try TableContents.decode(maybe, Self.sums).map { "\($0[0])\($0[1])" } == ["4z", "5b"])

    // Nobody said that the table was empty.
    var unknown = RowChanges(tables: [Self.sums])
    Self.count([(9, "a")], in: &unknown)
    #expect(try #require(unknown.merged[0]).encodedForFilling().new.isEmpty)
  }

  private static let sums = TableDefinition.merged(
    "sums", key: [ColumnDefinition("start", .int8), ColumnDefinition("name", .text)],
    values: [ColumnDefinition("count", .int8, .add)], growing: "start")

  private static func count(_ keys: [(Int64, String)], in changes: inout RowChanges) {
    var key = RowKey()
    for (start, name) in keys {
      key.removeAll()
      key.int8(start)
      let bytes = Array(name.utf8)
      key.text(bytes.span.bytes)
      let hash = key.hash
      let row = key.withBytes { changes.merged[0]!.row(key: $0, hash: hash) }
      changes.merged[0]!.merge(1, column: 0, row: row)
    }
  }

  private static func count(_ from: String, _ store: PostgresProjectionStore) async throws -> Int64 {
    guard case .integer(let count) = try await store.rows(Query("SELECT count(*) FROM \(from)", views: []))[0][0] else {
      return -1
    }
    return count
  }

  private static func newBuild(in store: PostgresProjectionStore) async throws -> Build {
    try await store.createBuild(of: "kpi", version: 1, state: .building, migrations: KPI.plugin.migrations)
  }

  private static func build(_ batches: [RecordBatch], in store: PostgresProjectionStore) async throws -> Build {
    let build = try await newBuild(in: store)
    try await apply(batches, to: build, in: store) { _ in RowChanges(tables: KPITable.all) }
    return build
  }

  private static func fill(_ batches: [RecordBatch], in store: PostgresProjectionStore) async throws -> Build {
    let build = try await newBuild(in: store)
    try await store.beginFilling(build, tables: KPITable.all)
    try await apply(batches, to: build, in: store) {
      $0?.following() ?? RowChanges(tables: KPITable.all, fresh: true)
    }
    try await store.endFilling(build, tables: KPITable.all)
    // It may be asked for twice.
    try await store.endFilling(build, tables: KPITable.all)
    return build
  }

  /// Applies each batch with changes of its own; checkpoints count the commits.
  private static func apply(
    _ batches: [RecordBatch], to build: Build, in store: PostgresProjectionStore,
    _ next: (RowChanges?) -> RowChanges
  ) async throws {
    var old: Checkpoint?
    var last: RowChanges?
    var commits = 0
    for batch in batches {
      var changes = next(last)
      try KPI.plugin.projection.fold(batch, skipping: SkippedEvents(), into: &changes)
      commits += batch.count
      let new = Checkpoint(
        slice: batch.slice, position: Position(UInt64(commits)), id: .zero, epoch: Epoch(1))
      try await store.apply(changes, to: build, from: old, to: new)
      old = new
      last = changes
    }
  }
}
