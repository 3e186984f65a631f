import EventLog
import KPI
import PluginKit
import Values

/// Fills the KPI read model from a log, beside a C program that copies the same bodies out and discards them.
struct RebuildBenchmark {
  let server: BenchmarkServer
  let writer: FigureWriter
  let shapes: [CentreShape]
  let events: Int
  let rounds: Int

  func run() async throws {
    for shape in shapes { try await measure(shape) }
  }

  private func measure(_ shape: CentreShape) async throws {
    try writer.say("making a log of \(events) events of the \(shape.name) centre …")
    let loaded = try await LogLoader(server: server, shape: shape).load(events: events)
    try loaded.describe(shape, to: writer)
    let log = try await server.openLog()
    let store = try await server.openStore()
    let bare = BareLoops(on: server)
    var rates: [Double] = []
    var bareRates: [Double] = []
    ProcessMemory.forgetPeak()
    for _ in 0..<rounds {
      let bareSpan = try await bare.copyBodiesOut(of: loaded.slice).span
      let syncs = try await LogSyncs(server)
      let start = ContinuousClock.now
      _ = try await Rebuild(log: log, store: store, plugin: KPI.plugin, owner: "benchmark").run()
      let span = ContinuousClock.now - start
      // At least the transaction that made the build, one of rows, and the one that moved the views.
      _ = try await syncs.require(atLeast: 3)
      rates.append(Double(loaded.events) / span.seconds)
      bareRates.append(Double(loaded.events) / bareSpan.seconds)
      try await server.forgetBuilds(of: KPI.plugin, in: store)
    }
    await log.close()
    await store.close()
    try writer.write(
      Figure(
        name: "rebuild.\(shape.name).events", value: rates.median, unit: "events/s",
        baseline: .init(name: "bodies copied out", value: bareRates.median),
        ratio: zip(rates, bareRates).map { $0 / $1 }.median))
    try writer.write(Figure(name: "rebuild.\(shape.name).memory.peak", value: ProcessMemory.peakMiB, unit: "MiB"))
  }
}
