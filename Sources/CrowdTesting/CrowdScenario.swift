import Events
import SimulatedTelephony
import Values

/// A small centre that lives in a hurry: a call is over in a tenth of a second, so that every moment has something of
/// everything under way.
enum CrowdScenario {
  private static let front = QueueID(unchecked: "front")
  private static let back = QueueID(unchecked: "back")
  /// Nobody works for it: who waits here hangs up.
  static let unstaffed = QueueID(unchecked: "unstaffed")
  private static let agents = (1...8).map { AgentID(unchecked: "agent-\($0)") }

  static var configuration: Configuration {
    Configuration(
      queues: [
        queue(front, waitMax: .zero), queue(back, waitMax: Milliseconds(400)), queue(unstaffed, waitMax: .zero),
      ],
      agents: agents.enumerated().map { index, agent in
        AgentConfiguration(id: agent, queues: index < 3 ? [front] : index < 6 ? [back] : [front, back])
      }, limits: Limits(openCallsMax: 400, queueLengthMax: 100, callMsMax: .seconds(4)))
  }

  private static func queue(_ id: QueueID, waitMax: Milliseconds) -> QueueConfiguration {
    QueueConfiguration(
      id: id, serviceLevelTargetMs: Milliseconds(60), shortAbandonMs: Milliseconds(10), ringMsMax: Milliseconds(120),
      wrapUpMsMax: Milliseconds(60), waitMsMax: waitMax, strikesMax: 3)
  }

  static func scenario(seed: UInt64, from now: Instant) -> Scenario {
    var scenario = Scenario(seed: seed, from: now)
    scenario.streams = [stream(front, gapMs: 50), stream(back, gapMs: 70)]
    scenario.agents = agents.map { AgentPlan($0, shifts: [Shift(from: now, to: nil)], behaviour: behaviour) }
    scenario.faults = faults
    return scenario
  }

  private static func stream(_ queue: QueueID, gapMs: Double) -> CallStream {
    CallStream(
      .poisson(meanGapMs: gapMs), .menu(queue, time: .exponential(mean: Milliseconds(20)), leave: 0.1),
      patience: .exponential(mean: Milliseconds(500)), service: .exponential(mean: Milliseconds(120)))
  }

  private static var behaviour: AgentBehaviour {
    var behaviour = AgentBehaviour()
    behaviour.answer = .exponential(mean: Milliseconds(25))
    behaviour.misses = 0.05
    behaviour.refuses = 0.05
    behaviour.hangsUp = 0.4
    behaviour.holds = 0.1
    behaviour.hold = .exponential(mean: Milliseconds(30))
    behaviour.wrapUp = .exponential(mean: Milliseconds(40))
    behaviour.work = .exponential(mean: .seconds(3))
    behaviour.pause = .exponential(mean: Milliseconds(100))
    behaviour.comesBack = .exactly(Milliseconds(150))
    return behaviour
  }

  /// All that happens on a bad line, and more often than on most.
  private static var faults: Faults {
    var faults = Faults.some
    faults.repeated = 0.02
    faults.lateness = .exponential(mean: Milliseconds(100))
    faults.lostStations = 0.01
    faults.stationAway = .exponential(mean: Milliseconds(200))
    return faults
  }
}
