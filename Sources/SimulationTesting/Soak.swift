package import CallDomain
package import EventLog
import Events
package import PluginKit
import SimulatedTelephony
import Values
import VirtualTime

/// Many days of a centre whose telephony repeats, delays, swaps and loses what it reports, with every rule checked.
package struct Soak: Sendable {
  package struct Outcome: Sendable {
    /// Everything that is wrong; the promise is none.
    package let findings: [String]
    package let callers: UInt64
    package let offers: UInt64
    package let commits: UInt64
    /// Reports that met a fault.
    package let faults: UInt64
    package let oddFacts: UInt64
    /// Heard in flows of the core.
    package let prompts: UInt64
    package let reconciled: UInt64
    /// What is still open at the end.
    package let open: OpenCounts
    /// The id of the last record: the same seed gives the same.
    package let head: ChainPoint
  }

  package let seed: UInt64
  package let callers: UInt64
  private let plugin: Plugin
  private let chain: Chain

  package init(_ plugin: Plugin, chain: Chain, seed: UInt64, callers: UInt64) {
    self.plugin = plugin
    self.chain = chain
    self.seed = seed
    self.callers = callers
  }

  /// The adapter compares its lines with the core's calls this often, as it does after a restart.
  private static let reconciledEvery = Milliseconds.minutes(6 * 60)

  /// - Parameter progress: told the number of callers so far.
  package func run(progress: (UInt64) -> Void = { _ in }) throws -> Outcome {
    let id = CentreID(unchecked: "centre-1")
    let shape = BusyCentre(seed: seed, callers: callers)
    var settings = VirtualSettings()
    settings.checksInvariants = true
    settings.keepsRecords = false
    settings.quietChecks = [WorkConservation.check]
    var centre = try VirtualCentre(
      id, from: BusyCentre.start, machine: SimulatedTelephony(shape.troubled, centre: id),
      policies: NamedPolicy.all(of: plugin), watchers: [OfferWatch()],
      log: MemoryEventLog(id: LogID(ID128(high: 9, low: 9)), chain: chain), settings: settings)
    try centre.send(.configure(Configure(configuration: shape.configuration)), by: Actor(kind: .`operator`))
    var next = BusyCentre.start
    var reconciled: UInt64 = 0
    while centre.hasMore {
      next = next + Self.reconciledEvery
      try centre.run(until: next)
      reconciled += UInt64(try centre.reconcile())
      progress((centre.machine as? SimulatedTelephony)?.counts.callers ?? 0)
    }
    return outcome(centre, reconciled: reconciled)
  }

  private func outcome(_ centre: borrowing VirtualCentre, reconciled: UInt64) -> Outcome {
    let counts = (centre.machine as? SimulatedTelephony)?.counts ?? SimulationCounts()
    let watch = centre.watcher(OfferWatch.self)
    var findings = centre.findings + (watch?.findings ?? [])
    if !centre.centre.open.isZero { findings.append("still open at the end: \(centre.centre.open)") }
    if centre.centre.misfits > 0 { findings.append("\(centre.centre.misfits) events did not fit the state") }
    return Outcome(
      findings: findings, callers: counts.callers, offers: watch?.offers ?? 0, commits: centre.counts.commits,
      faults: counts.repeated + counts.duplicated + counts.late + counts.overtaken + counts.lost,
      oddFacts: centre.counts.oddFacts, prompts: counts.prompts, reconciled: reconciled, open: centre.centre.open,
      head: centre.point)
  }
}
