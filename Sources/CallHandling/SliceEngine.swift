package import CallDomain
package import EventLog
package import Events
package import Values
import WireRuntime

/// The one writer of a slice: decides commands for its centres, in the order in which they come, and acknowledges them
/// when their commits are durable.
///
/// Decisions run ahead of the disk: while a group is being appended the next commands are decided on the state that it
/// will leave. If a group is not accepted the state is worthless, and the engine has stopped: take the slice again.
package actor SliceEngine {
  package let slice: Slice
  private let writer: SliceWriter
  private var centres: [CentreID: Centre]
  private var lastPosition: Position
  private var failure: LogFailure?

  private init(slice: Slice, writer: SliceWriter, replay: Replay) {
    self.slice = slice
    self.writer = writer
    centres = replay.centres
    lastPosition = replay.point.position
  }

  /// Acquires the slice and folds its history.
  package static func take(
    _ slice: Slice, of log: any EventLog, marker: OwnershipMarker
  ) async throws(LogFailure) -> SliceEngine {
    let (writer, point) = try await SliceWriter.acquire(slice, of: log, marker: marker)
    let replay = try await Replay.fold(slice, of: log, through: point.position)
    return SliceEngine(slice: slice, writer: writer, replay: replay)
  }

  /// The state that the last decision left; it may be ahead of the disk.
  package func centre(_ id: CentreID) -> Centre? { centres[id] }

  /// Decides each command in order, and returns when everything decided so far is durable.
  /// - Throws: the failure that stopped this engine; whether the commands took effect is then for the log to say.
  package func handle(_ commands: [Command]) async throws(LogFailure) -> [CommandResult] {
    let decided = try decide(commands)
    try await settle(decided)
    return decided.results
  }

  /// Decides each command in order without waiting for the disk; nothing of it is to be shown before `settle` returned.
  package func decide(_ commands: [Command]) throws(LogFailure) -> DecidedCommands {
    if let failure { throw failure }
    var results: [CommandResult] = []
    results.reserveCapacity(commands.count)
    var drafts: [CommitDraft] = []
    let first = lastPosition.next
    for command in commands { results.append(decide(command, &drafts)) }
    // At its position: were an earlier submission refused, this one would stand on events that never were.
    return DecidedCommands(results: results, receipt: writer.enqueue(drafts, at: first))
  }

  /// Returns when the decisions are durable.
  package func settle(_ decided: DecidedCommands) async throws(LogFailure) {
    do {
      _ = try await decided.receipt.wait()
    } catch {
      failure = error
      centres = [:]
      throw error
    }
  }

  private func decide(_ command: Command, _ drafts: inout [CommitDraft]) -> CommandResult {
    precondition(Slice(of: command.centre) == slice, "a command of centre \(command.centre) came to slice \(slice)")
    let position = lastPosition.next
    switch centres[command.centre, default: Centre(id: command.centre)].accept(command, position: position) {
    case .accepted(let accepted):
      lastPosition = position
      drafts.append(
        CommitDraft(
          centre: command.centre, commandID: command.id, at: accepted.at, recordedAt: command.recordedAt,
          actor: command.actor, causation: command.causation, configurationVersion: accepted.configurationVersion,
          events: accepted.events))
      return .accepted(position, accepted.events)
    case .duplicate(let first): return .duplicate(first)
    case .nothing(let odd): return .nothing(odd)
    case .rejected(let rejection): return .rejected(rejection)
    }
  }
}

/// What became of a command, once it is durable.
package enum CommandResult: Sendable, Equatable {
  case accepted(Position, [Event])
  /// It took effect before, at this position.
  case duplicate(Position)
  /// Nothing was written: a late timer, or a fact that changes nothing (and then why).
  case nothing(OddFact?)
  case rejected(Rejection)
}

/// Decisions on their way to the log.
package struct DecidedCommands: Sendable {
  /// One for each command, in order; true once settled.
  package let results: [CommandResult]
  let receipt: AppendReceipt
}
