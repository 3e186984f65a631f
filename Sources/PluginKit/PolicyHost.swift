package import EventLog
package import Storage
import Synchronization
package import Values

/// Runs the policies of all plugins, each plugin on threads of its own: one that traps, hangs or floods is named and
/// held, and calls and the other plugins go on.
package final class PolicyHost: Sendable {
  /// What policies live in.
  package struct Surroundings: Sendable {
    let log: any EventLog
    let store: any ProjectionStore
    let port: any CommandPort
    /// The centres'.
    let time: any TimeSource
    /// The machine's own pace, which neither a centre that lives faster than we do nor who sets the clock bends: how
    /// long an answer may take, and how long to wait before the next try.
    let machineTime: any TimeSource
    /// Unique per process start.
    let owner: String
    let makeExecutor: @Sendable () -> any SerialExecutor
    let snapshot: @Sendable (Slice) async throws -> FoldedState?
    let rested: @Sendable (String, Position) -> Void

    /// - Parameters:
    ///   - makeExecutor: an executor with a thread of its own, for each plugin and slice.
    ///   - snapshot: the newest state of a slice that the log still has the record of; `nil`: fold from the start.
    ///   - rested: told when a plugin, named, has seen everything through a position and wants nothing more.
    package init(
      log: any EventLog, store: any ProjectionStore, port: any CommandPort, time: any TimeSource,
      machineTime: any TimeSource, owner: String,
      makeExecutor: @escaping @Sendable () -> any SerialExecutor,
      snapshot: @escaping @Sendable (Slice) async throws -> FoldedState? = { _ in nil },
      rested: @escaping @Sendable (String, Position) -> Void = { _, _ in }
    ) {
      self.log = log
      self.store = store
      self.port = port
      self.time = time
      self.machineTime = machineTime
      self.owner = owner
      self.makeExecutor = makeExecutor
      self.snapshot = snapshot
      self.rested = rested
    }
  }

  private let surroundings: Surroundings
  private let plugins: [Plugin]
  private let runners = Mutex<[PolicyRunner]>([])
  /// Of those that can't begin yet.
  private let openings = Mutex<[PluginHealth]>([])
  /// Between two tries to begin.
  private static let pause = Duration.seconds(1)
  private let gate = SuspectGate()

  package init(_ plugins: [Plugin], in surroundings: Surroundings) {
    self.plugins = plugins.filter { !$0.policies.isEmpty }
    self.surroundings = surroundings
  }

  /// Runs the policies on the slice until the task is cancelled. What goes wrong, `boards` say.
  /// - Parameter name: of one plugin; `nil`: all of them.
  package func follow(_ slice: Slice, only name: String? = nil) async {
    await withTaskGroup(of: Void.self) { group in
      for plugin in plugins where name == nil || plugin.name == name {
        group.addTask { await self.follow(plugin, on: slice) }
      }
    }
  }

  private func follow(_ plugin: Plugin, on slice: Slice) async {
    guard let build = await buildPatiently(of: plugin, on: slice) else { return }
    let runner = PolicyRunner(plugin, build, on: slice, surroundings, gate: gate)
    runners.withLock { $0.append(runner) }
    await runner.run()
    runners.withLock { all in all.removeAll { $0 === runner } }
  }

  /// By plugin and slice, as of now: it asks nobody, and waits for no policy.
  package var boards: [PluginHealth] {
    (openings.withLock { $0 } + runners.withLock { $0 }.map(\.health)).inOrder
  }

  /// The same beside the heads of the log as they are now.
  package func health() async throws(LogFailure) -> [PluginHealth] {
    var health = boards
    for index in health.indices {
      health[index].head = try await surroundings.log.head(of: health[index].slice).position
    }
    return health
  }

  /// `nil`: the task was cancelled.
  private func buildPatiently(of plugin: Plugin, on slice: Slice) async -> Build? {
    defer { openings.withLock { all in all.removeAll { $0.plugin == plugin.name && $0.slice == slice } } }
    while !Task.isCancelled {
      var health = PluginHealth(plugin: plugin.name, slice: slice)
      health.state = .waiting
      do {
        if let build = try await build(of: plugin) { return build }
        health.reason = "its rows are being made"
      } catch {
        health.reason = "\(error)"
      }
      openings.withLock { [health] all in
        all.removeAll { $0.plugin == plugin.name && $0.slice == slice }
        all.append(health)
      }
      // The time between two tries.
      try? await Task.sleep(for: Self.pause)
    }
    return nil
  }

  /// What attempts are noted under. `nil`: the plugin's rows are not there yet.
  private func build(of plugin: Plugin) async throws -> Build? {
    guard plugin.hasRows else { return try await surroundings.store.buildOfNothing(for: plugin) }
    return try await surroundings.store.builds(of: plugin.name).last { $0.state == .serving }?.build
  }
}
