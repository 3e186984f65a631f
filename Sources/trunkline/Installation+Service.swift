import CallHandling
import EventLog
import PluginKit
import PostgresClient
import Storage
import SystemTime
import Values

/// The parts of a server, put together.
extension Installation {
  /// The writers of this process, by the time that their centres live in.
  func writers(_ what: String, time: any TimeSource) -> ServedSlices {
    ServedSlices(
      loader: loader, time: time,
      identity: WriterIdentity(owner: owner, newID: { CommandID(.random()) }), membership: membership(what),
      note: { _ in })
  }

  /// The policies of all plugins, whose wishes go to the port.
  func policies(port: any CommandPort, time: any TimeSource) -> PolicyHost {
    PolicyHost(
      Self.plugins,
      in: PolicyHost.Surroundings(
        log: log, store: store, port: port, time: time, machineTime: WallTime(), owner: owner,
        makeExecutor: { ThreadExecutor() },
        snapshot: { [loader] slice in
          let folded = try await loader.load(slice)
          return FoldedState(centres: folded.centres, at: folded.point)
        }))
  }
}
