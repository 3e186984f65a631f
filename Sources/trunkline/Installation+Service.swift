import CallHandling
import EventLog
import KafkaClient
import KafkaEventLog
import PluginKit
import PostgresClient
import Storage
import SystemThreads
import SystemTime
import Values

/// The parts of a server, put together.
extension Installation {
  /// The writers of this process, by the time that their centres live in.
  /// - Parameters:
  ///   - membership: theirs; it lasts for as long as they run.
  ///   - centre: written whether it has commits or not; `nil`: none is.
  ///   - note: told what slices they begin and cease to write.
  func writers(
    _ membership: Membership, of centre: CentreID? = nil, time: any TimeSource,
    note: @escaping @Sendable (ServiceNote) -> Void = { _ in }
  ) -> ServedSlices {
    ServedSlices(
      loader: loader, time: time,
      identity: WriterIdentity(owner: owner, newID: { CommandID(.random()) }), membership: membership,
      first: centre.map { Slice(of: $0) }, note: note)
  }

  /// The policies of the plugins, whose wishes go to the port.
  /// - Parameter rested: told when a plugin has seen everything through a position and wants nothing more.
  func policies(
    of plugins: [Plugin] = Self.plugins, port: any CommandPort, time: any TimeSource,
    rested: @escaping @Sendable (String, Position) -> Void = { _, _ in }
  ) -> PolicyHost {
    PolicyHost(
      plugins,
      in: PolicyHost.Surroundings(
        log: log, store: store, port: port, time: time, machineTime: MonotonicTime(), owner: owner,
        makeExecutor: { ThreadExecutor() },
        snapshot: { [loader] slice in
          let folded = try await loader.load(slice)
          return FoldedState(centres: folded.centres, at: folded.point)
        }, rested: rested))
  }

  /// How those are that reach a log on Kafka; empty: there is none.
  var clients: [ClientReport] { (log as? KafkaEventLog)?.clients ?? [] }

  /// Starts the private server again when it has died, until the task is cancelled; another's server is its own.
  /// - Parameter note: told that it died and runs again, or why it does not.
  func keepServer(_ note: @escaping @Sendable (String, _ isBack: Bool) -> Void) async {
    var trouble = ""
    while !Task.isCancelled {
      do {
        if try await server?.revive() == true { note("the private PostgreSQL had died, and was started again", true) }
        trouble = ""
      } catch {
        if "\(error)" != trouble { note("the private PostgreSQL had died, and can't be started: \(error)", false) }
        trouble = "\(error)"
      }
      // The time between two looks.
      try? await Task.sleep(for: .milliseconds(250))
    }
  }
}
