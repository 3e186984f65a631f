package import EventLog
import Events
import Metrics
package import PluginKit
import SimulatedTelephony
import Values
import VirtualTime

/// How a stationary case is run through the real core and a policy.
package struct StationaryRun: Sendable {
  package let batches: Int
  /// Expected in each batch at first; so many callers go before the first batch, so that the beginning is forgotten.
  package let callersPerBatch: Int
  package let seed: UInt64
  fileprivate let plugin: Plugin
  fileprivate let chain: Chain

  package init(_ plugin: Plugin, chain: Chain, seed: UInt64, batches: Int = 20, callersPerBatch: Int) {
    self.plugin = plugin
    self.chain = chain
    self.seed = seed
    self.batches = batches
    self.callersPerBatch = callersPerBatch
  }

  /// The same with other chance.
  package var again: StationaryRun {
    StationaryRun(plugin, chain: chain, seed: seed &+ 1, batches: batches, callersPerBatch: callersPerBatch)
  }

  package func result(of stationary: StationaryCase) throws -> StationaryResult {
    try StationarySeries.begin(stationary, as: self).result
  }
}

/// A run that can go on: its batches only become longer.
package struct StationarySeries: ~Copyable {
  private let stationary: StationaryCase
  private let run: StationaryRun
  /// Of the shortest batch.
  private let length: Milliseconds
  private var centre: VirtualCentre
  /// At the end of the beginning, and of each of the shortest batches.
  private var moments: [TallyMoment] = []
  private var end = StationaryCase.start
  /// Each batch is as long as so many of the shortest.
  package private(set) var scale = 1

  private init(_ stationary: StationaryCase, as run: StationaryRun, _ centre: consuming VirtualCentre) {
    self.stationary = stationary
    self.run = run
    self.centre = centre
    length = Milliseconds(Int64(Double(run.callersPerBatch) / stationary.rate * 1_000))
  }

  /// With the first batches.
  package static func begin(_ stationary: StationaryCase, as run: StationaryRun) throws -> StationarySeries {
    var settings = VirtualSettings()
    settings.keepsRecords = false
    let id = CentreID(unchecked: "centre-1")
    var centre = try VirtualCentre(
      id, from: StationaryCase.start,
      machine: SimulatedTelephony(stationary.scenario(seed: run.seed), centre: id),
      policies: NamedPolicy.all(of: run.plugin),
      watchers: [QueueTally(within: stationary.within, primary: stationary.primary)],
      log: MemoryEventLog(id: LogID(ID128(high: 9, low: 9)), chain: run.chain), settings: settings)
    try centre.send(.configure(Configure(configuration: stationary.configuration)), by: Actor(kind: .`operator`))
    var series = StationarySeries(stationary, as: run, centre)
    for _ in 0...run.batches { try series.goOn() }
    return series
  }

  /// The callers that so many times longer batches would have.
  package func callers(scale: Int) -> Int { run.callersPerBatch * run.batches * scale }

  /// Goes on until each batch is so many times longer.
  package mutating func grow(to scale: Int) throws {
    guard scale > self.scale else { return }
    self.scale = scale
    while moments.count <= run.batches * scale { try goOn() }
  }

  package var result: StationaryResult {
    var result = StationaryResult(stationary, batch: Milliseconds(length.count * Int64(scale)))
    for batch in 0..<run.batches { result.add(moments[batch * scale], moments[(batch + 1) * scale]) }
    return result
  }

  private mutating func goOn() throws {
    end = end + length
    try centre.run(until: end)
    moments.append(TallyMoment(centre))
  }
}

/// What a run had counted at one moment.
struct TallyMoment {
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
