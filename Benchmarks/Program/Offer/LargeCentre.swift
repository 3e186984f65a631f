import Events
import SimulatedTelephony
import Values

/// 500 queues and 5,000 agents, 50 calls a second, 80 seconds of talk and after-call work each.
///
/// Two fifths of the queues get more calls than their agents can take: somebody waits there nearly always, until he has
/// lost patience. In the others hardly anybody waits. One caller in five asks for English, which three agents in five
/// speak.
struct LargeCentre {
  /// Log-ins come first, all at once.
  static let opening = Milliseconds.seconds(6)
  /// Then those who would be there already: conversations are exponential, so what is left of one is as long as a whole
  /// one, and the centre is as busy as it will be when they have come.
  static let filling = Milliseconds.seconds(20)

  private static let shape = CentreShape.large
  private static let english = SkillID(unchecked: "english")
  private static let crowded = 200
  private static let crowdedCallsPerSecond = 27.5
  private static let talk = Milliseconds.seconds(65)
  private static let wrapUp = Milliseconds.seconds(15)
  private static let answer = Milliseconds.seconds(3)
  private static let patience = Milliseconds.seconds(90)

  let start: Instant
  let end: Instant

  static var id: CentreID { shape.centre }
  static var callsPerSecond: Double { shape.callsPerSecond }

  static var configuration: Configuration {
    var configuration = shape.configuration
    for queue in configuration.queues.indices { configuration.queues[queue].wrapUpMsMax = .minutes(5) }
    for agent in configuration.agents.indices where agent % 5 < 3 {
      configuration.agents[agent].skills = [SkillLevel(skill: english, level: 5)]
    }
    return configuration
  }

  var scenario: Scenario {
    var scenario = Scenario(seed: 1, from: start)
    scenario.putThrough = .lognormal(mean: Milliseconds(300), deviation: Milliseconds(150))
    scenario.until = end
    scenario.streams = Self.shape.queues.indices.flatMap { queue in
      [
        stream(queue, share: 0.8, skills: []),
        stream(queue, share: 0.2, skills: [SkillRequirement(skill: Self.english)]),
      ]
    }
    scenario.agents = Self.shape.agents.map {
      AgentPlan($0, shifts: [Shift(from: start, to: nil)], behaviour: behaviour)
    }
    return scenario
  }

  private func stream(_ queue: Int, share: Double, skills: [SkillRequirement]) -> CallStream {
    let isCrowded = queue < Self.crowded
    let calm = Self.shape.queues.count - Self.crowded
    let perSecond =
      isCrowded
      ? Self.crowdedCallsPerSecond / Double(Self.crowded)
      : (Self.shape.callsPerSecond - Self.crowdedCallsPerSecond) / Double(calm)
    let agents = Double(Self.shape.agents.count) / Double(Self.shape.queues.count)
    let handled = perSecond * Double((Self.answer + Self.talk + Self.wrapUp).count) / 1_000
    // All agents, and those who wait until their patience is over; or as many agents as that rate keeps busy.
    let there =
      isCrowded
      ? agents + (perSecond - agents * perSecond / handled) * Double(Self.patience.count) / 1_000 : handled
    let filled = start + Self.opening + Self.filling
    return CallStream(
      .byInterval([
        .init(from: start + Self.opening, to: filled, count: share * there),
        .init(from: filled, to: end, count: share * perSecond * Double(end.since(filled).count) / 1_000),
      ]), .direct(Self.shape.queues[queue]), skills: skills, patience: .exponential(mean: Self.patience),
      service: .exponential(mean: Self.talk))
  }

  private var behaviour: AgentBehaviour {
    var behaviour = AgentBehaviour()
    behaviour.answer = .lognormal(mean: Self.answer, deviation: Milliseconds(1_500))
    behaviour.misses = 0.005
    behaviour.refuses = 0.005
    behaviour.hangsUp = 0.3
    behaviour.wrapUp = .exponential(mean: Self.wrapUp)
    return behaviour
  }
}
