public import Events
public import Values

/// Where the event stands that a row was made of.
public struct EventPlace: Sendable, Hashable {
  public let centre: CentreID
  public let position: Position
  public let eventIndex: Int32
}

public struct CallRow: Sendable, Equatable {
  public let call: CallID
  public let direction: Direction
  public let service: QueueID?
  public let priority: Int32
  public let outcome: CallOutcome
  public let endedBy: Side
  public let cause: String?
  public let arrivedAt: Instant
  public let endedAt: Instant
  public let entries: Int64
  public let conversations: Int64
  public let ivrMs: Milliseconds
  public let waitMs: Milliseconds
  public let talkMs: Milliseconds
  public let holdMs: Milliseconds
  public let line: String?
  public let customer: String?
  public let place: EventPlace
}

public struct EntryRow: Sendable, Equatable {
  /// As `entry.outcome` has it.
  public enum Outcome: Int16, Sendable, CaseIterable {
    case answered = 1
    case abandoned = 2
    case flowedOut = 3
    case failed = 4
  }

  public let entry: EntryID
  public let queue: QueueID
  public let priority: Int32
  public let enqueuedAt: Instant
  public let leftAt: Instant
  public let waitMs: Milliseconds
  public let outcome: Outcome
  public let withinTarget: Bool
  public let short: Bool
  public let reason: FlowOutReason?
  public let target: String?
  public let cause: String?
  /// Who answered.
  public let agent: AgentID?
  public let place: EventPlace
}

public struct OfferRow: Sendable, Equatable {
  /// As `offer.outcome` has it.
  public enum Outcome: Int16, Sendable, CaseIterable {
    case joined = 1
    case rejected = 2
    case expired = 3
    case cancelled = 4
    case rescinded = 5
    case failed = 6
  }

  public let offer: OfferID
  public let queue: QueueID
  public let agent: AgentID
  public let madeAt: Instant
  public let endedAt: Instant
  public let ringMs: Milliseconds
  public let outcome: Outcome
  public let place: EventPlace
}

public struct ConversationRow: Sendable, Equatable {
  public let entry: EntryID
  public let queue: QueueID
  public let agent: AgentID?
  public let startedAt: Instant
  public let endedAt: Instant
  public let talkMs: Milliseconds
  public let holdMs: Milliseconds
  public let endedBy: Side
  public let overlapping: Bool
  public let place: EventPlace
}

public struct AgentStateRow: Sendable, Equatable {
  public let agent: AgentID
  public let state: AgentState
  public let since: Instant
  public let until: Instant
  public let reason: String?
  public let call: CallID?
  public let queue: QueueID?
  public let inferred: Bool
  public let place: EventPlace
}

/// A call with everything that ended in it, in order of the log.
public struct CallStory: Sendable, Equatable {
  public let call: CallRow
  public let entries: [EntryRow]
  public let offers: [OfferRow]
  public let conversations: [ConversationRow]
}
