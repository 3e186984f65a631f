public import EventLog
public import Storage
import Synchronization
public import Values

/// Runs the projections of all plugins on all slices that have commits.
///
/// Plugins don't see each other: one that stands still, or whose database transaction fails, leaves the others going.
public actor ProjectionHost {
  private let log: any EventLog
  private let store: any ProjectionStore
  private let plugins: [Plugin]
  private let owner: String
  private var builds: [String: Build] = [:]
  private var openings: [String: Opening] = [:]
  private var runners: [Key: ProjectionRunner] = [:]
  private let gate = SuspectGate()
  private let followers = Mutex<[ProjectionFollower]>([])

  private struct Key: Hashable {
    let plugin: String
    let slice: Slice
  }

  /// A plugin's rows are being found or made.
  private struct Opening {
    let build: Task<Build, any Error>
    /// After a failure that time alone does not heal: not tried again before.
    var rests: ContinuousClock.Instant?
  }

  /// Between two tries to make rows that could not be made: each reads the log from its start.
  private static let rest = Duration.seconds(60)

  /// - Parameter owner: unique per process start.
  public init(log: any EventLog, store: any ProjectionStore, plugins: [Plugin], owner: String) {
    self.log = log
    self.store = store
    self.plugins = plugins.filter(\.hasRows)
    self.owner = owner
  }

  /// Makes sure that every plugin has a serving build of its present version; a plugin without one, or with one of
  /// an older version, is rebuilt. Who follows need not wait for it: each plugin is opened when it is followed.
  public func open() async throws {
    for plugin in plugins { try await open(plugin) }
  }

  /// Once for all that wait for it.
  private func open(_ plugin: Plugin) async throws {
    if builds[plugin.name] != nil { return }
    if let opening = openings[plugin.name], opening.rests.map({ $0 > .now }) ?? true {
      _ = try await opening.build.value
      return
    }
    let opening = Task { try await findOrMake(plugin) }
    openings[plugin.name] = Opening(build: opening)
    do {
      builds[plugin.name] = try await opening.value
      openings[plugin.name] = nil
    } catch {
      openings[plugin.name] = error.isPassing ? nil : Opening(build: opening, rests: .now + Self.rest)
      throw error
    }
  }

  private func findOrMake(_ plugin: Plugin) async throws -> Build {
    if let serving = try await store.builds(of: plugin.name).last(where: { $0.state == .serving }) {
      if serving.version == plugin.version { return serving.build }
      // A newer program has made these: two that each rebuilt for themselves would do so by turns for ever.
      if serving.version > plugin.version { throw Self.otherVersion(serving, of: plugin) }
    }
    return try await Rebuild(
      log: log, store: store, plugin: plugin, owner: owner,
      isToStop: { [weak self] in self?.isUnwanted(plugin.name) ?? true }
    ).run().build
  }

  /// Brings every plugin to the head of the log as it is now. Plugins run side by side.
  public func catchUp(progress: [String: ProjectionProgress] = [:]) async throws -> [PluginStanding] {
    let slices = try await log.occupiedSlices()
    for plugin in plugins { try await findServing(plugin) }
    let work = plugins.map { plugin in
      (plugin.name, slices.map { runner(of: plugin, on: $0) })
    }
    return try await withThrowingTaskGroup(of: PluginStanding.self) { group in
      for (name, runners) in work {
        group.addTask {
          var held: [Hold] = []
          for runner in runners {
            if case .held(let hold) = try await runner.catchUpBesideOthers(progress: progress[name]) {
              held.append(hold)
            }
          }
          return PluginStanding(plugin: name, holds: held)
        }
      }
      var standings: [PluginStanding] = []
      for try await standing in group { standings.append(standing) }
      return standings.sorted { $0.plugin < $1.plugin }
    }
  }

  /// Follows one slice until the task is cancelled: folds whatever is appended, as soon as this process hears of it. A
  /// plugin that is held is looked after until an operator lets it go on; while the database is away it waits. What
  /// time does not heal, as a log that has diverged, holds it too: `boards` say why.
  /// - Parameter name: of one plugin; `nil`: all of them.
  public func follow(
    _ slice: Slice, only name: String? = nil, progress: [String: ProjectionProgress] = [:]
  ) async {
    let mine = plugins.filter { name == nil || $0.name == name }
      .map {
        ProjectionFollower(
          host: self, log: log, plugin: $0, slice: slice, progress: progress[$0.name] ?? ProjectionProgress())
      }
    followers.withLock { $0 += mine }
    defer { followers.withLock { all in all.removeAll { follower in mine.contains { $0 === follower } } } }
    await withTaskGroup(of: Void.self) { group in
      for follower in mine {
        group.addTask { await follower.follow() }
      }
    }
  }

  /// Of the plugins that follow, by plugin and slice, as of now: it asks nobody.
  public nonisolated var boards: [PluginHealth] {
    followers.withLock { $0 }.map(\.health).inOrder
  }

  /// One turn of a follower.
  /// - Parameter through: as far as there is something, if that is known; `nil`: the log is asked.
  func catchUp(
    _ plugin: Plugin, on slice: Slice, through: Position?, progress: ProjectionProgress?
  ) async throws -> ProjectionRunner.Standing {
    try await open(plugin)
    try await findServing(plugin)
    while true {
      let build = builds[plugin.name]
      let standing = try await runner(of: plugin, on: slice).catchUpBesideOthers(through: through, progress: progress)
      // The views may have moved meanwhile, and what was folded last is where nobody reads.
      try await findServing(plugin)
      if builds[plugin.name] == build { return standing }
    }
  }

  /// Whether everybody who followed has been told to stop.
  /// - Parameter slice: `nil`: of all slices.
  private nonisolated func isUnwanted(_ plugin: String, on slice: Slice? = nil) -> Bool {
    let mine = followers.withLock { $0 }.filter { $0.plugin.name == plugin && (slice == nil || $0.slice == slice) }
    return !mine.isEmpty && mine.allSatisfy(\.isStopped)
  }

  private func runner(of plugin: Plugin, on slice: Slice) -> ProjectionRunner {
    let key = Key(plugin: plugin.name, slice: slice)
    if let known = runners[key] { return known }
    guard let build = builds[plugin.name] else { preconditionFailure("open() comes first") }
    let made = ProjectionRunner(
      log: log, store: store, plugin: plugin, build: build, slice: slice, owner: owner, gate: gate,
      isToStop: { [weak self] in self?.isUnwanted(key.plugin, on: slice) ?? true })
    runners[key] = made
    return made
  }

  /// A rebuild, by whatever process, may have moved the views to another build: rows go where people read.
  private func findServing(_ plugin: Plugin) async throws {
    guard let serving = try await store.builds(of: plugin.name).last(where: { $0.state == .serving }),
      builds[plugin.name] != serving.build
    else { return }
    guard serving.version == plugin.version else { throw Self.otherVersion(serving, of: plugin) }
    builds[plugin.name] = serving.build
    runners = runners.filter { $0.key.plugin != plugin.name }
  }

  private static func otherVersion(_ serving: BuildStatus, of plugin: Plugin) -> StorageFailure {
    StorageFailure(
      .newerFormat,
      "the rows of plugin \(plugin.name) are those of its version \(serving.version), and this program has version "
        + "\(plugin.version): start the program that has that version, or trunkline rebuild \(plugin.name) "
        + "with this one")
  }
}

/// Where a plugin stands after catching up: its slices that are held, if any.
public struct PluginStanding: Sendable, Equatable {
  public let plugin: String
  public let holds: [Hold]
}
