import CallDomain
import Digest
import EventLog
import Events
import PluginKit
import SimulatedTelephony
import TelephonyKit
import TrunklineTesting
import Values
import VirtualTime

/// A centre with one line, for runs in virtual time.
enum SmallCentre {
  static let queue = QueueID(unchecked: "line")
  static let chain = Chain(hash: { SHA256.digest($0, $1) })

  static func agents(_ count: Int) -> [AgentID] { (1...count).map { AgentID(unchecked: "agent-\($0)") } }

  static func configuration(agents: [AgentID], wrapUp: Milliseconds = .zero) -> Configuration {
    Configuration(
      queues: [
        QueueConfiguration(
          id: queue, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(20),
          wrapUpMsMax: wrapUp)
      ],
      agents: agents.map { AgentConfiguration(id: $0, queues: [queue]) },
      limits: Limits(openCallsMax: 10_000, queueLengthMax: 5_000, callMsMax: .minutes(60)))
  }

  /// `calls` callers at a mean gap, a mean talk, a mean patience.
  static func scenario(
    seed: UInt64, calls: UInt64, gapMs: Double, talk: Milliseconds, patience: Milliseconds?, agents: [AgentID],
    behaviour: AgentBehaviour = .tireless
  ) -> Scenario {
    var scenario = Scenario(seed: seed, from: .noon)
    scenario.callersMax = calls
    scenario.streams = [
      CallStream(
        .poisson(meanGapMs: gapMs), .direct(queue), patience: patience.map { .exponential(mean: $0) } ?? .never,
        service: .exponential(mean: talk))
    ]
    scenario.agents = agents.map {
      AgentPlan($0, shifts: [Shift(from: .noon, to: nil)], behaviour: behaviour)
    }
    return scenario
  }

  /// Everything that goes wrong, and people who are no machines.
  static func trouble(seed: UInt64, calls: UInt64) -> (Scenario, Configuration) {
    var behaviour = AgentBehaviour()
    behaviour.answer = .exponential(mean: .seconds(4))
    behaviour.misses = 0.02
    behaviour.refuses = 0.01
    behaviour.hangsUp = 0.4
    behaviour.holds = 0.1
    behaviour.hold = .exponential(mean: .seconds(20))
    behaviour.wrapUp = .exponential(mean: .seconds(20))
    behaviour.work = .exponential(mean: .minutes(90))
    behaviour.pause = .exponential(mean: .minutes(10))
    let agents = agents(20)
    var scenario = scenario(
      seed: seed, calls: calls, gapMs: 9_000, talk: .minutes(2), patience: .minutes(3), agents: agents,
      behaviour: behaviour)
    scenario.streams[0].path = .menu(queue, time: .exponential(mean: .seconds(20)), leave: 0.1)
    scenario.putThrough = .exponential(mean: .seconds(1))
    scenario.lines = 40
    scenario.faults = .some
    return (scenario, configuration(agents: agents, wrapUp: .seconds(30)))
  }

  static func centre(
    _ machine: any TelephonyMachine, _ configuration: Configuration, watchers: [any CommitWatcher] = [],
    settings: VirtualSettings = VirtualSettings()
  ) throws -> VirtualCentre {
    let log = MemoryEventLog(id: LogID(ID128(high: 9, low: 9)), chain: chain)
    var centre = try VirtualCentre(
      .example, from: .noon, machine: machine,
      policies: [NamedPolicy(plugin: "routing", FirstComeFirstServed.declaration)], watchers: watchers, log: log,
      settings: settings)
    try centre.send(.configure(Configure(configuration: configuration)), by: Actor(kind: .`operator`))
    return centre
  }
}
