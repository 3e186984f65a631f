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
    /// Whether the rows were compared: the definitions were equal, and the former build was whole and at the same
    /// positions.
    public let compared: Bool
  }

  private let log: any EventLog
  private let store: any ProjectionStore
  private let plugin: Plugin
  private let owner: String
  private let isToStop: @Sendable () -> Bool

  public init(log: any EventLog, store: any ProjectionStore, plugin: Plugin, owner: String) {
    self.init(log: log, store: store, plugin: plugin, owner: owner, isToStop: { false })
  }

  /// - Parameter isToStop: looked at now and then: whether nobody wants the rows any more.
  init(
    log: any EventLog, store: any ProjectionStore, plugin: Plugin, owner: String,
    isToStop: @escaping @Sendable () -> Bool
  ) {
    self.log = log
    self.store = store
    self.plugin = plugin
    self.owner = owner
    self.isToStop = isToStop
  }

  /// Builds, compares, serves. Builds that a crash left unfinished are dropped first, and so is this one when it can't
  /// be finished; of those that served before, the last one is kept for a roll back.
  /// - Throws: `RebuildHeld` when the projection stands still at an event: the old build goes on serving.
  public func run(progress: ProjectionProgress? = nil) async throws -> Report {
    try await store.dropAbandonedBuilds(of: plugin.name)
    let known = try await store.builds(of: plugin.name)
    let former = known.last { $0.state == .serving }
    let build = try await store.createBuild(
      of: plugin.name, version: plugin.version, state: .building, migrations: plugin.migrations)
    let report: Report
    do {
      report = try await fill(build, after: former, progress)
    } catch {
      // A disk that is full is not helped by what nobody will use.
      try? await store.dropBuild(build)
      throw error
    }
    if let former, try await isBeyondTheLog(former.build) { try await store.dropBuild(former.build) }
    try await serve(build, progress)
    for old in known where old.state == .retired { try await store.dropBuild(old.build) }
    return report
  }

  /// Fills the build, and compares it with the former one where that has rows of the same version.
  private func fill(_ build: Build, after former: BuildStatus?, _ progress: ProjectionProgress?) async throws -> Report
  {
    try await store.beginFilling(build, tables: plugin.tables)
    let commits = try await fill(build, isFirst: true, progress: progress)
    try await store.endFilling(build, tables: plugin.tables)
    var compared = false
    var differences: [TableDifference] = []
    if let former, former.version == plugin.version {
      (compared, differences) = try await compare(former.build, with: build)
    }
    return Report(
      build: build, commits: commits, differences: differences, former: former?.build, compared: compared)
  }

  /// Brings a build to the head and moves the views to it.
  func fillAndServe(_ build: Build) async throws {
    _ = try await fill(build, progress: nil)
    try await serve(build, nil)
  }

  /// Fills every slice through the head; slices side by side, two at a time: one folds while the other waits.
  private func fill(
    _ build: Build, isFirst: Bool = false, progress: ProjectionProgress?
  ) async throws -> UInt64 {
    let slices = try await log.occupiedSlices()
    var commits: UInt64 = 0
    try await withThrowingTaskGroup(of: UInt64.self) { group in
      var waiting = slices[...]
      func start(_ slice: Slice) {
        group.addTask { try await fill(slice, of: build, isFirst: isFirst, progress: progress) }
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

  private func fill(
    _ slice: Slice, of build: Build, isFirst: Bool, progress: ProjectionProgress?
  ) async throws -> UInt64 {
    if isToStop() { throw CancellationError() }
    let runner = ProjectionRunner(
      log: log, store: store, plugin: plugin, build: build, slice: slice, owner: owner, recordsHolds: false,
      isFilling: isFirst, gate: SuspectGate(), isToStop: isToStop)
    switch try await runner.catchUp(progress: progress) {
    case .caughtUp(let position): return position.number
    case .held(let hold): throw RebuildHeld(hold: hold)
    }
  }

  /// Whether the build has seen what the log has not: it was truncated, or an older copy of it was brought back. Such a
  /// build can't be caught up with, and nobody can want its rows.
  private func isBeyondTheLog(_ build: Build) async throws -> Bool {
    for (slice, checkpoint) in try await store.checkpoints(of: build) {
      if checkpoint.position > (try await log.head(of: slice).position) { return true }
    }
    return false
  }

  /// Rows are comparable only where both builds stand at the same positions. The former one goes on meanwhile: the new
  /// one follows it, and gives up when it never finds it at rest.
  private func compare(_ former: Build, with build: Build) async throws -> (Bool, [TableDifference]) {
    for _ in 0..<Self.triesMax {
      do {
        let differences = try await store.differences(between: former, and: build, tables: plugin.tables, samples: 5)
        return (true, differences.filter { !$0.isEmpty })
      } catch {
        // Somebody dropped a table of the former build, or all of it: what was wrong with it is no reason to keep it.
        if error.kind == .missing { return (false, []) }
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
