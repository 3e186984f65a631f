package import Values

/// One agent: when he works, and how.
package struct AgentPlan: Sendable, Equatable {
  package let id: AgentID
  /// By time, not overlapping.
  package let shifts: [Shift]
  package let behaviour: AgentBehaviour

  package init(_ id: AgentID, shifts: [Shift], behaviour: AgentBehaviour) {
    self.id = id
    self.shifts = shifts
    self.behaviour = behaviour
  }
}

package struct Shift: Sendable, Equatable {
  package let from: Instant
  /// `nil`: he never goes home.
  package let to: Instant?

  package init(from: Instant, to: Instant?) {
    self.from = from
    self.to = to
  }
}

package struct AgentBehaviour: Sendable, Equatable {
  /// From the first ring to his yes or no.
  package var answer = Spread.none
  /// The share of offers that he does not hear, and that he refuses.
  package var misses = 0.0
  package var refuses = 0.0
  /// The share of conversations that he ends; the caller ends the others.
  package var hangsUp = 0.0
  /// The share of conversations with a hold in the middle of them, which makes them longer.
  package var holds = 0.0
  package var hold = Spread.none
  /// `.never`: the timer ends it.
  package var wrapUp = Spread.never
  /// From one break to the next, and how long one is.
  package var work = Spread.never
  package var pause = Spread.none
  /// Until he is ready again after missing too many offers.
  package var comesBack = Spread.exactly(.minutes(2))

  package init() {}

  /// Says yes at once, never pauses: the server of queueing theory.
  package static let tireless = AgentBehaviour()
}
