import CallDomain
package import Events
package import SimulatedTelephony
package import Values

/// A centre that is always alike: callers by Poisson, exponential talks and patience, agents who never rest. Theory
/// knows its long-run figures, so the real core with the real routing must show them too.
package struct StationaryCase: Sendable, Equatable {
  /// Callers of one priority; each type of call has them.
  package struct Class: Sendable, Equatable {
    package var priority: Int32
    /// Callers a second, of each type.
    package var rate: Double
    package var offset: Milliseconds
    package var accelerationPercent: UInt32

    package init(priority: Int32 = 0, rate: Double, offset: Milliseconds = .zero, accelerationPercent: UInt32 = 100) {
      self.priority = priority
      self.rate = rate
      self.offset = offset
      self.accelerationPercent = accelerationPercent
    }
  }

  package var name: String
  /// Types of calls, each with a queue and a skill of its own.
  package var types = 1
  package var classes: [Class]
  package var agents: Int
  /// An agent's own type first, then others, by falling level.
  package var skillsPerAgent = 1
  /// 0: as many as it takes.
  package var lines = 0
  package var service: Milliseconds
  /// `nil`: nobody hangs up.
  package var patience: Milliseconds?
  /// Of the figures “within”.
  package var within: Milliseconds

  package init(
    _ name: String, classes: [Class], agents: Int, service: Milliseconds, within: Milliseconds = .seconds(20)
  ) {
    self.name = name
    self.classes = classes
    self.agents = agents
    self.service = service
    self.within = within
  }

  package var rate: Double { classes.reduce(0) { $0 + $1.rate } * Double(types) }

  /// Why it can't be run, or has no long run; `nil`: nothing.
  package var obstacle: String? {
    guard (1...CoreLimits.agentsMax).contains(agents), (1...CoreLimits.skillsMax).contains(types) else {
      return "no centre has \(agents) agents and \(types) types"
    }
    guard classes.allSatisfy({ $0.rate > 0 && $0.rate < 10_000 }), service > .zero, service <= CoreLimits.spanMax,
      lines >= 0, patience.map({ $0 > .zero && $0 <= CoreLimits.spanMax }) ?? true,
      classes.allSatisfy({ $0.offset <= CoreLimits.spanMax })
    else { return "its rates or times are none" }
    let load = rate * Double(service.count) / 1_000
    guard patience != nil || lines > 0 || load < Double(agents) else {
      return "\(agents) agents are never done with a load of \(load): its waits grow for ever"
    }
    return nil
  }
}

extension StationaryCase {
  package static let start = Instant(ms: 915_451_200_000)

  package func queue(_ type: Int) -> QueueID { QueueID(unchecked: "type-\(type + 1)") }
  private func skill(_ type: Int) -> SkillID { SkillID(unchecked: "skill-\(type + 1)") }
  private func agent(_ number: Int) -> AgentID { AgentID(unchecked: "agent-\(number + 1)") }
  package var agentIDs: [AgentID] { (0..<agents).map(agent) }

  /// Each agent's own queue.
  package var primary: [AgentID: QueueID] {
    Dictionary(uniqueKeysWithValues: (0..<agents).map { (agent($0), queue($0 % types)) })
  }

  package var configuration: Configuration {
    Configuration(
      queues: (0..<types).map { type in
        QueueConfiguration(
          id: queue(type), serviceLevelTargetMs: within, shortAbandonMs: .zero, ringMsMax: .seconds(20),
          wrapUpMsMax: .zero, skills: [SkillRequirement(skill: skill(type), minLevel: 1)],
          classes: classes.map {
            PriorityClass(
              priority: $0.priority, offsetMs: $0.offset, accelerationPercent: $0.accelerationPercent)
          }, strategy: types > 1 ? .bestSkill : .longestIdle)
      },
      agents: (0..<agents).map { AgentConfiguration(id: agent($0), skills: skills(of: $0)) },
      limits: Limits(openCallsMax: 1_000_000, queueLengthMax: 1_000_000, callMsMax: .minutes(60 * 24 * 30)))
  }

  /// The other skills go round, so that every pair of types is found together about equally often.
  private func skills(of agent: Int) -> [SkillLevel] {
    let own = agent % types
    let round = agent / types
    return (0..<min(skillsPerAgent, types)).map { rank in
      let type = rank == 0 ? own : (own + 1 + (round + rank - 1) % (types - 1)) % types
      return SkillLevel(skill: skill(type), level: UInt32(max(1, 10 - rank)))
    }
  }

  package func scenario(seed: UInt64) -> Scenario {
    var scenario = Scenario(seed: seed, from: Self.start)
    scenario.lines = lines
    scenario.streams = (0..<types).flatMap { type in
      classes.map { kind in
        CallStream(
          .poisson(meanGapMs: 1_000 / kind.rate), .direct(queue(type)), priority: kind.priority,
          patience: patience.map { .exponential(mean: $0) } ?? .never, service: .exponential(mean: service))
      }
    }
    scenario.agents = agentIDs.map {
      AgentPlan($0, shifts: [Shift(from: Self.start, to: nil)], behaviour: .tireless)
    }
    return scenario
  }
}
