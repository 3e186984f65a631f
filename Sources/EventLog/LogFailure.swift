public import Values

/// Why the log could not be used. Each kind is named, because each asks for something else of the operator (G8).
public struct LogFailure: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// The log cannot be reached now: retried by services, told to people.
    case unavailable
    /// The log has another identity than the one that was expected.
    case otherLog(expected: LogID, found: LogID)
    /// The reader's position is beyond the head: the log was truncated or restored from an older copy.
    case beyondHead(position: Position, head: Position)
    /// The reader's position is below the retained start.
    case belowStart(position: Position, start: Position)
    /// The record at the reader's position is not the one that it read: the log was re-created or has diverged.
    case diverged(position: Position, expected: Digest256, found: Digest256)
    /// A record is missing or does not follow the one before it.
    case broken(position: Position)
    /// A commit is larger than any driver takes; nothing was written.
    case tooLarge(bytes: Int, events: Int)
    /// A commit breaks the schema; nothing was written.
    case invalid
    /// Another writer took the slice.
    case fenced(by: Epoch)
    /// Another writer's record stands where this writer's should.
    case stale(head: ChainPoint)
    /// The log's tables or server can't be trusted with commits, as `fsync` off.
    case unsafe
    /// The log was written by a newer version of Trunkline.
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

extension LogFailure {
  /// The messages of G8, in one place so that every driver says the same.
  public static func beyondHead(_ position: Position, head: Position, of slice: Slice) -> LogFailure {
    LogFailure(
      .beyondHead(position: position, head: head),
      "the reader of slice \(slice) stands at position \(position), but the log ends at \(head): it was truncated or "
        + "restored from an older copy. Rebuild the read models, or bring the newer log back")
  }

  public static func diverged(at point: ChainPoint, found: Digest256, of slice: Slice) -> LogFailure {
    LogFailure(
      .diverged(position: point.position, expected: point.id, found: found),
      "position \(point.position) of slice \(slice) is not the record that was read before: the log was re-created or has "
        + "diverged. Rebuild the read models from this log, or bring the former log back")
  }

  /// A body whose bytes are no commit: they were changed, or damaged on the disk.
  public static func undecodable(at position: Position, of slice: Slice, _ error: any Error) -> LogFailure {
    broken(at: position, of: slice, "can't be decoded (\(error)): `trunkline verify` says more")
  }

  public static func broken(at position: Position, of slice: Slice, _ detail: String = "is missing") -> LogFailure {
    LogFailure(.broken(position: position), "position \(position) of slice \(slice) \(detail)")
  }
}
