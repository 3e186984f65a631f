public import Events
public import Values

/// What became of a command.
public enum Outcome: Sendable, Equatable {
  /// The events of its commit; the state has already evolved by them.
  case accepted(AcceptedCommand)
  /// It took effect before, at this position. Nothing is to be written.
  case duplicate(Position)
  /// Nothing is to be written: a late timer, or a fact that changes nothing (and then why).
  case nothing(OddFact?)
  case rejected(Rejection)
}

public struct AcceptedCommand: Sendable, Equatable {
  /// The commit's `at`.
  public let at: Instant
  /// The commit's `configurationVersion`: the one decided under.
  public let configurationVersion: UInt32
  public let events: [Event]
}

/// What a command would do, without doing it.
public struct Decision: Sendable, Equatable {
  public let at: Instant
  public let events: [Event]
  /// Why a fact gives no events, when it is not simply late.
  public let odd: OddFact?
}

/// What `evolve` must know of the commit around an event.
public struct CommitContext: Sendable, Equatable {
  public let at: Instant
  /// Written by an import: no deadline of the core concerns what begins in it.
  public let recorded: Bool

  public init(at: Instant, actor: Actor) {
    self.at = at
    recorded = actor.kind == .`import`
  }
}

extension Centre {
  /// Decides `command` and evolves by its events. `position` is the one that its commit will have. When the commit does
  /// not reach the log the state is ahead of it: drop it and fold the log again.
  public mutating func accept(_ command: Command, position: Position) -> Outcome {
    if let first = commands[command.id] {
      return first.mayBe(of: command) ? .duplicate(first.position) : .rejected(.commandIDReused(at: first.position))
    }
    let version = configurationVersion
    var draft = CommitDraft(command, position: position, notBefore: lastAt)
    do throws(Rejection) { try perform(command, &draft) } catch { return .rejected(error) }
    if draft.events.isEmpty { return .nothing(draft.odd) }
    commitEnded(command.id, bodyDigest: command.bodyDigest, at: draft.context.at, position: position)
    return .accepted(
      AcceptedCommand(at: draft.context.at, configurationVersion: version, events: draft.events))
  }

  /// Pure: what `accept` would write. It works on a copy of the state, so it costs more than `accept`.
  public func decide(_ command: Command, position: Position) throws(Rejection) -> Decision {
    var copy = self
    var draft = CommitDraft(command, position: position, notBefore: lastAt)
    try copy.perform(command, &draft)
    return Decision(at: draft.context.at, events: draft.events, odd: draft.odd)
  }

  /// Folds a commit of the log.
  public mutating func evolve(_ commit: Commit) {
    let context = CommitContext(at: commit.at, actor: commit.actor)
    for event in commit.events { evolve(event, in: context) }
    commitEnded(commit.commandID, bodyDigest: commit.bodyDigest, at: commit.at, position: commit.position)
  }

  /// After the events of a commit: what is known of the commit itself.
  package mutating func commitEnded(_ command: CommandID, bodyDigest: UInt64, at: Instant, position: Position) {
    lastAt = max(lastAt, at)
    commands.remember(command, CommandEffect(position: position, bodyDigest: bodyDigest), at: lastAt)
  }
}
