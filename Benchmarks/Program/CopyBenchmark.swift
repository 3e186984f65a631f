import EventLog
import PluginKit
import Storage

/// One row for every event through a rebuild, beside a raw COPY of the same rows in the same transactions.
struct CopyBenchmark {
  let server: BenchmarkServer
  let writer: FigureWriter
  let events: Int
  let rounds: Int

  private static let bareTable = "bare_event_row"

  func run() async throws {
    try writer.say("making a log of \(events) events of the bank's centre …")
    let loaded = try await LogLoader(server: server, shape: .bank).load(events: events)
    try loaded.describe(CentreShape.bank.name, to: writer)
    let spool = server.folder + "/rows"
    let transactions = try await spoolRows(to: spool)
    let log = try await server.openLog()
    let store = try await server.openStore()
    var rates: [Double] = []
    var bareRates: [Double] = []
    for _ in 0..<rounds {
      try await server.prepare(
        "DROP TABLE IF EXISTS \(Self.bareTable)", EventRows.sql(creating: Self.bareTable))
      let bare = try await BareLoops(on: server).copyIn(spool, into: Self.bareTable)
      try await server.prepare("DROP TABLE \(Self.bareTable)")
      let syncs = try await LogSyncs(server)
      let start = ContinuousClock.now
      _ = try await Rebuild(log: log, store: store, plugin: EventRows.plugin, owner: "benchmark").run()
      let span = ContinuousClock.now - start
      _ = try await syncs.require(atLeast: transactions)
      rates.append(Double(bare.rows) / span.seconds)
      bareRates.append(Double(bare.rows) / bare.span.seconds)
      try await server.forgetBuilds(of: EventRows.plugin, in: store)
    }
    await log.close()
    await store.close()
    try writer.write(
      Figure(
        name: "copy.rows", value: rates.median, unit: "rows/s",
        baseline: .init(name: "raw COPY", value: bareRates.median),
        ratio: zip(rates, bareRates).map { $0 / $1 }.median))
    try writer.write(Figure(name: "copy.transactions", value: Double(transactions), unit: "a rebuild"))
  }

  /// An untimed rebuild that keeps the rows.
  private func spoolRows(to path: String) async throws -> Int {
    let log = try await server.openLog()
    let store = try await server.openStore()
    let spooling = try SpoolingStore(store, to: path)
    _ = try await Rebuild(log: log, store: spooling, plugin: EventRows.plugin, owner: "benchmark").run()
    try await server.forgetBuilds(of: EventRows.plugin, in: store)
    await log.close()
    await store.close()
    return spooling.transactions
  }
}
