import CallHandling
import Events
import Storage
import SystemTime

/// Sends the commands of one agent and his callers to a writer, each when the one before it is durable.
struct CommandClient: WaitingClient {
  private let server: SliceServer
  private var calls: CallsOfAgent

  init(_ calls: CallsOfAgent, to server: SliceServer) {
    self.calls = calls
    self.server = server
  }

  mutating func submit() async throws {
    let command = calls.next(at: WallClock.now())
    try await server.send([command]).requireAccepted([command])
  }

  /// A phone must not ring for longer than it may.
  mutating func rest() async throws {
    while calls.isBusy { try await submit() }
  }
}

extension [CommandReply] {
  /// Commands of a benchmark are such as are accepted; if one is not, the benchmark itself is wrong.
  func requireAccepted(_ commands: [Command]) throws {
    for (command, reply) in zip(commands, self) {
      guard case .accepted = reply.outcome else { throw UnexpectedReply(command: command, reply: reply) }
    }
  }
}

struct UnexpectedReply: Error {
  let command: Command
  let reply: CommandReply
}
