import Digest
import EventLog
import Events
import Routing
import SimulatedTelephony
import SimulationTesting
import Values
import VirtualTime

/// Calls a second of the whole path in virtual time, on one thread: simulated telephony, the core, Routing on a replica
/// of its own, encoding, the hash chain, a log in memory.
struct SimulateBenchmark {
  let writer: FigureWriter
  let calls: UInt64
  let rounds: Int

  func run() throws {
    var rates: [Double] = []
    for round in 1...rounds {
      let clock = ContinuousClock()
      var centre = try Self.centre(calls: calls, seed: UInt64(round))
      let start = clock.now
      try centre.run()
      let seconds = (clock.now - start).seconds
      let entered = Double((centre.machine as? SimulatedTelephony)?.counts.callers ?? 0)
      rates.append(entered / seconds)
      if round == rounds {
        let commits = Double(centre.counts.commits)
        try writer.write(Figure(name: "simulate.commits", value: commits / seconds, unit: "commits/s"))
        try writer.write(Figure(name: "simulate.call.commits", value: commits / entered, unit: "commits"))
        try writer.write(
          Figure(name: "simulate.call.events", value: Double(centre.counts.events) / entered, unit: "events"))
        try writer.write(Figure(name: "simulate.call.bytes", value: Double(centre.bytes) / entered, unit: "bytes"))
      }
    }
    try writer.write(
      Figure(
        name: "simulate.calls", value: rates.median, unit: "calls/s",
        baseline: .init(name: "promised", value: 15_000), ratio: rates.median / 15_000))
  }

  private static func centre(calls: UInt64, seed: UInt64) throws -> VirtualCentre {
    let id = CentreID(unchecked: "centre-1")
    let shape = BusyCentre(seed: seed, callers: calls)
    var centre = try VirtualCentre(
      id, from: BusyCentre.start, machine: SimulatedTelephony(shape.scenario, centre: id),
      policies: NamedPolicy.all(of: Routing.plugin),
      log: MemoryEventLog(id: LogID(ID128(high: 9, low: 9)), chain: BenchmarkServer.chain))
    try centre.send(.configure(Configure(configuration: shape.configuration)), by: Actor(kind: .`operator`))
    return centre
  }
}
