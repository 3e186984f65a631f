public import EventLog
public import Storage
import Values

/// Moves a plugin's views back to the build that served before, which first catches up with what came since. The same
/// move as after a rebuild. It must be done by the version that filled that build: only that one can fold on.
public func rollBack(
  _ plugin: Plugin, in store: any ProjectionStore, log: any EventLog, owner: String
) async throws -> Build {
  let builds = try await store.builds(of: plugin.name)
  guard let former = builds.last(where: { $0.state == .retired }) else {
    throw StorageFailure(.nothingToDo, "plugin \(plugin.name) has no former build to go back to")
  }
  guard former.version == plugin.version else {
    throw StorageFailure(
      .nothingToDo,
      "the former build of plugin \(plugin.name) is of version \(former.version), and this program has version "
        + "\(plugin.version): roll back with the program that made it, or rebuild")
  }
  try await Rebuild(log: log, store: store, plugin: plugin, owner: owner).fillAndServe(former.build)
  return former.build
}
