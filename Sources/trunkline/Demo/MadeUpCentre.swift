import Events
import SimulatedTelephony
import Values

/// A small centre for a demo without the bank's sample: two queues, twelve agents, a morning's traffic by the seed.
enum MadeUpCentre {
  static let limits = Limits(openCallsMax: 1_000, queueLengthMax: 500, callMsMax: .minutes(240))
  /// A Monday.
  static let midnight = Instant(ms: 1_772_409_600_000)

  private static let support = QueueID(unchecked: "support")
  private static let sales = QueueID(unchecked: "sales")
  private static var agents: [AgentID] {
    (1...12).map { AgentID(unchecked: "agent-" + ($0 < 10 ? "0" : "") + "\($0)") }
  }

  static var configuration: Configuration {
    Configuration(
      queues: [queue(support, "Support"), queue(sales, "Sales")],
      agents: agents.enumerated().map { index, agent in
        AgentConfiguration(id: agent, queues: index < 4 ? [support] : index < 7 ? [sales] : [support, sales])
      }, limits: limits)
  }

  private static func queue(_ id: QueueID, _ name: String) -> QueueConfiguration {
    QueueConfiguration(
      id: id, name: name, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(20),
      wrapUpMsMax: .seconds(60), strikesMax: 3)
  }

  static func scenario(midnight: Instant, seed: UInt64) -> Scenario {
    let opening = midnight + .minutes(8 * 60)
    let closing = midnight + .minutes(12 * 60)
    var scenario = Scenario(seed: seed, from: midnight)
    scenario.lines = 60
    scenario.until = closing
    scenario.putThrough = DemoPeople.putThrough
    scenario.streams = [
      stream(support, perHour: [60, 110, 130, 90], from: opening),
      stream(sales, perHour: [30, 50, 60, 45], from: opening),
    ]
    scenario.agents = agents.map {
      AgentPlan($0, shifts: [Shift(from: opening - .minutes(5), to: closing + .minutes(20))], behaviour: behaviour)
    }
    return scenario
  }

  private static func stream(_ queue: QueueID, perHour: [Double], from opening: Instant) -> CallStream {
    let hour = Milliseconds.minutes(60)
    let intervals = perHour.enumerated().map { index, count in
      let from = opening + Milliseconds(hour.count * Int64(index))
      return Arrivals.Interval(from: from, to: from + hour, count: count)
    }
    return CallStream(
      .byInterval(intervals), .menu(queue, time: .lognormal(mean: .seconds(25), deviation: .seconds(15)), leave: 0.15),
      patience: .exponential(mean: .minutes(5)), service: .lognormal(mean: .seconds(180), deviation: .seconds(150)))
  }

  private static var behaviour: AgentBehaviour {
    var behaviour = DemoPeople.behaviour
    behaviour.refuses = 0.01
    behaviour.holds = 0.05
    behaviour.hold = .exponential(mean: .seconds(30))
    behaviour.wrapUp = .lognormal(mean: .seconds(30), deviation: .seconds(20))
    behaviour.work = .exponential(mean: .minutes(90))
    behaviour.pause = .lognormal(mean: .minutes(10), deviation: .minutes(4))
    return behaviour
  }
}
