import CallDomain
import CallHandling
import CentreFile
import CommandLineKit
import EventLog
import Events
import SystemTime
import Values

/// The configuration that a centre has at the head of the log.
struct ConfigurationStanding {
  let centre: CentreID
  /// 0: the centre was never configured.
  let version: UInt32
  let configuration: Configuration

  init(of id: CentreID, in installation: Installation) async throws {
    let centres = try await Replay.fold(Slice(of: id), of: installation.log).centres
    let state = centres[id] ?? Centre(id: id)
    centre = id
    version = state.configurationVersion
    configuration = state.configuration
  }

  /// The first file of a centre is a change even where it says nothing.
  func changes(to file: CentreFile) -> [CentreChange] {
    let changes = CentreChange.between(configuration, file.configuration)
    return version == 0 && changes.isEmpty ? [.firstConfiguration] : changes
  }

  var words: String { "centre \(centre) is at version \(version) of its configuration, and that is this" }
}

/// Makes a file the configuration of its centre.
struct ConfigurationApplying {
  let installation: Installation
  let by: String

  /// - Returns: the new version.
  func apply(_ file: CentreFile, after standing: ConfigurationStanding) async throws -> UInt32 {
    let slice = Slice(of: file.centre)
    return try await installation.asWriter(of: slice, "trunkline apply") {
      let engine = try await SliceEngine.take(slice, of: installation.log, marker: installation.ownershipMarker())
      let version = await engine.centre(file.centre)?.configurationVersion ?? 0
      guard version == standing.version else {
        throw Failure(
          .foundProblems, "the configuration became version \(version) in the meantime",
          hints: ["look at the difference again: trunkline diff"])
      }
      let now = WallClock.now()
      let command = Events.Command(
        id: CommandID(.random()), centre: file.centre, at: now, recordedAt: now,
        actor: Actor(kind: .operator, id: by), body: .configure(Configure(configuration: file.configuration)))
      return try Self.version(from: try await engine.handle([command]))
    }
  }

  private static func version(from results: [CommandResult]) throws -> UInt32 {
    switch results.first {
    case .accepted(_, let events)?:
      for event in events {
        if case .centre(.configured(let configured)) = event.body { return configured.version }
      }
      throw Failure(.internalFault, "a configuration was accepted and is not in its commit")
    case .rejected(let rejection)?: throw Failure(.badInput, rejection.message)
    case .duplicate?, .nothing?, nil: throw Failure(.internalFault, "a configuration came to nothing")
    }
  }
}
