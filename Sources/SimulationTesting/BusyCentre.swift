package import Events
package import SimulatedTelephony
package import Values

/// A middling centre at work: five queues with skills, two priorities, a menu, after-call work, breaks.
package struct BusyCentre: Sendable {
  package static let start = Instant(ms: 915_451_200_000)
  private static let services = ["accounts", "cards", "loans", "stocks", "web"]
  private static let agentCount = 100

  package let seed: UInt64
  package let callers: UInt64

  package init(seed: UInt64, callers: UInt64) {
    self.seed = seed
    self.callers = callers
  }

  private var queues: [QueueID] { Self.services.map { QueueID(unchecked: $0) } }
  private var agents: [AgentID] { (1...Self.agentCount).map { AgentID(unchecked: "agent-\($0)") } }

  package var configuration: Configuration {
    Configuration(
      queues: Self.services.map { service in
        QueueConfiguration(
          id: QueueID(unchecked: service), serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5),
          ringMsMax: .seconds(20), wrapUpMsMax: .seconds(60), lengthMax: 200, waitMsMax: .minutes(30),
          skills: [SkillRequirement(skill: SkillID(unchecked: service), minLevel: 3)],
          relaxation: [
            RelaxationStep(
              afterMs: .minutes(2), skills: [SkillRequirement(skill: SkillID(unchecked: service), minLevel: 1)])
          ], strikesMax: 3,
          classes: [
            PriorityClass(priority: 1, accelerationPercent: 100),
            PriorityClass(priority: 2, offsetMs: .minutes(1), accelerationPercent: 150),
          ], strategy: .bestSkill)
      },
      agents: agents.enumerated().map { number, agent in
        AgentConfiguration(
          id: agent,
          skills: (0..<3).map { rank in
            SkillLevel(
              skill: SkillID(unchecked: Self.services[(number + rank) % Self.services.count]),
              level: UInt32([8, 5, 2][rank]))
          })
      },
      limits: Limits(openCallsMax: 5_000, queueLengthMax: 1_000, callMsMax: .minutes(120)))
  }

  /// Everything works.
  package var scenario: Scenario {
    var scenario = Scenario(seed: seed, from: Self.start)
    scenario.callersMax = callers
    scenario.lines = 200
    scenario.putThrough = .lognormal(mean: Milliseconds(300), deviation: Milliseconds(150))
    scenario.streams = queues.flatMap { queue in
      [Int32(1), 2].map { priority in
        CallStream(
          .poisson(meanGapMs: priority == 1 ? 16_000 : 64_000),
          .menu(queue, time: .lognormal(mean: .seconds(25), deviation: .seconds(15)), leave: 0.1), priority: priority,
          patience: .exponential(mean: .minutes(4)), service: .lognormal(mean: .seconds(180), deviation: .seconds(120)))
      }
    }
    scenario.agents = agents.map {
      AgentPlan($0, shifts: [Shift(from: Self.start, to: nil)], behaviour: behaviour)
    }
    return scenario
  }

  /// Hardly anything does.
  package var troubled: Scenario {
    var scenario = scenario
    scenario.faults = .some
    return scenario
  }

  private var behaviour: AgentBehaviour {
    var behaviour = AgentBehaviour()
    behaviour.answer = .lognormal(mean: .seconds(3), deviation: .seconds(2))
    behaviour.misses = 0.01
    behaviour.refuses = 0.01
    behaviour.hangsUp = 0.3
    behaviour.holds = 0.05
    behaviour.hold = .exponential(mean: .seconds(30))
    behaviour.wrapUp = .lognormal(mean: .seconds(30), deviation: .seconds(20))
    behaviour.work = .exponential(mean: .minutes(90))
    behaviour.pause = .lognormal(mean: .minutes(10), deviation: .minutes(4))
    return behaviour
  }
}
