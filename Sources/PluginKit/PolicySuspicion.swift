import Storage

/// Whether a policy took the process down, as far as the last process's note tells.
///
/// A policy keeps no checkpoint: it is made from the state as it is, so the same state brings the same end. A process
/// that ends while its policies are only known to be at work is suspected of nothing more than that; the next process
/// then notes before and after each time that the policy's code runs, alone in the process. An end in between weighs
/// `weight`, and at `weightMax` the policy is held: after the third crash at the latest. A kill from outside would have
/// to meet the policy's microseconds twice in a row.
struct PolicySuspicion: Equatable {
  enum Verdict: Equatable {
    case proceed
    /// Note every turn, with this weight.
    case careful(weight: Int32)
    case hold
  }

  static let weight: Int32 = 4
  static let weightMax: Int32 = 8
  /// So many turns that ended well, and nothing is suspected any more.
  static let carefulTurns = 64

  let verdict: Verdict

  init(noted: Attempt?, owner: String) {
    guard let noted, noted.owner != owner else {
      verdict = .proceed
      return
    }
    switch noted.phase {
    case .folded: verdict = noted.suspicion == 0 ? .proceed : .careful(weight: noted.suspicion)
    case .underWay: verdict = .careful(weight: noted.suspicion)
    case .folding:
      let weight = noted.suspicion + Self.weight
      verdict = weight >= Self.weightMax ? .hold : .careful(weight: weight)
    }
  }
}
