public import Values

/// Why an agent may not take an entry, whatever he does just now.
public enum NotEligible: Sendable, Equatable {
  case notInQueue(QueueID)
  case missesSkill(SkillID)
  case belowLevel(SkillID, has: UInt32, needs: UInt32)

  package var words: String {
    switch self {
    case .notInQueue(let queue): "not in queue \(queue)"
    case .missesSkill(let skill): "without the skill \(skill)"
    case .belowLevel(let skill, let has, let needs): "\(skill) at level \(has), \(needs) is asked for"
    }
  }
}
