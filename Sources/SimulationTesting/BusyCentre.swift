package import Events
package import SimulatedTelephony
package import Values

/// A middling centre at work: five queues with skills, two priorities, a menu of telephony's own and a flow of the
/// core's, after-call work, breaks.
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
      limits: Limits(openCallsMax: 5_000, queueLengthMax: 1_000, callMsMax: .minutes(120)), flows: [flow],
      entryPoints: [EntryPoint(dialled: Self.number, target: .flow(EntryPointFlow(flow: flow.name)))])
  }

  private static let number = "+31201234567"

  /// A key for each queue; and who knows his account is a better customer.
  private var flow: Flow {
    let input = FlowInput(
      firstDigitMs: .seconds(5), interDigitMs: .seconds(2), triesMax: 2, noInputNext: "first", noMatchNext: "goodbye")
    let welcome = FlowNode(
      name: "welcome", step: .play(PlayNode(prompt: FlowPrompt(name: "welcome", msMax: .seconds(20)), next: "menu")))
    let menu = FlowNode(
      name: "menu",
      step: .menu(
        MenuNode(
          prompt: FlowPrompt(name: "menu", msMax: .seconds(20), bargeIn: true), input: input,
          options: Self.services.enumerated().map { number, service in
            MenuOption(digits: "\(number + 1)", name: service, next: number == 0 ? "account" : service)
          })))
    let account = FlowNode(
      name: "account",
      step: .collect(
        CollectNode(
          prompt: FlowPrompt(name: "account", msMax: .seconds(20), bargeIn: true), input: input, digitsMin: 1,
          digitsMax: 4, terminator: "#", masked: true, next: "known")))
    let lines = Self.services.map { service in
      FlowNode(name: service, step: .queue(QueueNode(queue: QueueID(unchecked: service), priority: 1)))
    }
    let known = FlowNode(name: "known", step: .queue(QueueNode(queue: queues[0], priority: 2)))
    let first = FlowNode(name: "first", step: .queue(QueueNode(queue: queues[0], priority: 1)))
    let goodbye = FlowNode(name: "goodbye", step: .hangUp(HangUpNode(cause: "goodbye")))
    return Flow(
      name: "main", nodes: [welcome, menu, account, known, first, goodbye] + lines.dropFirst())
  }

  private var guided: CallStream {
    var habit = FlowHabit(keys: ["1", "2", "3", "4", "5", "1234#", "7"])
    habit.prompt = .lognormal(mean: .seconds(6), deviation: .seconds(3))
    habit.thinks = .lognormal(mean: .seconds(5), deviation: .seconds(4))
    habit.silent = 0.1
    habit.leaves = 0.03
    return CallStream(
      .poisson(meanGapMs: 20_000), .flow(dialled: Self.number, habit), patience: .exponential(mean: .minutes(4)),
      service: .lognormal(mean: .seconds(180), deviation: .seconds(120)))
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

  /// Hardly anything does, and some callers go through a flow of the core's.
  package var troubled: Scenario {
    var scenario = scenario
    scenario.faults = .some
    scenario.streams.append(guided)
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
