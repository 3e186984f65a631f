package import EventLog
package import HTTPServer
package import KafkaClient
package import Storage
package import Values

/// The routes of a served centre.
package struct API: Sendable {
  /// What they work on.
  package struct Surroundings: Sendable {
    let log: any EventLog
    let port: any CommandPort
    let time: any TimeSource
    let centres: any CentreDirectory
    let slice: Slice
    let standing: @Sendable () async -> ServiceStanding
    let clients: @Sendable () -> [ClientReport]
    let failed: @Sendable (FailedRequest) -> Void

    /// - Parameters:
    ///   - slice: whose events are sent to whoever does not say of which.
    ///   - standing: how the service is; asked at each look, and answered without waiting for the world.
    ///   - clients: how those of Kafka are, by what they last said.
    ///   - failed: told why a request failed whose client is not told.
    package init(
      log: any EventLog, port: any CommandPort, time: any TimeSource, centres: any CentreDirectory, slice: Slice,
      standing: @escaping @Sendable () async -> ServiceStanding,
      clients: @escaping @Sendable () -> [ClientReport] = { [] },
      failed: @escaping @Sendable (FailedRequest) -> Void = { _ in }
    ) {
      self.log = log
      self.port = port
      self.time = time
      self.centres = centres
      self.slice = slice
      self.standing = standing
      self.clients = clients
      self.failed = failed
    }
  }

  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// - Parameter counts: of the server that serves them.
  package func routes(counts: HTTPCounts) -> [Route] {
    let log = surroundings.log
    let standing = StandingRoutes(
      standing: surroundings.standing, passedOver: { log.passedOver }, counts: counts, clients: surroundings.clients)
    return standing.routes + [CommandRoute(surroundings).route, EventRoute(surroundings).route]
  }
}

/// Where centres are served.
package protocol CentreDirectory: Sendable {
  func whereabouts(of centre: CentreID) async -> Whereabouts
}

package enum Whereabouts: Sendable, Equatable {
  case here
  /// Another process serves it: the base of its API, as `http://host:port`, or its name where it has none.
  case elsewhere(String)
  case unknown
}
