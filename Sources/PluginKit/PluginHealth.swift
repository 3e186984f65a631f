public import EventLog
public import Values

/// How a plugin does on one slice: its policies, or its projection.
public struct PluginHealth: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    /// Reads what has happened so far; a policy wishes for nothing yet.
    case starting
    case running
    /// Wishes for more than is let through; the rest waits.
    case flooding
    /// The log, the store or the writer are away; it goes on when they are back.
    case waiting
    /// Stands still until an operator lets it try again (`trunkline plugins retry`).
    case held
  }

  public let plugin: String
  public let slice: Slice
  /// The last commit that it has seen.
  public var position = Position.zero
  /// The last commit that there was when it looked.
  public var head = Position.zero
  public var state = State.starting
  /// Why it floods, waits or is held; empty otherwise.
  public var reason = ""

  init(plugin: String, slice: Slice) {
    self.plugin = plugin
    self.slice = slice
  }

  /// Commits that it has not seen yet.
  public var lag: UInt64 { head.number - min(head.number, position.number) }
}

extension [PluginHealth] {
  /// With the heads that were heard of since each of them looked.
  public func seeing(_ signal: AppendSignal) -> Self {
    map { health in
      var health = health
      health.head = Swift.max(health.head, health.position, signal.head(of: health.slice) ?? .zero)
      return health
    }
  }

  /// By plugin and slice.
  var inOrder: [PluginHealth] { sorted { ($0.plugin, $0.slice) < ($1.plugin, $1.slice) } }
}
