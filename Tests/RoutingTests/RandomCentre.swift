import CallDomain
import Events
import TrunklineTesting
import Values

/// A seeded life of a centre for routing: queues, skills, classes and strategies at random, and what happens in it.
struct RandomCentre {
  var random: ScheduleRandom
  private(set) var configuration: Configuration
  private var calls: UInt64 = 0

  private static let queues = (0..<5).map { QueueID(unchecked: "q\($0)") }
  private static let agents = (0..<12).map { AgentID(unchecked: "a\($0)") }
  private static let skills = (0..<3).map { SkillID(unchecked: "s\($0)") }

  init(seed: UInt64) {
    random = ScheduleRandom(seed: seed)
    configuration = Self.configuration(&random)
  }

  private static func configuration(_ random: inout ScheduleRandom) -> Configuration {
    Configuration(
      queues: queues.map { id in
        QueueConfiguration(
          id: id, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(10),
          wrapUpMsMax: random.chance(50) ? .zero : .seconds(10), skills: random.chance(40) ? asked(&random) : [],
          relaxation: random.chance(40) ? [RelaxationStep(afterMs: .seconds(15))] : [],
          strikesMax: random.chance(50) ? 2 : 0,
          classes: (0..<Int32(random.below(3))).map { priority in
            PriorityClass(
              priority: priority, offsetMs: .seconds(Int64(random.below(3)) * 20),
              accelerationPercent: random.one(of: [0, 50, 100, 300]) ?? 100)
          },
          waitGuardMs: random.chance(30) ? .seconds(40) : .zero, strategy: random.chance(50) ? .bestSkill : nil)
      },
      agents: agents.map { id in
        AgentConfiguration(
          id: id, skills: levels(&random), queues: random.chance(30) ? [] : queues.filter { _ in random.chance(40) })
      }, limits: Limits(openCallsMax: 200, queueLengthMax: 100, callMsMax: .minutes(60)))
  }

  private static func levels(_ random: inout ScheduleRandom) -> [SkillLevel] {
    skills.filter { _ in random.chance(50) }.map { SkillLevel(skill: $0, level: UInt32(1 + random.below(10))) }
  }

  private static func asked(_ random: inout ScheduleRandom) -> [SkillRequirement] {
    skills.filter { _ in random.chance(40) }.map {
      SkillRequirement(skill: $0, minLevel: UInt32(random.below(8)), preferred: random.chance(50))
    }
  }

  /// One thing that happens; time passes before it.
  mutating func step(_ routed: inout RoutedCentre) {
    if random.chance(60) { routed.pass(Milliseconds(Int64(random.below(4_000)))) }
    let centre = routed.centre
    if let due = centre.nextDeadline, due <= routed.now { routed.send(.deadlineReached(DeadlineReached())) }
    switch random.below(20) {
    case 0..<6: arrive(&routed)
    case 6..<11: answer(&routed)
    case 11..<14: endConversation(&routed)
    case 14..<18: change(pickAgent(), &routed)
    case 18: changeCall(&routed)
    default:
      guard random.chance(15) else { return }
      configuration = Self.configuration(&random)
      routed.send(.configure(Configure(configuration: configuration)), by: .supervisor)
    }
  }

  private mutating func pickAgent() -> AgentID { random.one(of: Self.agents) ?? Self.agents[0] }

  private mutating func arrive(_ routed: inout RoutedCentre) {
    calls += 1
    let call = CallID.call(calls)
    routed.send(.reportArrival(ReportArrival(call: .inbound(call))), by: .telephony)
    routed.send(
      .enqueue(
        Enqueue(
          call: call, queue: random.one(of: Self.queues) ?? Self.queues[0], priority: Int32(random.below(3)),
          skills: random.chance(20) ? Self.asked(&random) : [])))
  }

  private mutating func answer(_ routed: inout RoutedCentre) {
    let open = routed.centre.calls.values.compactMap(\.entry).flatMap { entry in entry.offers.map { (entry, $0) } }
      .sorted { ($0.0.id, $0.1.ordinal) < ($1.0.id, $1.1.ordinal) }
    guard let (entry, offer) = random.one(of: open) else { return arrive(&routed) }
    let call = entry.stay.call
    switch random.below(10) {
    case 0..<6:
      routed.send(.acceptOffer(AcceptOffer(call: call, agent: offer.agent)), by: .agent(offer.agent))
      routed.send(
        .reportJoined(ReportJoined(call: call, entry: entry.stay.entry, offer: offer.ordinal)), by: .telephony)
    case 6..<8: routed.send(.rejectOffer(RejectOffer(call: call, agent: offer.agent)), by: .agent(offer.agent))
    default:
      routed.send(
        .reportOfferFailed(
          ReportOfferFailed(
            call: call, entry: entry.stay.entry, offer: offer.ordinal, unreachable: random.chance(50))),
        by: .telephony)
    }
  }

  private mutating func endConversation(_ routed: inout RoutedCentre) {
    let talking = routed.centre.calls.values.filter { $0.conversation != nil }.map(\.id).sorted()
    guard let call = random.one(of: talking) else { return answer(&routed) }
    routed.send(.reportCallerHungUp(ReportCallerHungUp(call: call)), by: .telephony)
  }

  private mutating func change(_ id: AgentID, _ routed: inout RoutedCentre) {
    guard let agent = routed.centre.agents[id] else { return }
    if agent.logIn == nil {
      routed.send(.logIn(LogIn(agent: id)), by: .agent(id))
      routed.send(.setReady(SetReady(agent: id)), by: .agent(id))
      return
    }
    switch random.below(12) {
    case 0..<4: routed.send(.setReady(SetReady(agent: id)), by: .agent(id))
    case 4..<6: routed.send(.setNotReady(SetNotReady(agent: id, reason: "break")), by: .agent(id))
    case 6: routed.send(.logOut(LogOut(agent: id)), by: .supervisor)
    case 7: routed.send(.reportStationLost(ReportStationLost(agent: id)), by: .telephony)
    case 8: routed.send(.reportStationRestored(ReportStationRestored(agent: id)), by: .telephony)
    case 9: routed.send(.changeSkills(ChangeSkills(agent: id, skills: Self.levels(&random))), by: .supervisor)
    default: routed.send(.endWrapUp(EndWrapUp(agent: id)), by: .agent(id))
    }
  }

  private mutating func changeCall(_ routed: inout RoutedCentre) {
    let open = routed.centre.calls.values.filter { $0.entry != nil }.map(\.id).sorted()
    guard let call = random.one(of: open) else { return }
    if random.chance(50) {
      routed.send(.changePriority(ChangePriority(call: call, priority: Int32(random.below(3)))))
    } else {
      routed.send(.reportCallerHungUp(ReportCallerHungUp(call: call)), by: .telephony)
    }
  }
}
