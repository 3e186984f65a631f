public import Events

/// The way to the writer of a centre: in this process, over a local socket, or over the network. Whoever sends cannot
/// tell, and need not.
public protocol CommandPort: Sendable {
  /// Sends the commands, of one centre, and returns what became of each, in their order, when it is durable: each
  /// stands for itself, and one that is refused leaves the others be. A command sent twice takes effect once.
  /// - Throws: `CommandPortFailure` when the answer is not known; sending the same commands again is then right.
  func send(_ commands: [Command]) async throws -> [CommandReply]
}

/// Why there was no answer.
public struct CommandPortFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    /// Nobody writes the centre just now: a take-over is under way, or no server runs.
    case noWriter
    /// The writer has more waiting than it may: come back later.
    case busy
    /// The writer stopped, or the line broke, before the answer came.
    case lost
  }

  public let kind: Kind
  /// What is wrong and what to do.
  public let message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { message }
}
