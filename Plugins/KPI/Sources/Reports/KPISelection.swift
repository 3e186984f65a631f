public import Events
public import Values

/// Which intervals a report covers.
public struct KPISelection: Sendable, Hashable {
  /// `nil`: every centre.
  public var centre: CentreID?
  /// Intervals that start at this instant or later.
  public var from: Instant?
  /// Intervals that start before this instant.
  public var to: Instant?

  public init(centre: CentreID? = nil, from: Instant? = nil, to: Instant? = nil) {
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
public struct OpenState: Sendable, Equatable {
  public struct WaitingEntry: Sendable, Hashable {
    public let centre: CentreID
    public let queue: QueueID
    public let priority: Int32
    public let enqueuedAt: Instant

    public init(centre: CentreID, queue: QueueID, priority: Int32, enqueuedAt: Instant) {
      self.centre = centre
      self.queue = queue
      self.priority = priority
      self.enqueuedAt = enqueuedAt
    }
  }

  /// The state that an agent is in, and has not left.
  public struct AgentNow: Sendable, Equatable {
    public let centre: CentreID
    public let agent: AgentID
    public let state: AgentState
    public let since: Instant
    /// Of not ready.
    public let reason: String
    /// The log-in was inferred.
    public let inferred: Bool

    public init(
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
  public let at: Instant
  public let waiting: [WaitingEntry]
  public let agents: [AgentNow]

  public init(at: Instant, waiting: [WaitingEntry], agents: [AgentNow]) {
    self.at = at
    self.waiting = waiting
    self.agents = agents
  }
}
