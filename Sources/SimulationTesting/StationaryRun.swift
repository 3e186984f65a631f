package import EventLog
import Events
import Metrics
package import PluginKit
import SimulatedTelephony
import Values
import VirtualTime

/// Runs a stationary case through the real core and a policy, in batches of equal virtual time.
package struct StationaryRun: Sendable {
  package let batches: Int
  /// Expected in each batch; one such batch goes before the first, so that the beginning is forgotten.
  package let callersPerBatch: Int
  package let seed: UInt64
  private let plugin: Plugin
  private let chain: Chain

  package init(_ plugin: Plugin, chain: Chain, seed: UInt64, batches: Int = 20, callersPerBatch: Int) {
    self.plugin = plugin
    self.chain = chain
    self.seed = seed
    self.batches = batches
    self.callersPerBatch = callersPerBatch
  }

  package var twiceAsLong: StationaryRun {
    StationaryRun(plugin, chain: chain, seed: seed, batches: batches, callersPerBatch: 2 * callersPerBatch)
  }

  /// The same with other chance.
  package var again: StationaryRun {
    StationaryRun(plugin, chain: chain, seed: seed &+ 1, batches: batches, callersPerBatch: callersPerBatch)
  }

  package func result(of stationary: StationaryCase) throws -> StationaryResult {
    let log = MemoryEventLog(id: LogID(ID128(high: 9, low: 9)), chain: chain)
    var settings = VirtualSettings()
    settings.keepsRecords = false
    let id = CentreID(unchecked: "centre-1")
    var centre = try VirtualCentre(
      id, from: StationaryCase.start,
      machine: SimulatedTelephony(stationary.scenario(seed: seed), centre: id), policies: NamedPolicy.all(of: plugin),
      watchers: [QueueTally(within: stationary.within, primary: stationary.primary)], log: log, settings: settings)
    try centre.send(.configure(Configure(configuration: stationary.configuration)), by: Actor(kind: .`operator`))
    let length = Milliseconds(Int64(Double(callersPerBatch) / stationary.rate * 1_000))
    var end = StationaryCase.start + length
    var result = StationaryResult(stationary, batch: length)
    try centre.run(until: end)
    var before = Snapshot(centre)
    for _ in 0..<batches {
      end = end + length
      try centre.run(until: end)
      let after = Snapshot(centre)
      result.add(before, after)
      before = after
    }
    return result
  }
}

/// What a run had counted at one moment.
struct Snapshot {
  let callers: UInt64
  let blocked: UInt64
  let total: TallySums
  let classes: [Int32: TallySums]

  init(_ centre: borrowing VirtualCentre) {
    let counts = (centre.machine as? SimulatedTelephony)?.counts
    callers = counts?.callers ?? 0
    blocked = counts?.blocked ?? 0
    let tally = centre.watcher(QueueTally.self)
    total = tally?.total ?? TallySums()
    var classes: [Int32: TallySums] = [:]
    for (kind, sums) in tally?.sums ?? [:] { classes[kind.priority, default: TallySums()] += sums }
    self.classes = classes
  }
}
