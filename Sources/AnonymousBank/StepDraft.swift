import Events
import Values

/// A step before it has its place. Sorted by time; at the same moment conversations end before agents log in, before
/// anything else in the order of the file, before agents log out.
struct StepDraft: Comparable {
  enum Rank: Int, Comparable {
    case conversationEnded
    case agentLoggedIn
    case other
    case agentLoggedOut
    static func < (a: Rank, b: Rank) -> Bool { a.rawValue < b.rawValue }
  }

  let at: Instant
  let rank: Rank
  /// Row of the file, and step within the row.
  let row: Int
  let step: Int
  let facts: [HistoricFact]

  static func < (a: StepDraft, b: StepDraft) -> Bool {
    (a.at.ms, a.rank.rawValue, a.row, a.step) < (b.at.ms, b.rank.rawValue, b.row, b.step)
  }
  static func == (a: StepDraft, b: StepDraft) -> Bool {
    (a.at.ms, a.rank.rawValue, a.row, a.step) == (b.at.ms, b.rank.rawValue, b.row, b.step)
  }
}
