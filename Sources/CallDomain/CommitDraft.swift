import Events
import Values

/// The commit that a command is becoming. Every event is folded as it is written, so that the next one is decided on
/// the state that it left; a rejection comes before the first event or not at all.
struct CommitDraft {
  let context: CommitContext
  /// The one that the commit will have.
  let position: Position
  let actor: Actor
  /// Of the events written next: the commit's `at`, or in recorded history the source's clock.
  var occurredAt: Instant
  var events: [Event] = []
  var odd: OddFact?

  init(_ command: Command, position: Position, notBefore lastAt: Instant) {
    let at = max(command.at, lastAt)
    self.position = position
    context = CommitContext(at: at, actor: command.actor)
    actor = command.actor
    occurredAt = at
  }

  /// Who caused a change of an agent's status.
  var statusCause: StatusCause {
    switch actor.kind {
    case .agent, .`import`: .`self`
    case .supervisor, .`operator`: .supervisor
    case .telephony: .device
    case .system, .plugin: .schedule
    }
  }
}

extension Centre {
  mutating func write(_ body: Event.Body, _ draft: inout CommitDraft) {
    let event = Event(occurredAt: draft.occurredAt, body: body)
    evolve(event, in: draft.context)
    draft.events.append(event)
  }

  mutating func write(_ event: CallEvent, _ draft: inout CommitDraft) { write(.call(event), &draft) }
  mutating func write(_ event: IVREvent, _ draft: inout CommitDraft) { write(.ivr(event), &draft) }
  mutating func write(_ event: EntryEvent, _ draft: inout CommitDraft) { write(.entry(event), &draft) }
  mutating func write(_ event: OfferEvent, _ draft: inout CommitDraft) { write(.offer(event), &draft) }
  mutating func write(_ event: ConversationEvent, _ draft: inout CommitDraft) { write(.conversation(event), &draft) }
  mutating func write(_ event: AgentEvent, _ draft: inout CommitDraft) { write(.agent(event), &draft) }
  mutating func write(_ event: RouteEvent, _ draft: inout CommitDraft) { write(.route(event), &draft) }
  mutating func write(_ event: HistoryEvent, _ draft: inout CommitDraft) { write(.history(event), &draft) }
}
