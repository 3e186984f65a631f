import Storage
import Values

/// Decides how large the next attempt may be, so that an event that takes the process down is found and held, while a
/// process that was killed for other reasons only goes slower for a moment.
///
/// After a crash inside a range its commits are tried in pieces of a sixty-fourth, down to single ones. A commit that
/// is tried alone is noted twice, before and after the plugin's code: a crash in between weighs `foldingWeight`, any
/// other one 1, and at `weightMax` the commit is held. So a bad event is held after three crashes in its own fold; the
/// largest range (163,840 commits) takes three to be narrowed down, which makes six at most. A kill from outside would
/// have to meet the same commit three times within its fold, or twelve times in a row.
struct Suspicion: Equatable {
  enum Verdict: Equatable {
    /// Nothing is suspected: fold as much as there is.
    case proceed
    /// Fold at most this many commits, alone in the process, noting this weight.
    case attempt(commitsMax: UInt64, weight: Int32)
    /// The commit after the checkpoint took the process down.
    case hold
  }

  static let foldingWeight: Int32 = 4
  static let weightMax: Int32 = 12
  private static let pieces: UInt64 = 64
  private let until: Position
  private let piece: UInt64
  private let weight: Int32

  /// From what the last process noted, and where the checkpoint is.
  init(noted: Attempt?, owner: String, checkpoint: Position) {
    // The note may be ahead of the checkpoint by the set that was being applied meanwhile.
    guard let noted, noted.owner != owner, noted.after >= checkpoint, noted.through > noted.after else {
      until = .zero
      piece = 0
      weight = 0
      return
    }
    let size = noted.through.number - checkpoint.number
    until = noted.through
    piece = max(1, size / Self.pieces)
    weight = size > 1 ? 0 : noted.suspicion + (noted.phase == .folding ? Self.foldingWeight : 1)
  }

  func verdict(at checkpoint: Position) -> Verdict {
    guard checkpoint < until else { return .proceed }
    if weight >= Self.weightMax { return .hold }
    return .attempt(commitsMax: min(piece, until.number - checkpoint.number), weight: weight)
  }
}
