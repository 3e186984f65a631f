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
    var costs: [ProcessorTime] = []
    var bareCosts: [ProcessorTime] = []
    ProcessMemory.forgetPeak()
    for _ in 0..<rounds {
      let bareBefore = ProcessorTime.now(serverOf: server.dataFolder)
      let bareSpan = try await bare.copyBodiesOut(of: loaded.slice).span
      bareCosts.append(ProcessorTime.now(serverOf: server.dataFolder).since(bareBefore))
      let syncs = try await LogSyncs(server)
      let costBefore = ProcessorTime.now(serverOf: server.dataFolder)
      let start = ContinuousClock.now
      _ = try await Rebuild(log: log, store: store, plugin: KPI.plugin, owner: "benchmark").run()
      let span = ContinuousClock.now - start
      costs.append(ProcessorTime.now(serverOf: server.dataFolder).since(costBefore))
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
    try describe(costs, beside: bareCosts, of: shape, events: loaded.events)
  }

  private func describe(
    _ costs: [ProcessorTime], beside bare: [ProcessorTime], of shape: CentreShape, events: Int
  ) throws {
    func write(_ name: String, _ part: (ProcessorTime) -> Double) throws {
      func each(_ costs: [ProcessorTime]) -> Double { costs.map(part).median * 1_000_000 / Double(events) }
      try writer.write(
        Figure(
          name: "rebuild.\(shape.name).cpu.\(name)", value: each(costs), unit: "us/event",
          baseline: .init(name: "bodies copied out", value: each(bare))))
    }
    try write("program") { $0.program }
    try write("server") { $0.server }
  }
}
