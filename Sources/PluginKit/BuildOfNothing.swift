import Storage

extension ProjectionStore {
  /// The build of a plugin without rows, which has what is noted of it and how far it is. It is made when there is
  /// none; of those who want to make it at one time one does.
  func buildOfNothing(for plugin: Plugin) async throws -> Build {
    if let known = try await serving(plugin.name) { return known }
    do {
      return try await createBuild(of: plugin.name, version: plugin.version, state: .serving, migrations: [])
    } catch {
      if let known = try await serving(plugin.name) { return known }
      throw error
    }
  }

  private func serving(_ name: String) async throws -> Build? {
    try await builds(of: name).last { $0.state == .serving }?.build
  }
}
