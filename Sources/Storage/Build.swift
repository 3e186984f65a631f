/// One filling of a plugin's tables from the log, in a schema of its own.
public struct Build: Sendable, Hashable {
  /// Lower-case ASCII name of the plugin, as `kpi`.
  public let plugin: String
  /// 1, 2, 3 … for each plugin.
  public let number: Int64

  public init(plugin: String, number: Int64) {
    self.plugin = plugin
    self.number = number
  }

  /// The schema that holds this build's tables, as `kpi_7`.
  public var schema: String { "\(plugin)_\(number)" }
}

public enum BuildState: String, Sendable, CaseIterable {
  /// Being filled; nobody reads it.
  case building
  /// Behind the views that everyone reads.
  case serving
  /// Was serving; kept for a roll back.
  case retired
  /// Filled for a comparison or up to an instant; dropped afterwards.
  case scratch
}

public struct BuildStatus: Sendable, Hashable {
  public let build: Build
  /// The plugin's version that filled it.
  public let version: Int64
  public let state: BuildState

  public init(build: Build, version: Int64, state: BuildState) {
    self.build = build
    self.version = version
    self.state = state
  }
}
