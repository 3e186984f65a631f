import Events
import Values

/// What is remembered of a command that took effect: two words, as there may be a million of them.
struct CommandEffect: Sendable, Equatable {
  let position: Position
  /// 0: its sender gave none.
  let bodyDigest: UInt64

  /// Whether `command`, which has the id, is the one that took effect, for all that is known: the id alone tells where
  /// one of the two has no digest.
  func mayBe(of command: Command) -> Bool {
    bodyDigest == 0 || command.bodyDigest == 0 || bodyDigest == command.bodyDigest
  }
}
