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
  /// The term that it writes under.
  nonisolated let epoch: Epoch
  private let writer: SliceWriter
  private var centres: [CentreID: Centre]
  private var lastPosition: Position
  private var failure: LogFailure?
  private let alarm: Alarm?

  private init(slice: Slice, epoch: Epoch, writer: SliceWriter, replay: Replay, alarm: Alarm?) {
    self.slice = slice
    self.epoch = epoch
    self.writer = writer
    self.alarm = alarm
    centres = replay.centres
    lastPosition = replay.point.position
    alarm?.set(Self.nextDeadline(of: centres))
  }

  /// Acquires the slice and folds its history.
  package static func take(
    _ slice: Slice, of log: any EventLog, marker: OwnershipMarker
  ) async throws(LogFailure) -> SliceEngine {
    try await take(slice, of: log, marker: marker, from: Replay(from: log.chain.genesis(of: slice, in: log.id)))
  }

  /// The same, from the slice's snapshot where that is good.
  package static func take(
    _ slice: Slice, with loader: SliceLoader, marker: OwnershipMarker
  ) async throws(LogFailure) -> SliceEngine {
    try await take(slice, of: loader.log, marker: marker, from: try await loader.load(slice))
  }

  /// - Parameter folded: what is folded already.
  /// - Parameter alarm: told the least deadline of all centres after every decision.
  static func take(
    _ slice: Slice, of log: any EventLog, marker: OwnershipMarker, from folded: Replay, alarm: Alarm? = nil
  ) async throws(LogFailure) -> SliceEngine {
    let (writer, point) = try await SliceWriter.acquire(slice, of: log, marker: marker)
    var replay = folded
    try await replay.advance(slice, of: log, through: point.position)
    return SliceEngine(slice: slice, epoch: point.epoch, writer: writer, replay: replay, alarm: alarm)
  }

  /// The state that the last decision left; it may be ahead of the disk.
  package func centre(_ id: CentreID) -> Centre? { centres[id] }

  /// The state and its position, if that is at least the one given. It is durable when the receipt says so.
  func image(ifBeyond position: Position) -> EngineImage? {
    guard failure == nil, lastPosition >= position else { return nil }
    return EngineImage(centres: centres, position: lastPosition, receipt: writer.enqueue([]))
  }

  /// The greatest *now* that a centre of the slice decided on.
  var lastAt: Instant { centres.values.reduce(.epoch) { max($0, $1.lastAt) } }

  private static func nextDeadline(of centres: [CentreID: Centre]) -> Instant? {
    centres.values.lazy.compactMap(\.nextDeadline).min()
  }

  /// Decides each command in order, and returns when everything decided so far is durable.
  /// - Throws: the failure that stopped this engine; whether the commands took effect is then for the log to say.
  package nonisolated func handle(_ commands: [Command]) async throws(LogFailure) -> [CommandResult] {
    let decided = try await decide(commands)
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
    alarm?.set(Self.nextDeadline(of: centres))
    // At its position: were an earlier submission refused, this one would stand on events that never were.
    return DecidedCommands(results: results, receipt: writer.enqueue(drafts, at: first))
  }

  /// Decides what is due now in every centre, by the command that `wake` makes; returns when it is durable.
  func handleDue(
    at now: Instant, wake: @Sendable (CentreID) -> Command
  ) async throws(LogFailure) -> [CommandResult] {
    let due = centres.values.filter { $0.nextDeadline.map { $0 <= now } ?? false }.map(\.id)
    return try await handle(due.sorted { $0.text < $1.text }.map(wake))
  }

  /// Returns when the decisions are durable.
  package nonisolated func settle(_ decided: DecidedCommands) async throws(LogFailure) {
    do {
      _ = try await decided.receipt.wait()
    } catch {
      await stop(error)
      throw error
    }
  }

  private func stop(_ error: LogFailure) {
    failure = failure ?? error.beside
    centres = [:]
  }

  private func decide(_ command: Command, _ drafts: inout [CommitDraft]) -> CommandResult {
    precondition(Slice(of: command.centre) == slice, "a command of centre \(command.centre) came to slice \(slice)")
    let position = lastPosition.next
    switch centres[command.centre, default: Centre(id: command.centre)].accept(command, position: position) {
    case .accepted(let accepted):
      lastPosition = position
      drafts.append(
        CommitDraft(
          centre: command.centre, commandID: command.id, bodyDigest: command.bodyDigest, at: accepted.at,
          recordedAt: command.recordedAt, actor: command.actor, causation: command.causation,
          configurationVersion: accepted.configurationVersion, events: accepted.events))
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

/// What an engine's centres were at a position.
struct EngineImage: Sendable {
  let centres: [CentreID: Centre]
  let position: Position
  let receipt: AppendReceipt
}
