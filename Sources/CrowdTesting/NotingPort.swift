import Events
import Storage
import SystemTime
import Values

/// The way to the server, which writes down each answer before its sender hears it.
struct NotingPort: CommandPort {
  let inner: any CommandPort
  let ledger: Ledger

  func send(_ commands: [Command]) async throws -> [CommandReply] {
    let replies = try await inner.send(commands)
    try ledger.note(replies)
    return replies
  }

  /// The same commands, with the same ids, until they are answered or the task is cancelled.
  /// - Returns: nothing when cancelled.
  @discardableResult
  func sendUntilAnswered(_ commands: [Command], by time: WallTime) async throws -> [CommandReply] {
    while !Task.isCancelled {
      do {
        return try await send(commands)
      } catch is CommandPortFailure {
        // The server is dead or on its way.
        await time.pause(Self.pause)
      }
    }
    return []
  }

  private static let pause = Milliseconds(20)
}
