import EventLog
import Events
import PluginKit
import PostgresClient
import PostgresStorage
import PostgresTesting
import Storage
import Testing
import Values

@testable import Calls
@testable import KPI

/// The plugins on a real server: migrations, what the projections write, and every query.
@Suite(.serialized) struct DatabaseTests {
  private static let plugins = [KPI.plugin, Calls.plugin]

  /// A database with both plugins serving what the story tells, applied in batches of this many commits.
  private static func serving(
    _ story: Story, batch size: Int, _ body: (PostgresProjectionStore, ConnectionSettings) async throws -> Void
  ) async throws {
    let settings = try await TemporaryPostgres.freshDatabase()
    let store = try await PostgresProjectionStore.open(settings)
    for plugin in plugins {
      let build = try await store.createBuild(
        of: plugin.name, version: plugin.version, state: .building, migrations: plugin.migrations)
      var old: Checkpoint?
      for batch in story.batches(of: size) {
        var changes = RowChanges(tables: plugin.tables)
        try plugin.projection.fold(batch, skipping: SkippedEvents(), into: &changes)
        let new = Checkpoint(
          slice: batch.slice, position: try #require(batch.end).position, id: .zero, epoch: Epoch(1))
        try await store.apply(changes, to: build, from: old, to: new)
        old = new
      }
      try await store.serve(build)
    }
    try await body(store, settings)
    await store.close()
  }

  @Test func everyStatementPreparesAgainstTheMigratedSchema() async throws {
    try await Self.serving(Story(), batch: 1) { _, settings in
      let connection = try await PostgresConnection.open(settings)
      for (index, sql) in (KPIStatements.all + CallsStatements.all).enumerated() {
        try await connection.execute("PREPARE statement_\(index) AS \(sql)")
      }
      await connection.close()
    }
  }

  @Test func tablesAreAsTheProjectionsWriteThem() async throws {
    try await Self.serving(Story(), batch: 1) { store, _ in
      for plugin in Self.plugins {
        for table in plugin.tables {
          let rows = try await store.rows(
            Query(
              """
              SELECT a.attname::text, format_type(a.atttypid, NULL),
                a.attnum = ANY (coalesce(
                  (SELECT indkey FROM pg_index WHERE indrelid = a.attrelid AND indisprimary), ''))
              FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped
              """, [.text("\(plugin.name)_1"), .text(table.name)], views: []))
          let found = Set(rows.map { "\($0)" })
          let wanted = table.columns.enumerated().map { index, column in
            "\([Value.text(column.name), .text(column.kind.typeName), .bool(index < table.keyCount)])"
          }
          #expect(found == Set(wanted), "\(plugin.name).\(table.name)")
        }
      }
    }
  }

  @Test(arguments: [1, 4, 1_000]) func reportsTellTheStory(batch: Int) async throws {
    try await Self.serving(.busyHour, batch: batch) { store, _ in
      let reports = KPIReports(store)
      let intervals = try await reports.intervals(KPISelection())
      #expect(
        intervals.map { "\($0.intervalStart.ms - noon) \($0.queue) \($0.sums.offered)" } == [
          "0 help 1", "0 sales 3", "900000 sales 1",
        ])
      #expect(intervals[1].targetMs == 20_000)
      #expect(
        IntervalRow.table(intervals).rows[1].prefix(10) == [
          .instantMs(time(0)), .text("sales"), .integer(3), .integer(1), .integer(1), .duration(span(25_000)),
          .integer(0),
          .duration(span(1_605_000)), .duration(span(3_000)), .integer(1),
        ])

      let all = try await reports.kpi(KPISelection(centre: .north))
      #expect(all.groups.count == 1)
      let group = all.groups[0]
      #expect(group.sums.offered == 5)
      #expect(group.calls.abandoned == 1)
      #expect(group.agents == 1)
      #expect(group.waits.total == 5)
      #expect(group.percentileMs(perMille: 1_000) == 100_000)
      #expect(group.sentence() == "SL(shortOut) 50.0 % in the target of each queue")
      #expect(all.provenance.contains("1999-01-01 12:00 to 1999-01-01 12:30 UTC"))

      let byQueue = try await reports.kpi(KPISelection(), by: .queue)
      #expect(byQueue.groups.map(\.subject) == [.queue(.north, .help), .queue(.north, .sales)])
      #expect(byQueue.groups[0].sentence() == "SL(shortOut) 100.0 % in 30 s")
      let byPriority = try await reports.kpi(KPISelection(), by: .priority)
      #expect(byPriority.groups.map(\.subject) == [.priority(0), .priority(2)])
      #expect(byPriority.groups.map(\.agents) == [1, 0])
      for report in [all, byQueue, byPriority] {
        #expect(report.table.rows.allSatisfy { $0.count == report.table.columns.count })
      }

      let agents = try await reports.agents(KPISelection())
      #expect(agents.count == 1)
      #expect(agents[0].sums.loggedInMs == 2_800_000)
      #expect(agents[0].notReady.map { "\($0.reason) \($0.ms)" } == ["login 5000", "lunch 970000"])
      #expect(!agents[0].inferred)
      #expect(AgentRow.table(agents).rows[0].count == AgentRow.columns.count)
      let quarters = try await reports.agents(KPISelection(from: time(900_000), to: time(1_800_000)), byInterval: true)
      #expect(quarters.map { $0.intervalStart } == [time(900_000)])
      #expect(quarters[0].sums.loggedInMs == 900_000)
    }
  }

  @Test func nothingIsAReportToo() async throws {
    try await Self.serving(Story(), batch: 1) { store, _ in
      let reports = KPIReports(store)
      let report = try await reports.kpi(KPISelection())
      #expect(report.groups.count == 1)
      #expect(report.firstInterval == nil)
      #expect(report.groups[0].sentence() == "SL(shortOut) – in the target of each queue")
      #expect(report.groups[0].percentileMs(perMille: 500) == nil)
      #expect(try await reports.intervals(KPISelection()).isEmpty)
      #expect(try await reports.agents(KPISelection()).isEmpty)
      #expect(try await CallsReports(store).calls(CallsSelection()).isEmpty)
    }
  }

  @Test func whatIsStillOpenIsAdded() async throws {
    try await Self.serving(.busyHour, batch: 100) { store, _ in
      let open = OpenState(
        at: time(3_000_000),
        waiting: [
          .init(centre: .north, queue: .sales, priority: 0, enqueuedAt: time(2_970_000)),
          .init(centre: .north, queue: .sales, priority: 0, enqueuedAt: time(2_985_000)),
        ],
        agents: [.init(centre: .north, agent: .bo, state: .notReady, since: time(1_790_000), reason: "lunch")])
      let reports = KPIReports(store)
      let report = try await reports.kpi(KPISelection(), open: open)
      #expect(report.groups[0].waiting == 2)
      #expect(report.groups[0].sums.waitingBeyondTarget == 1)
      // Met 1 of (2 answered + 1 abandoned - 1 short + 1 missed).
      #expect(report.groups[0].sums.serviceLevel(.shortOut) == 1.0 / 3)
      let last = try #require(try await reports.intervals(KPISelection(), open: open).last)
      #expect(last.intervalStart == time(2_700_000))
      #expect(last.waiting == 2)
      #expect(last.sums.waitMsMax == 30_000)
      let agents = try await reports.agents(KPISelection(), open: open)
      #expect(agents.map(\.agent) == [.anna, .bo])
      #expect(agents[1].sums.notReadyMs == 1_210_000)
      let quarters = try await reports.agents(
        KPISelection(from: time(1), to: time(1_800_001)), byInterval: true, open: open)
      #expect(quarters.filter { $0.agent == .bo }.map(\.sums.notReadyMs) == [10_000, 900_000])
      let elsewhere = try await reports.kpi(KPISelection(centre: CentreID("south")), open: open)
      #expect(elsewhere.groups[0].waiting == 0)
    }
  }

  @Test func callsAreListedAndTold() async throws {
    try await Self.serving(.busyHour, batch: 5) { store, _ in
      let calls = CallsReports(store)
      let list = try await calls.calls(CallsSelection(centre: .north, service: .sales, outcome: .abandoned))
      #expect(list.map(\.call) == [.number(3)])
      #expect(list[0].endedBy == .caller)
      #expect(try await calls.calls(CallsSelection(to: time(0))).isEmpty)
      let story = try #require(try await calls.story(of: .number(3)))
      #expect(story.entries.map(\.outcome) == [.abandoned])
      #expect(story.entries[0].place.eventIndex == 0)
      #expect(story.offers.isEmpty)
      #expect(try await calls.story(of: .number(99)) == nil)
      let states = try await calls.states(of: .anna, in: .north, from: time(0), to: time(20_000))
      #expect(states.map(\.state) == [.notReady, .idle, .offered, .idle])
    }
  }
}

extension ColumnDefinition.Kind {
  fileprivate var typeName: String {
    switch self {
    case .int2: "smallint"
    case .int4: "integer"
    case .int8: "bigint"
    case .bool: "boolean"
    case .text: "text"
    case .bytea: "bytea"
    }
  }
}
