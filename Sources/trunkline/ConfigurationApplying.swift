import CallHandling
import CentreFile
import CommandLineKit
import EventLog
import Events
import Storage
import SystemTime
import Values

/// Makes a file the configuration of its centre: through the server that writes the centre, or as its writer for this
/// once where no server runs.
struct ConfigurationApplying {
  let installation: Installation
  let by: String

  /// - Parameter standing: what the file was compared with; a configuration that came since is not written over.
  /// - Returns: the new version.
  func apply(_ file: CentreFile, after standing: ConfigurationStanding) async throws -> UInt32 {
    let now = WallClock.now()
    let wish = Configure(configuration: file.configuration, afterVersion: standing.version)
    let command = Events.Command(
      id: CommandID(.random()), centre: file.centre, at: now, recordedAt: now,
      actor: Actor(kind: .operator, id: by), body: .configure(wish))
    guard let reply = try await send(command) else {
      throw Failure(.internalFault, "a configuration was sent and not answered")
    }
    return try Self.version(from: reply)
  }

  private func send(_ command: Events.Command) async throws -> CommandReply? {
    let slice = Slice(of: command.centre)
    let members = try await installation.store.members()
    if members.contains(where: { !$0.reach.isEmpty }) {
      do {
        return try await installation.port().send([command]).first
      } catch let failure as CommandPortFailure {
        // One that was killed is a member for some seconds more.
        if failure.kind != .noWriter { throw Failure(.environment, failure.message) }
      }
    }
    return try await installation.asWriter(of: slice, "trunkline apply") {
      let engine = try await SliceEngine.take(
        slice, with: installation.loader, marker: installation.ownershipMarker())
      return try await engine.handle([command]).first.map { CommandReply(to: command.id, $0) }
    }
  }

  private static func version(from reply: CommandReply) throws -> UInt32 {
    switch reply.outcome {
    case .accepted(let accepted):
      for event in accepted.events {
        if case .centre(.configured(let configured)) = event.body { return configured.version }
      }
      throw Failure(.internalFault, "a configuration was accepted and is not in its commit")
    case .rejected(let rejection):
      throw Failure(
        rejection.rule == "configurationMoved" ? .foundProblems : .badInput, rejection.message,
        hints: rejection.rule == "configurationMoved" ? ["trunkline diff"] : [])
    case .repeat, .ignored, .unknown:
      throw Failure(.internalFault, "a configuration came to nothing: \(reply.outcome)")
    }
  }
}
