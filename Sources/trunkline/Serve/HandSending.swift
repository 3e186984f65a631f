import CallHandling
import CommandLineKit
import Events
import Storage
import SystemTime
import Values

/// Sends one person's commands to the server of the state folder, and says what came of them.
struct HandSending {
  let centre: CentreID
  let loader: SliceLoader
  private let port: any CommandPort
  private let actor: Actor
  private let console: Console

  static func with(
    _ given: Invocation, as actor: Actor, _ body: (HandSending) async throws -> Void
  ) async throws -> ExitCode {
    try await Installation.with(given) {
      installation in
      let sending = HandSending(
        centre: try await installation.centre(given[CommonOptions.centre]), loader: installation.loader,
        port: installation.port(), actor: actor, console: given.console)
      try await body(sending)
      return .ok
    }
  }

  /// - Throws: what is wrong, for the person: the rule that stands against it, or that no server runs.
  func send(_ body: Events.Command.Body) async throws {
    let now = WallClock.now()
    let command = Events.Command(
      id: CommandID(.random()), centre: centre, at: now, recordedAt: now, actor: actor, body: body)
    let replies: [CommandReply]
    do {
      replies = try await port.send([command])
    } catch let failure as CommandPortFailure {
      throw Failure(.environment, failure.message)
    }
    switch replies.first?.outcome {
    case .accepted(let accepted)?:
      let names = accepted.events.map(\.typeName).joined(separator: ", ")
      try console.remark("\(names)  (position \(accepted.position))")
    case .repeat(let repeated)?: try console.remark("done before, at position \(repeated.position)")
    case .ignored(let ignored)?:
      try console.remark("nothing came of it" + (ignored.odd.isEmpty ? "" : ": \(ignored.odd)"))
    case .rejected(let rejection)?: throw Failure(.foundProblems, rejection.message)
    case .unknown?, nil: throw Failure(.environment, "the server is newer than this program")
    }
  }
}
