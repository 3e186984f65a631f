public import EventLog
public import Storage
import Values

/// Fills a new build of a plugin from the log while the old one serves, compares the two where they are defined alike,
/// then moves the views.
public struct Rebuild: Sendable {
  public struct Report: Sendable {
    public let build: Build
    public let commits: UInt64
    /// Empty when the former build had the same rows, or had none to compare with.
    public let differences: [TableDifference]
    /// The build that served before; `nil` for the first one.
    public let former: Build?
    /// Whether the rows were compared: the definitions were equal and the former build stood at the same positions.
    public let compared: Bool
  }

  private let log: any EventLog
  private let store: any ProjectionStore
  private let plugin: Plugin
  private let owner: String

  public init(log: any EventLog, store: any ProjectionStore, plugin: Plugin, owner: String) {
    self.log = log
    self.store = store
    self.plugin = plugin
    self.owner = owner
  }

  /// Builds, compares, serves. Builds that a crash left unfinished are dropped first; of those that served before, the
  /// last one is kept for a roll back.
  /// - Throws: `RebuildHeld` when the projection stands still at an event: the old build goes on serving.
  public func run(progress: ProjectionProgress? = nil) async throws -> Report {
    let known = try await store.builds(of: plugin.name)
    for left in known where left.state == .building || left.state == .scratch { try await store.dropBuild(left.build) }
    let former = known.last { $0.state == .serving }
    let build = try await store.createBuild(
      of: plugin.name, version: plugin.version, state: .building, migrations: plugin.migrations)
    try await store.beginFilling(build, tables: plugin.tables)
    let commits = try await fill(build, progress: progress)
    try await store.endFilling(build, tables: plugin.tables)
    var compared = false
    var differences: [TableDifference] = []
    if let former, former.version == plugin.version {
      (compared, differences) = try await compare(former.build, with: build)
    }
    try await serve(build, progress)
    for old in known where old.state == .retired { try await store.dropBuild(old.build) }
    return Report(
      build: build, commits: commits, differences: differences, former: former?.build, compared: compared)
  }

  /// Brings a build to the head and moves the views to it.
  func fillAndServe(_ build: Build) async throws {
    _ = try await fill(build, progress: nil)
    try await serve(build, nil)
  }

  /// Fills every slice through the head; slices side by side, two at a time: one folds while the other waits.
  private func fill(_ build: Build, progress: ProjectionProgress?) async throws -> UInt64 {
    let slices = try await log.occupiedSlices()
    var commits: UInt64 = 0
    try await withThrowingTaskGroup(of: UInt64.self) { group in
      var waiting = slices[...]
      func start(_ slice: Slice) {
        group.addTask { try await fill(slice, of: build, progress: progress) }
      }
      for slice in waiting.prefix(2) { start(slice) }
      waiting = waiting.dropFirst(2)
      for try await filled in group {
        commits += filled
        if let slice = waiting.popFirst() { start(slice) }
      }
    }
    return commits
  }

  private func fill(_ slice: Slice, of build: Build, progress: ProjectionProgress?) async throws -> UInt64 {
    let runner = ProjectionRunner(
      log: log, store: store, plugin: plugin, build: build, slice: slice, owner: owner,
      recordsHolds: false)
    switch try await runner.catchUp(progress: progress) {
    case .caughtUp(let position): return position.number
    case .held(let hold): throw RebuildHeld(hold: hold)
    }
  }

  /// Rows are comparable only where both builds stand at the same positions. The former one goes on meanwhile: the new
  /// one follows it, and gives up when it never finds it at rest.
  private func compare(_ former: Build, with build: Build) async throws -> (Bool, [TableDifference]) {
    for _ in 0..<Self.triesMax {
      do {
        let differences = try await store.differences(between: former, and: build, tables: plugin.tables, samples: 5)
        return (true, differences.filter { !$0.isEmpty })
      } catch {
        guard error.kind == .checkpointMoved else { throw error }
        _ = try await fill(build, progress: nil)
      }
    }
    return (false, [])
  }

  /// How often a comparison is tried that the former build walked away from.
  private static let triesMax = 5
  /// How often a swap is tried that a reader held up, for a lock time-out each time.
  private static let swapsMax = 100

  /// Moves the views. The former build waits meanwhile, so what came since is folded in before it can go on.
  private func serve(_ build: Build, _ progress: ProjectionProgress?) async throws {
    var failures = 0
    while true {
      do {
        return try await store.serve(build) { _ = try await fill(build, progress: progress) }
      } catch let failure as StorageFailure {
        guard failure.kind == .locked, failures < Self.swapsMax else { throw failure }
        failures += 1
      }
    }
  }
}

/// A rebuild stopped at an event that the projection can't fold.
public struct RebuildHeld: Error, Sendable, CustomStringConvertible {
  public let hold: Hold
  public var description: String {
    "\(hold.plugin) can't fold event \(hold.eventIndex) at position \(hold.position) of slice \(hold.slice): \(hold.reason)"
  }
}
