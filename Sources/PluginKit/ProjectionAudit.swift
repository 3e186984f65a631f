public import EventLog
public import Storage
import Values

/// Compares a plugin's serving rows with a fresh fold of the log, made in a throw-away build up to the same positions.
public struct ProjectionAudit: Sendable {
  public struct Finding: Sendable, Equatable {
    public let plugin: String
    public let build: Build
    /// Tables whose rows differ; `onlyInFirst` counts rows of the serving build.
    public let differences: [TableDifference]
    /// A checkpoint or hold that is not as it should be, in words.
    public let complaints: [String]
    /// Events that an operator had skipped: known, and not a complaint.
    public let notes: [String]
    public var isClean: Bool { differences.isEmpty && complaints.isEmpty }
  }

  private let log: any EventLog
  private let store: any ProjectionStore
  private let owner: String

  public init(log: any EventLog, store: any ProjectionStore, owner: String) {
    self.log = log
    self.store = store
    self.owner = owner
  }

  /// `nil` when the plugin has no serving build yet.
  public func run(_ plugin: Plugin) async throws -> Finding? {
    guard let serving = try await store.builds(of: plugin.name).last(where: { $0.state == .serving }) else {
      return nil
    }
    var complaints: [String] = []
    let checkpoints = try await store.checkpoints(of: serving.build).values.sorted { $0.slice < $1.slice }
    for checkpoint in checkpoints { complaints += try await complaint(about: checkpoint, of: plugin.name) }
    for hold in try await store.holds(of: plugin.name) {
      complaints.append("slice \(hold.slice) is held at position \(hold.position): \(hold.reason)")
    }
    var notes: [String] = []
    for skip in try await store.skips(of: plugin.name) {
      notes.append(
        "slice \(skip.slice), position \(skip.position): event \(skip.eventIndex) was skipped by \(skip.operatorName): "
          + skip.reason)
    }
    var differences: [TableDifference] = []
    if complaints.isEmpty {
      do {
        differences = try await compare(plugin, serving.build, at: checkpoints)
      } catch {
        guard let obstacle = Self.obstacle(error) else { throw error }
        complaints.append("can't be compared with a fresh fold of the log: \(obstacle)")
      }
    }
    return Finding(
      plugin: plugin.name, build: serving.build, differences: differences, complaints: complaints,
      notes: notes)
  }

  /// What keeps the rows from being compared and is a finding itself; `nil` for failures of the world.
  private static func obstacle(_ error: any Error) -> String? {
    switch error {
    case let held as RebuildHeld: return held.description
    case let failure as StorageFailure: return failure.kind == .missing ? failure.message : nil
    case let failure as LogFailure:
      if case .broken = failure.kind { return failure.message }
      return nil
    default: return nil
    }
  }

  /// The record at the checkpoint must be the one that was read.
  private func complaint(about checkpoint: Checkpoint, of plugin: String) async throws -> [String] {
    let point: ChainPoint
    do {
      point = try await log.point(at: checkpoint.position, of: checkpoint.slice)
    } catch {
      let text = "checkpoint of slice \(checkpoint.slice) is at position \(checkpoint.position)"
      switch error.kind {
      case .beyondHead(_, let head): return ["\(text), beyond the head \(head)"]
      case .broken: return ["\(text), which is missing in the log"]
      default: throw error
      }
    }
    if point.id == checkpoint.id { return [] }
    return [
      "checkpoint of slice \(checkpoint.slice) names position \(checkpoint.position), but the record there has another id"
    ]
  }

  private func compare(
    _ plugin: Plugin, _ serving: Build, at checkpoints: [Checkpoint]
  ) async throws -> [TableDifference] {
    let scratch = try await store.createBuild(
      of: plugin.name, version: plugin.version, state: .scratch, migrations: plugin.migrations)
    do {
      let found = try await compare(plugin, serving, with: scratch, at: checkpoints)
      try await store.dropBuild(scratch)
      return found.filter { !$0.isEmpty }
    } catch {
      try? await store.dropBuild(scratch)
      throw error
    }
  }

  /// The serving build may go on meanwhile: the scratch one follows it until both are met at the same positions.
  private func compare(
    _ plugin: Plugin, _ serving: Build, with scratch: Build, at checkpoints: [Checkpoint]
  ) async throws -> [TableDifference] {
    var checkpoints = checkpoints
    var failures = 0
    try await store.beginFilling(scratch, tables: plugin.tables)
    var isFirst = true
    while true {
      for checkpoint in checkpoints {
        let runner = ProjectionRunner(
          log: log, store: store, plugin: plugin, build: scratch, slice: checkpoint.slice, owner: owner,
          recordsHolds: false, isFilling: isFirst)
        if case .held(let hold) = try await runner.catchUp(through: checkpoint.position) {
          throw RebuildHeld(hold: hold)
        }
      }
      try await store.endFilling(scratch, tables: plugin.tables)
      isFirst = false
      do {
        return try await store.differences(between: serving, and: scratch, tables: plugin.tables, samples: 10)
      } catch {
        guard error.kind == .checkpointMoved, failures < 100 else { throw error }
        failures += 1
        checkpoints = Array(try await store.checkpoints(of: serving).values)
      }
    }
  }
}
