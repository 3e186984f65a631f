import Storage
import Values

/// Decides how large the next attempt may be, so that an event that takes the process down is found and held after two
/// crashes of its own, while a process that was killed for other reasons only goes slower for a moment.
///
/// After a crash inside a range its commits are tried in pieces of a sixty-fourth, down to single ones; a commit that was
/// tried alone when the process ended, twice in a row, is held. The largest range (163,840 commits) is narrowed down by
/// three crashes, so a bad event takes the process down five times at most.
struct Suspicion: Equatable {
  enum Verdict: Equatable {
    /// Fold at most this many commits in the next attempt (`nil`: no limit), noting this many crashes.
    case attempt(commitsMax: UInt64?, crashes: Int32)
    /// The commit after the checkpoint took the process down twice.
    case hold
  }

  private static let pieces: UInt64 = 64
  private let until: Position
  private let piece: UInt64
  private let crashes: Int32
  private let held: Bool

  /// From what the last process noted, and where the checkpoint is.
  init(noted: Attempt?, owner: String, checkpoint: Position) {
    // The note may be ahead of the checkpoint by the set that was being applied meanwhile.
    guard let noted, noted.owner != owner, noted.after >= checkpoint, noted.through > noted.after else {
      until = .zero
      piece = 0
      crashes = 0
      held = false
      return
    }
    let size = noted.through.number - checkpoint.number
    until = noted.through
    piece = max(1, size / Self.pieces)
    crashes = size == 1 ? noted.crashes + 1 : 0
    held = size == 1 && noted.crashes >= 1
  }

  func verdict(at checkpoint: Position) -> Verdict {
    if held, checkpoint.next == until { return .hold }
    guard checkpoint < until else { return .attempt(commitsMax: nil, crashes: 0) }
    return .attempt(commitsMax: min(piece, until.number - checkpoint.number), crashes: crashes)
  }
}
