package import Events
package import Values

extension Agent {
  /// `nil`: the entry is one that he may take.
  package func notEligible(for entry: Entry) -> NotEligible? {
    guard isIn(entry.stay.queue) else { return .notInQueue(entry.stay.queue) }
    return unmetRequirement(of: entry.skills, skills: skills)
  }

  package func isIn(_ queue: QueueID) -> Bool { queues.isEmpty || queues.contains(queue) }
}

/// The first required skill that is not there at the level asked for; preferred ones only rank.
package func unmetRequirement(of asked: [SkillRequirement], skills: [SkillLevel]) -> NotEligible? {
  for requirement in asked where !requirement.preferred {
    guard let level = skills.first(where: { $0.skill == requirement.skill })?.level else {
      return .missesSkill(requirement.skill)
    }
    guard level >= requirement.minLevel else {
      return .belowLevel(requirement.skill, has: level, needs: requirement.minLevel)
    }
  }
  return nil
}
