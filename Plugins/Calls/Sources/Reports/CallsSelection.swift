package import Events
package import Values

/// Which calls a list shows. What is `nil` does not narrow it.
package struct CallsSelection: Sendable, Equatable {
  package var centre: CentreID?
  /// Calls that ended at this instant or later.
  package var from: Instant?
  /// Calls that ended before this instant.
  package var to: Instant?
  package var service: QueueID?
  package var outcome: CallOutcome?
  /// The most rows; the newest come first.
  package var limit: Int64

  package init(
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
