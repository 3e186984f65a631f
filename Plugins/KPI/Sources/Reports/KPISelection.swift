package import Events
package import Values

/// Which intervals a report covers.
package struct KPISelection: Sendable, Hashable {
  /// `nil`: every centre.
  package var centre: CentreID?
  /// Intervals that start at this instant or later.
  package var from: Instant?
  /// Intervals that start before this instant.
  package var to: Instant?

  package init(centre: CentreID? = nil, from: Instant? = nil, to: Instant? = nil) {
    self.centre = centre
    self.from = from
    self.to = to
  }

  func covers(centre: CentreID, intervalStart: Int64) -> Bool {
    (self.centre == nil || self.centre == centre) && intervalStart >= fromMs && intervalStart < toMs
  }

  var fromMs: Int64 { from?.ms ?? .min }
  var toMs: Int64 { to?.ms ?? .max }
}

/// What is still open at the instant of a report: known to the core, never stored, since it changes by itself.
package struct OpenState: Sendable, Equatable {
  package struct WaitingEntry: Sendable, Hashable {
    package let centre: CentreID
    package let queue: QueueID
    package let priority: Int32
    package let enqueuedAt: Instant

    package init(centre: CentreID, queue: QueueID, priority: Int32, enqueuedAt: Instant) {
      self.centre = centre
      self.queue = queue
      self.priority = priority
      self.enqueuedAt = enqueuedAt
    }
  }

  /// The state that an agent is in, and has not left.
  package struct AgentNow: Sendable, Equatable {
    package let centre: CentreID
    package let agent: AgentID
    package let state: AgentState
    package let since: Instant
    /// Of not ready.
    package let reason: String
    /// The log-in was inferred.
    package let inferred: Bool

    package init(
      centre: CentreID, agent: AgentID, state: AgentState, since: Instant, reason: String = "", inferred: Bool = false
    ) {
      self.centre = centre
      self.agent = agent
      self.state = state
      self.since = since
      self.reason = reason
      self.inferred = inferred
    }
  }

  /// The instant of the report.
  package let at: Instant
  package let waiting: [WaitingEntry]
  package let agents: [AgentNow]

  package init(at: Instant, waiting: [WaitingEntry], agents: [AgentNow]) {
    self.at = at
    self.waiting = waiting
    self.agents = agents
  }
}
