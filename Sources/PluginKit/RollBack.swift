public import Storage

/// Moves a plugin's views back to the build that served before. The same move as after a rebuild.
public func rollBack(_ plugin: String, in store: any ProjectionStore) async throws(StorageFailure) -> Build {
  let builds = try await store.builds(of: plugin)
  guard let former = builds.last(where: { $0.state == .retired }) else {
    throw StorageFailure(.missing, "plugin \(plugin) has no former build to go back to")
  }
  try await store.serve(former.build)
  return former.build
}
