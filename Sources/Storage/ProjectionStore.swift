public import Values

/// Where projections keep rows and checkpoints: one transaction for both (exactly-once for everything a person can
/// see).
public protocol ProjectionStore: Sendable {
  /// All builds of a plugin, oldest first.
  func builds(of plugin: String) async throws(StorageFailure) -> [BuildStatus]

  /// Makes a build with the next free number: its schema, and its tables by running the migrations in it. While this
  /// process lives nobody else takes it for abandoned.
  func createBuild(
    of plugin: String, version: Int64, state: BuildState, migrations: [Migration]
  ) async throws(StorageFailure) -> Build

  /// Takes the keys off a build's merged tables, so that a fill adds rows without looking for those that are there.
  func beginFilling(_ build: Build, tables: [TableDefinition]) async throws(StorageFailure)

  /// Merges the rows that share a key, and gives the tables their keys back. Does nothing where they have them.
  func endFilling(_ build: Build, tables: [TableDefinition]) async throws(StorageFailure)

  /// Drops the build's schema, checkpoints and row.
  func dropBuild(_ build: Build) async throws(StorageFailure)

  /// Drops what processes that ended left unfinished. The unfinished builds of processes that live are left alone,
  /// those of this process among them.
  func dropAbandonedBuilds(of plugin: String) async throws(StorageFailure)

  /// Moves the plugin's views to this build in one transaction; the former one is retired. Refused with `locked` when a
  /// reader holds the views for longer than the lock time-out, and with `checkpointMoved` when the build is behind the
  /// one that serves in any slice.
  ///
  /// - Parameter lastly: runs while the former build can't move on: what brings the build to where that one stands. It
  ///   uses
  ///   other connections, and should take milliseconds.
  func serve(_ build: Build, lastly: @Sendable () async throws -> Void) async throws

  /// How far the build has come, by slice.
  func checkpoints(of build: Build) async throws(StorageFailure) -> [Slice: Checkpoint]

  /// Applies the changes and moves the checkpoint in one transaction, guarded by compare-and-set on `old` (`nil`: the
  /// slice has no checkpoint yet).
  func apply(
    _ changes: RowChanges, to build: Build, from old: Checkpoint?, to new: Checkpoint
  ) async throws(StorageFailure)

  /// Rows that one build has and the other has not, table by table (the definitions must be equal). Refused with
  /// `checkpointMoved` when the two don't stand at the same positions.
  func differences(
    between first: Build, and second: Build, tables: [TableDefinition], samples: Int
  ) async throws(StorageFailure) -> [TableDifference]

  /// The attempt that was noted last; it outlives the process that made it.
  func attempt(of build: Build, slice: Slice) async throws(StorageFailure) -> Attempt?

  /// Notes the attempt before it is made. Survives the death of this process, not of the machine.
  func note(_ attempt: Attempt, of build: Build, slice: Slice) async throws(StorageFailure)

  /// The holds of a plugin: slices that stand still at an event.
  func holds(of plugin: String) async throws(StorageFailure) -> [Hold]

  /// Records that the slice stands still; replaces a former hold of the same slice.
  func hold(_ hold: Hold) async throws(StorageFailure)

  /// Lifts a hold; with a reason, the event is skipped for good and `verify` knows of it.
  func release(
    plugin: String, slice: Slice, skipping reason: String?, by operatorName: String
  ) async throws(StorageFailure)

  /// Events that an operator had skipped.
  func skips(of plugin: String) async throws(StorageFailure) -> [Skip]
}

extension ProjectionStore {
  /// The same for a build that has caught up.
  public func serve(_ build: Build) async throws { try await serve(build) {} }
}

/// A piece of SQL that makes or changes tables; run once, in order of name.
public struct Migration: Sendable, Hashable {
  /// As `V001_log`.
  public let name: String
  public let sql: String

  public init(name: String, sql: String) {
    self.name = name
    self.sql = sql
  }
}

public struct TableDifference: Sendable, Hashable {
  public let table: String
  public let onlyInFirst: Int64
  public let onlyInSecond: Int64
  /// Rows as text, at most the number asked for, from both sides.
  public let samples: [String]

  public init(table: String, onlyInFirst: Int64, onlyInSecond: Int64, samples: [String]) {
    self.table = table
    self.onlyInFirst = onlyInFirst
    self.onlyInSecond = onlyInSecond
    self.samples = samples
  }

  public var isEmpty: Bool { onlyInFirst == 0 && onlyInSecond == 0 }
}

/// One try to fold the commits after `after` through `through`: when the process ends inside it, the next process finds
/// the note with the checkpoint still at `after`.
public struct Attempt: Sendable, Hashable {
  /// How far it had come when it was noted.
  public enum Phase: Sendable, Hashable {
    /// Somewhere between reading and commit.
    case underWay
    /// In the plugin's code, and nowhere else: noted for suspects only, which are tried alone.
    case folding
    /// The plugin's code has returned; rows are on their way to the database.
    case folded
  }

  public let after: Position
  public let through: Position
  /// Unique per process start.
  public let owner: String
  public let phase: Phase
  /// What earlier ends of the process during attempts of `after.next` alone weigh; see the plugin host.
  public let suspicion: Int32

  public init(after: Position, through: Position, owner: String, phase: Phase, suspicion: Int32) {
    self.after = after
    self.through = through
    self.owner = owner
    self.phase = phase
    self.suspicion = suspicion
  }
}

/// A plugin's slice that stands still at an event, with the reason.
public struct Hold: Sendable, Hashable {
  public let plugin: String
  public let slice: Slice
  /// Of the commit that holds the event.
  public let position: Position
  public let eventIndex: Int32
  public let reason: String

  public init(plugin: String, slice: Slice, position: Position, eventIndex: Int32, reason: String) {
    self.plugin = plugin
    self.slice = slice
    self.position = position
    self.eventIndex = eventIndex
    self.reason = reason
  }
}

/// An event that a plugin passed over because an operator said so.
public struct Skip: Sendable, Hashable {
  public let plugin: String
  public let slice: Slice
  public let position: Position
  public let eventIndex: Int32
  public let reason: String
  public let operatorName: String

  public init(
    plugin: String, slice: Slice, position: Position, eventIndex: Int32, reason: String, operatorName: String
  ) {
    self.plugin = plugin
    self.slice = slice
    self.position = position
    self.eventIndex = eventIndex
    self.reason = reason
    self.operatorName = operatorName
  }
}
