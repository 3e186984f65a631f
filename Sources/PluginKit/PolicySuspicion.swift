import Storage

/// Whether a policy takes the process down, as far as the last process's note tells.
///
/// A policy keeps no checkpoint: it is made from the state as it is, so the same state brings the same end, and soon. A
/// process that ends while its policies are only known to be at work is suspected of nothing more than that; the next
/// process then notes before and after each time that the policy's code runs, alone in the process. An end in between
/// weighs much in the first turns and little later, an end elsewhere acquits, and at `weightMax` the policy is held:
/// one that can't get beyond its start after the fourth crash. A centre that is killed from outside again and again
/// must not lose its routing: such kills would have to meet the policy at work in three lives in a row, each time in
/// its first moments, or in a dozen in a row.
struct PolicySuspicion: Equatable {
  enum Verdict: Equatable {
    case proceed
    /// Note every turn; earlier ends weigh this much.
    case careful(weight: Int32)
    case hold
  }

  static let weightMax: Int32 = 12

  let verdict: Verdict

  init(noted: Attempt?, owner: String) {
    guard let noted, noted.owner != owner else {
      verdict = .proceed
      return
    }
    switch noted.phase {
    case .folded: verdict = .proceed
    case .underWay: verdict = .careful(weight: 0)
    case .folding: verdict = noted.suspicion >= Self.weightMax ? .hold : .careful(weight: noted.suspicion)
    }
  }
}

/// The turns of a policy that is suspected.
struct PolicyCare: Equatable {
  private static let earlyTurns = 4
  private static let earlyWeight: Int32 = 4
  private static let lateWeight: Int32 = 1
  /// So many turns that ended well, and nothing is suspected any more.
  static let turnsMax = 64

  private let weight: Int32
  private var turns = 0

  init(weight: Int32) { self.weight = weight }

  /// What it weighs when the process ends in the turn that begins now.
  var weightNow: Int32 { weight + (turns < Self.earlyTurns ? Self.earlyWeight : Self.lateWeight) }

  mutating func turnEndedWell() { turns += 1 }

  var isOver: Bool { turns >= Self.turnsMax }
}
