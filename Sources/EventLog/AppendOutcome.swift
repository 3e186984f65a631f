public import Values

public enum AppendOutcome: Sendable, Hashable {
  /// Every record is durable and part of the chain.
  case accepted
  /// Somebody else's record follows the expected one: nothing was written. `head` is what the log has now.
  case stale(head: ChainPoint)
  /// A greater epoch is current: this writer must stop. Nothing was written.
  case fenced(by: Epoch)
  /// The records may or may not be, or come to be, in the log: `resolve` finds out.
  case unknown(reason: String)
}
