package import Events
package import Values

// Names that the stories share.

extension Instant {
  /// 1999-01-04 12:00 UTC.
  package static let noon = Instant(ms: 915_451_200_000)
}

extension CentreID { package static let example = CentreID(unchecked: "centre-1") }

extension QueueID {
  package static let sales = QueueID(unchecked: "sales")
  package static let support = QueueID(unchecked: "support")
}

extension AgentID {
  package static let anna = AgentID(unchecked: "anna")
  package static let boris = AgentID(unchecked: "boris")
  package static let clara = AgentID(unchecked: "clara")
  /// May take `support` alone.
  package static let daria = AgentID(unchecked: "daria")
  /// Known to recorded history alone.
  package static let zoharit = AgentID(unchecked: "zoharit")
}

extension SkillID {
  package static let german = SkillID(unchecked: "german")
  package static let loans = SkillID(unchecked: "loans")
}

extension CallID {
  package static func call(_ number: UInt64) -> CallID { CallID(ID128(high: 0xca11, low: number)) }
  package static let one = call(1)
  package static let two = call(2)
  package static let three = call(3)
}

extension Actor {
  package static let system = Actor(kind: .system)
  package static let telephony = Actor(kind: .telephony)
  package static let importer = Actor(kind: .`import`)
  package static let supervisor = Actor(kind: .supervisor, id: "sofia")
  package static let policy = Actor(kind: .plugin, id: "routing")
  package static func agent(_ agent: AgentID) -> Actor { Actor(kind: .agent, id: agent.text) }
}

extension Configuration {
  /// `sales`: ring 20 s, wrap-up 30 s, wait at most 10 min, a skill that relaxes after 30 s, 2 strikes.
  /// `support`: ring 15 s, no wrap-up, no limit, no strikes.
  package static let example = Configuration(
    queues: [
      QueueConfiguration(
        id: .sales, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(20),
        wrapUpMsMax: .seconds(30), waitMsMax: .minutes(10),
        skills: [SkillRequirement(skill: .german, minLevel: 5)],
        relaxation: [
          RelaxationStep(afterMs: .seconds(30), skills: [SkillRequirement(skill: .german, minLevel: 2)]),
          RelaxationStep(afterMs: .seconds(60)),
        ], strikesMax: 2),
      QueueConfiguration(
        id: .support, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(15),
        wrapUpMsMax: .zero, lengthMax: 3),
    ],
    agents: [
      AgentConfiguration(id: .anna, skills: [SkillLevel(skill: .german, level: 7)], queues: [.sales, .support]),
      AgentConfiguration(id: .boris, skills: [SkillLevel(skill: .german, level: 5)]),
      AgentConfiguration(id: .clara, skills: [SkillLevel(skill: .german, level: 6)], queues: [.sales, .support]),
      AgentConfiguration(id: .daria, queues: [.support]),
    ], limits: Limits(openCallsMax: 4, queueLengthMax: 100, callMsMax: .minutes(60)))
}

extension CallArrived {
  package static func inbound(_ call: CallID) -> CallArrived { CallArrived(call: call, direction: .inbound) }
}

extension RecordHistory {
  /// One fact, this long after noon.
  package static func fact(_ ms: Int64, _ fact: HistoricFact.Fact) -> RecordHistory {
    RecordHistory(facts: [HistoricFact(occurredAt: .noon + Milliseconds(ms), fact: fact)])
  }
}
