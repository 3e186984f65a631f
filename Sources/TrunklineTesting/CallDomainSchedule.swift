package import CallDomain
package import Events
import Values

/// A seeded life of one centre: what callers, agents, supervisors, policies, phones, an import and the clock do, in an
/// order that no sane world would choose. Mostly plausible, sometimes late, repeated, reordered or nonsense.
package struct CallSchedule {
  var random: ScheduleRandom
  /// Seeds without recorded history keep to live calls.
  let hasHistory: Bool
  let configuration: Configuration
  private(set) var now = Instant.noon
  private var number: UInt64 = 0
  private var sent: [Command] = []
  /// Facts on a slow wire.
  private var delayed: [(actor: Actor, body: Command.Body)] = []
  /// Live calls have odd numbers, recorded ones even.
  var callsBegun: UInt64 = 0

  static let agents: [AgentID] = [.anna, .boris, .clara, .zoharit]
  static let queues: [QueueID] = [.sales, .support]

  package init(seed: UInt64) {
    random = ScheduleRandom(seed: seed)
    hasHistory = random.chance(50)
    configuration = Self.configuration(&random)
  }

  /// How many commands before the drain.
  package mutating func length() -> Int { 40 + random.below(60) }

  package mutating func first() -> Command {
    command(hasHistory ? .importer : .supervisor, .configure(Configure(configuration: configuration)))
  }

  package mutating func next(_ centre: Centre) -> Command {
    letTimePass(centre)
    if random.chance(4), let again = random.one(of: sent) { return repeated(again) }
    if random.chance(25), !delayed.isEmpty {
      let (actor, body) = delayed.remove(at: random.below(delayed.count))
      return command(actor, body)
    }
    if random.chance(2) { return wrong(centre) }
    let (actor, body) = move(centre)
    if random.chance(6) { delayed.append((actor, body)) }
    return command(actor, body)
  }

  /// A command at the time of the next deadline, to drain the centre; `nil`: none is left.
  package mutating func nextToDrain(_ centre: Centre) -> Command? {
    if let deadline = centre.nextDeadline {
      now = max(now, deadline)
      return command(.system, .deadlineReached(DeadlineReached()))
    }
    guard let fact = historyToDrain(centre) else { return nil }
    return command(.importer, .recordHistory(fact))
  }

  mutating func command(_ actor: Actor, _ body: Command.Body) -> Command {
    number += 1
    let late = random.chance(10) ? Int64(random.below(3_000)) : 0
    let command = Command(
      id: CommandID(ID128(high: 0xc0, low: number)), centre: .example, at: now - Milliseconds(late), recordedAt: now,
      actor: actor, bodyDigest: number % 2 == 0 ? number : 0, body: body)
    if sent.count >= 30 { sent.removeFirst() }
    sent.append(command)
    return command
  }

  /// The same command under its own id, or the same wish once more. Every third of the first kind is another command
  /// under the id, for who has named its body.
  private mutating func repeated(_ former: Command) -> Command {
    guard random.chance(50) else { return command(former.actor, former.body) }
    var again = former
    if again.bodyDigest % 3 == 0 { again.bodyDigest += 1 }
    return again
  }

  private mutating func letTimePass(_ centre: Centre) {
    switch random.below(100) {
    case 0..<35: break
    case 35..<70: now = now + Milliseconds(Int64(random.below(2_000)))
    case 70..<90: now = now + Milliseconds(Int64(random.below(20_000)))
    case 90..<97: if let deadline = centre.nextDeadline { now = max(now, deadline) }
    case 97..<99: now = now + .minutes(1)
    default: if random.chance(25) { now = now + .minutes(11) }
    }
  }

  /// What should be refused whatever the state.
  private mutating func wrong(_ centre: Centre) -> Command {
    switch random.below(9) {
    case 0:
      var elsewhere = command(.system, .deadlineReached(DeadlineReached()))
      elsewhere.centre = CentreID(unchecked: "centre-2")
      return elsewhere
    case 1: return command(.system, .unknown(99))
    case 2: return command(.policy, .recordHistory(RecordHistory()))
    case 3: return command(.importer, .endCall(EndCall(call: anyCall())))
    case 4:
      let fact = HistoricFact(occurredAt: now, fact: .unknown(77))
      return command(.importer, .recordHistory(RecordHistory(facts: Array(repeating: fact, count: 251))))
    case 5:
      let crowd = (0...100).map { AgentID(unchecked: "a\($0)") }
      return command(
        .policy, .makeOffer(MakeOffer(call: pick(centre) { $0.entry?.offers.isEmpty == true }, agents: crowd)))
    case 6:
      var broken = configuration
      broken.queues.append(broken.queues[0])
      return command(.supervisor, .configure(Configure(configuration: broken)))
    case 7:
      let skills = (0...64).map { SkillLevel(skill: SkillID(unchecked: "s\($0)"), level: 1) }
      return command(.supervisor, .changeSkills(ChangeSkills(agent: .anna, skills: skills)))
    default:
      return command(
        .supervisor,
        .changeSkills(ChangeSkills(agent: .anna, skills: [SkillLevel(skill: .german, level: 11)])))
    }
  }

  private static func configuration(_ random: inout ScheduleRandom) -> Configuration {
    var configuration = random.chance(60) ? Configuration.withFlow : .example
    if random.chance(70) { configuration.limits.openCallsMax = 8 }
    if random.chance(30) { configuration.queues[0].waitMsMax = .seconds(45) }
    if random.chance(30) { configuration.queues[0].wrapUpMsMax = .zero }
    if random.chance(30) { configuration.queues[1].wrapUpMsMax = .seconds(10) }
    if random.chance(30) { configuration.queues[1].lengthMax = 1 }
    if random.chance(30) { configuration.queues[1].strikesMax = 1 }
    if random.chance(50) { configuration.queues[1].strikesPauseMs = .seconds(30) }
    if random.chance(20) { configuration.limits.callMsMax = .minutes(2) }
    if !configuration.flows.isEmpty, random.chance(40) { configuration.flows = [.hasty] }
    return configuration
  }
}
