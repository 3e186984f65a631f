package import CallDomain
package import Events
package import Values

/// A story of one centre: given commands that are accepted, when one more comes, then exactly these events. Every event
/// is checked against the invariants, and the centre must equal one that only folded the events.
package struct CallStory {
  package private(set) var centre: Centre
  private var replayed: Centre
  private var position = Position.zero
  private var commands: UInt64 = 0
  private var now: Instant
  private var actor: Actor
  private var bodyDigest: UInt64 = 0
  private var broken: [String] = []

  /// A centre of two queues and four agents, at noon of a day.
  package init(_ configuration: Configuration? = .example) {
    centre = Centre(id: .example)
    replayed = centre
    now = .noon
    actor = .system
    if let configuration { self = given(.configure(Configure(configuration: configuration))) }
  }

  /// The same story, this long after noon.
  package func at(_ ms: Int64) -> CallStory {
    var story = self
    story.now = .noon + Milliseconds(ms)
    return story
  }

  /// The same story, the next commands by this actor.
  package func by(_ actor: Actor) -> CallStory {
    var story = self
    story.actor = actor
    return story
  }

  /// The same story, the next commands with this digest of their body.
  package func naming(body digest: UInt64) -> CallStory {
    var story = self
    story.bodyDigest = digest
    return story
  }

  package func given(_ bodies: Command.Body...) -> CallStory {
    var story = self
    for body in bodies {
      switch story.run(body) {
      case .then, .nothing: break
      case .rejected, .duplicate, .broken:
        story.broken.append("given \(body) was not accepted")
      }
    }
    return story
  }

  /// The same story after commands of which some may be refused or come to nothing.
  package func trying(_ bodies: [Command.Body]) -> CallStory {
    var story = self
    for body in bodies { _ = story.run(body) }
    return story
  }

  /// What is wrong with the story itself; empty: nothing.
  package var problems: [String] { broken }

  /// What becomes of one more command; the story itself stays as it is.
  package func when(_ body: Command.Body) -> Reaction {
    var story = self
    return story.run(body)
  }

  /// What becomes of a command sent again under the id of the story's last one.
  package func whenRepeated(_ body: Command.Body) -> Reaction {
    var story = self
    story.commands -= 1
    return story.run(body)
  }

  private mutating func run(_ body: Command.Body) -> Reaction {
    commands += 1
    let command = Command(
      id: CommandID(ID128(high: 0xc0, low: commands)), centre: .example, at: now, recordedAt: now, actor: actor,
      bodyDigest: bodyDigest, body: body)
    let former = centre
    let outcome = centre.accept(command, position: position.next)
    switch outcome {
    case .duplicate(let first): return .duplicate(first)
    case .nothing(let odd): return unchanged(former) ?? .nothing(odd)
    case .rejected(let rejection): return unchanged(former) ?? .rejected(rejection)
    case .accepted(let accepted):
      position = position.next
      fold(accepted, command)
      return broken.isEmpty ? .then(accepted.events) : .broken(broken)
    }
  }

  private func unchanged(_ former: Centre) -> Reaction? {
    if !broken.isEmpty { return .broken(broken) }
    return centre == former ? nil : .broken(["the state changed without an event"])
  }

  private mutating func fold(_ accepted: AcceptedCommand, _ command: Command) {
    let commit = Commit(accepted, command, position)
    broken += replayed.verify(commit).map(\.description)
    broken += replayed.conservationViolations().map(\.description)
    if replayed.misfits > 0 { broken.append("\(replayed.misfits) events did not fit") }
    if replayed != centre { broken.append("the replayed centre differs") }
  }
}

/// What became of a command.
package enum Reaction: Equatable {
  case then([Event])
  case nothing(OddFact?)
  case rejected(Rejection)
  case duplicate(Position)
  /// The story is not a story: an invariant broke, or a given command was refused.
  case broken([String])
}

extension Commit {
  /// The commit that a writer would make of an accepted command.
  package init(_ accepted: AcceptedCommand, _ command: Command, _ position: Position) {
    self.init(
      logID: LogID(ID128(high: 1, low: 1)), slice: Slice(of: command.centre), epoch: Epoch(1), position: position,
      centre: command.centre, commandID: command.id, at: accepted.at, recordedAt: command.recordedAt,
      actor: command.actor, causation: command.causation, configurationVersion: accepted.configurationVersion,
      bodyDigest: command.bodyDigest, events: accepted.events)
  }
}
