import EventLog
import KPI
import PluginKit
import Values

/// Fills the KPI read model from a log, beside a C program that reads the same bodies out and discards them.
struct RebuildBenchmark {
  let server: BenchmarkServer
  let writer: FigureWriter
  let shapes: [CentreShape]
  let events: Int
  let rounds: Int

  func run() async throws {
    for shape in shapes { try await measure(LogShape(shape, events: events)) }
    // What a live centre leaves on Kafka: hardly a commit has another for company.
    if server.brokers != nil, shapes.contains(where: { $0.name == CentreShape.bank.name }) {
      try await measure(LogShape(.bank, events: events / LogShape.oneByOneShare, isOneByOne: true))
    }
  }

  private func measure(_ shape: LogShape) async throws {
    try await server.withNewLog { server in
      try writer.say("making a log of \(shape.events) events of the \(shape.name) centre …")
      let loaded = try await shape.load(on: server)
      try loaded.describe(shape.name, to: writer)
      let summary = try await measure(shape, loaded, on: server)
      try summary.write("rebuild.\(shape.name)", to: writer)
    }
  }

  private func measure(
    _ shape: LogShape, _ loaded: LoadedLog, on server: BenchmarkServer
  ) async throws -> RebuildSummary {
    let log = try await server.openLog()
    let bare = BareLoops(on: server)
    var summary = RebuildSummary(events: loaded.events, onKafka: server.topic != nil)
    for _ in 0..<rounds {
      let bareBefore = server.processorTime()
      let bareSpan = try await bare.readOut(loaded.slice, before: loaded.end).span
      let bareCost = server.processorTime().since(bareBefore)
      let syncs = try await LogSyncs(server)
      let store = try await server.openStore()
      ProcessMemory.forgetPeak()
      let costBefore = server.processorTime()
      let start = ContinuousClock.now
      _ = try await Rebuild(log: log, store: store, plugin: KPI.plugin, owner: "benchmark").run()
      let span = ContinuousClock.now - start
      summary.add(
        span, cost: server.processorTime().since(costBefore), memoryMiB: ProcessMemory.peakMiB, bare: bareSpan,
        bareCost: bareCost)
      await store.close()
      // At least the transaction that made the build, one of rows, and the one that moved the views.
      _ = try await syncs.require(atLeast: 3)
      try await server.forgetBuilds(of: KPI.plugin)
    }
    await log.close()
    return summary
  }
}
