public import Events
public import Values

/// Which calls a list shows. What is `nil` does not narrow it.
public struct CallsSelection: Sendable, Equatable {
  public var centre: CentreID?
  /// Calls that ended at this instant or later.
  public var from: Instant?
  /// Calls that ended before this instant.
  public var to: Instant?
  public var service: QueueID?
  public var outcome: CallOutcome?
  /// The most rows; the newest come first.
  public var limit: Int64

  public init(
    centre: CentreID? = nil, from: Instant? = nil, to: Instant? = nil, service: QueueID? = nil,
    outcome: CallOutcome? = nil, limit: Int64 = 100
  ) {
    self.centre = centre
    self.from = from
    self.to = to
    self.service = service
    self.outcome = outcome
    self.limit = limit
  }
}
