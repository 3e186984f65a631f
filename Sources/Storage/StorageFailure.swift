/// Why the read models could not be used.
public struct StorageFailure: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// The database is away: retried for ever with backoff.
    case unavailable
    /// Somebody else advanced the checkpoint: this runner is not the owner any more and stops.
    case checkpointMoved
    /// Nothing is known of the transaction's fate; the checkpoint tells on the next load.
    case outcomeUnknown
    /// The build, table or view is not there.
    case missing
    /// There is nothing that the wish could be about, as a hold to lift: nothing was done.
    case nothingToDo
    /// A lock was not had in time: try again.
    case locked
    /// The rows were refused (constraint, type): a bug of the plugin.
    case refused
    /// The disk is full, or the server can't write.
    case full
    /// The tables were made by a newer version of Trunkline.
    case newerFormat
  }

  public let kind: Kind
  /// What is wrong and what to do, for people.
  public let message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { message }
}
