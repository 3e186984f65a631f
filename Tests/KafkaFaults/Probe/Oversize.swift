import CallHandling
import EventLog
import Events
import TrunklineTesting
import Values

extension KafkaFaultProbe {
  /// One commit beyond the contract, one that only the topic refuses once its setting is lowered, and the same when
  /// that is mended; between them it waits for a line of whoever does so. After each refusal a small one must be taken.
  func oversize() async throws {
    let server = server()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.serve() }
      group.addTask {
        try await Self.send([Self.command(.configure(Configure(configuration: .example)), .random())], to: server)
        let beyond = try await Self.arrival(bytes: CommitLimits.bodyBytesMax, to: server)
        guard let refused = beyond.tooLarge else { throw Unexpected(description: "\(beyond)") }
        Self.say(1, "refused by the contract: \(refused)")
        try await Self.isTaken(by: server)
        _ = readLine()
        let refusal = try await Self.until("refused") { try await Self.arrival(bytes: 300_000, to: server).tooLarge }
        Self.say(1, "refused by the topic: \(refusal)")
        try await Self.isTaken(by: server)
        _ = readLine()
        try await Self.until("taken") {
          if case .accepted = try await Self.arrival(bytes: 300_000, to: server).outcome { true } else { nil }
        }
        Self.say(1, "taken")
      }
      _ = try await group.nextResult()?.get()
      group.cancelAll()
    }
  }

  private struct Unexpected: Error, CustomStringConvertible { let description: String }

  /// Brokers hear of a changed setting one by one.
  @discardableResult
  private static func until<R>(_ what: String, _ body: () async throws -> R?) async throws -> R {
    for _ in 0..<1_000 {
      if let found = try await body() { return found }
    }
    throw Unexpected(description: "in a thousand tries none was \(what)")
  }

  private static func isTaken(by server: SliceServer) async throws {
    let reply = try await arrival(bytes: 10, to: server)
    guard case .accepted = reply.outcome else { throw Unexpected(description: "the next is not taken: \(reply)") }
  }

  private static func arrival(bytes: Int, to server: SliceServer) async throws -> CommandReply {
    var arrived = CallArrived(call: CallID(.random()), direction: .inbound)
    arrived.attributes = ["note": String(repeating: "x", count: bytes)]
    let replies = try await send([command(.reportArrival(ReportArrival(call: arrived)), .random())], to: server)
    guard let reply = replies.first else { throw Unexpected(description: "no reply") }
    return reply
  }
}

extension CommandReply {
  /// What was said of a commit that no log, or not this one, takes.
  fileprivate var tooLarge: String? {
    guard case .rejected(let rejected) = outcome, rejected.rule == "commitTooLarge" else { return nil }
    return rejected.message
  }
}
