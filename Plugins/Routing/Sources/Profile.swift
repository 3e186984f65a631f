import CallDomain
import Events
import Values

/// What decides which entries an agent may take, and how well. Agents of one profile differ in their idle clocks alone,
/// so a search asks profiles, of which there are few, and takes the longest idle of the best.
struct Profile: Sendable, Hashable {
  struct Skill: Sendable, Hashable {
    let id: SkillID
    let level: UInt32
  }

  /// By id.
  let skills: [Skill]
  /// By id; empty: all queues.
  let queues: [QueueID]

  init(_ agent: Agent) {
    skills = agent.skills.map { Skill(id: $0.skill, level: $0.level) }.sorted { $0.id < $1.id }
    queues = agent.queues.sorted()
  }

  func isIn(_ queue: QueueID) -> Bool { queues.isEmpty || queues.contains(queue) }

  func level(of skill: SkillID) -> UInt32? { skills.first { $0.id == skill }?.level }

  /// Every required skill, at the level asked for.
  func meets(_ asked: [SkillRequirement]) -> Bool {
    asked.allSatisfy { $0.preferred || level(of: $0.skill).map { [least = $0.minLevel] in $0 >= least } ?? false }
  }
}

/// How well a profile suits what is asked for; the greater, the better. Only then comes who is longest idle.
struct Suitability: Sendable, Comparable {
  /// Preferred requirements that are met.
  let preferred: Int64
  /// Levels of the skills asked for, added up, where the queue chooses by them.
  let skill: Int64

  init(of profile: Profile, for asked: [SkillRequirement], byLevel: Bool) {
    preferred = Int64(
      asked.count { requirement in
        requirement.preferred && profile.level(of: requirement.skill).map { $0 >= requirement.minLevel } ?? false
      })
    skill = byLevel ? asked.reduce(0) { $0 + Int64(profile.level(of: $1.skill) ?? 0) } : 0
  }

  static func < (a: Suitability, b: Suitability) -> Bool {
    a.preferred != b.preferred ? a.preferred < b.preferred : a.skill < b.skill
  }
}
