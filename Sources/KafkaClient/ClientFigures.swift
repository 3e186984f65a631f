/// What a client of Kafka says about itself and its brokers, as far as operators need it. Counts are since the client
/// began; a new client begins anew.
package struct ClientFigures: Sendable, Equatable {
  package struct Broker: Sendable, Equatable {
    /// Its number in the cluster.
    package let id: Int64
    package var isUp = false
    package var connects: UInt64 = 0
    package var disconnects: UInt64 = 0
    package var sendErrors: UInt64 = 0
    package var receiveErrors: UInt64 = 0
    package var timeouts: UInt64 = 0
    /// Requests that wait to be sent.
    package var unsent: UInt64 = 0
    /// Requests that are sent and not answered.
    package var unanswered: UInt64 = 0
    /// Of those answered in the last interval, from sent to answered, in µs; `nil`: there were none.
    package var median: UInt64?
    package var percentile99: UInt64?
    package var answered: UInt64 = 0
    /// Their times, added up, in µs.
    package var answeredMicroseconds: UInt64 = 0

    init(id: Int64) { self.id = id }
  }

  /// In the order of their numbers. Addresses that the client was given are none before it knows whose they are.
  package var brokers: [Broker] = []
  /// To be sent, or not acknowledged.
  package var queuedRecords: UInt64 = 0
  package var queuedBytes: UInt64 = 0
  /// Fetched before they are wanted.
  package var fetchedRecords: UInt64 = 0
  package var fetchedBytes: UInt64 = 0

  package init() {}

  /// The client tells how often and how long it waited in an interval: this makes it since the client began.
  mutating func goOn(from former: ClientFigures) {
    for index in brokers.indices {
      guard let before = former.brokers.first(where: { $0.id == brokers[index].id }) else { continue }
      brokers[index].answered += before.answered
      brokers[index].answeredMicroseconds += before.answeredMicroseconds
    }
  }
}

/// The figures of a client, by what it is for.
package struct ClientReport: Sendable, Equatable {
  /// As `logReader`.
  package let client: String
  package let figures: ClientFigures

  package init(client: String, figures: ClientFigures) {
    self.client = client
    self.figures = figures
  }
}
