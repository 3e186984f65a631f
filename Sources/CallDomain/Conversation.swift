package import Events
package import Values

/// Agent and caller hear each other: talking ⇄ holding, then ended.
package struct Conversation: Sendable, Equatable {
  package let stay: Stay
  /// `nil`: recorded history does not know who.
  package let agent: AgentID?
  package let startedAt: Instant
  package let wait: Milliseconds
  /// Recorded history only: the agent's voice slot has nothing to do with it.
  package let overlapping: Bool
  package internal(set) var heldSince: Instant?
  package internal(set) var hold = Milliseconds.zero

  package func hold(until: Instant) -> Milliseconds {
    guard let heldSince else { return hold }
    return hold + until.since(heldSince)
  }

  /// Without the hold.
  package func talk(until: Instant) -> Milliseconds { until.since(startedAt) - hold(until: until) }
}
