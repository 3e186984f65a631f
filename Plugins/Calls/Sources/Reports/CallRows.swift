package import Events
package import Values

/// Where the event stands that a row was made of.
package struct EventPlace: Sendable, Hashable {
  package let centre: CentreID
  package let position: Position
  package let eventIndex: Int32
}

package struct CallRow: Sendable, Equatable {
  package let call: CallID
  package let direction: Direction
  package let service: QueueID?
  package let priority: Int32
  package let outcome: CallOutcome
  package let endedBy: Side
  package let cause: String?
  package let arrivedAt: Instant
  package let endedAt: Instant
  package let entries: Int64
  package let conversations: Int64
  package let ivrMs: Milliseconds
  package let waitMs: Milliseconds
  package let talkMs: Milliseconds
  package let holdMs: Milliseconds
  package let line: String?
  package let customer: String?
  package let place: EventPlace
}

package struct EntryRow: Sendable, Equatable {
  /// As `entry.outcome` has it.
  package enum Outcome: Int16, Sendable, CaseIterable {
    case answered = 1
    case abandoned = 2
    case flowedOut = 3
    case failed = 4
  }

  package let entry: EntryID
  package let queue: QueueID
  package let priority: Int32
  package let enqueuedAt: Instant
  package let leftAt: Instant
  package let waitMs: Milliseconds
  package let outcome: Outcome
  package let withinTarget: Bool
  package let short: Bool
  package let reason: FlowOutReason?
  package let target: String?
  package let cause: String?
  /// Who answered.
  package let agent: AgentID?
  package let place: EventPlace
}

package struct OfferRow: Sendable, Equatable {
  /// As `offer.outcome` has it.
  package enum Outcome: Int16, Sendable, CaseIterable {
    case joined = 1
    case rejected = 2
    case expired = 3
    case cancelled = 4
    case rescinded = 5
    case failed = 6
  }

  package let offer: OfferID
  package let queue: QueueID
  package let agent: AgentID
  package let madeAt: Instant
  package let endedAt: Instant
  package let ringMs: Milliseconds
  package let outcome: Outcome
  package let place: EventPlace
}

package struct ConversationRow: Sendable, Equatable {
  package let entry: EntryID
  package let queue: QueueID
  package let agent: AgentID?
  package let startedAt: Instant
  package let endedAt: Instant
  package let talkMs: Milliseconds
  package let holdMs: Milliseconds
  package let endedBy: Side
  package let overlapping: Bool
  package let place: EventPlace
}

package struct AgentStateRow: Sendable, Equatable {
  package let agent: AgentID
  package let state: AgentState
  package let since: Instant
  package let until: Instant
  package let reason: String?
  package let call: CallID?
  package let queue: QueueID?
  package let inferred: Bool
  package let place: EventPlace
}

/// A call with everything that ended in it, in order of the log.
package struct CallStory: Sendable, Equatable {
  package let call: CallRow
  package let entries: [EntryRow]
  package let offers: [OfferRow]
  package let conversations: [ConversationRow]
}
