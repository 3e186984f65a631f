import CommandLineKit
import Glibc
import Storage
import Synchronization
import Values

/// A store that also writes the appended rows of each transaction to a file, for the bare loop to copy in again.
final class SpoolingStore: ProjectionStore {
  private let store: any ProjectionStore
  private let file: Int32
  private let written = Mutex(0)

  init(_ store: any ProjectionStore, to path: String) throws {
    self.store = store
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failure(.environment, "cannot write \(path): \(String(cString: strerror(errno)))") }
  }

  deinit { close(file) }

  /// Transactions so far.
  var transactions: Int { written.withLock { $0 } }

  func apply(
    _ changes: RowChanges, to build: Build, from old: Checkpoint?, to new: Checkpoint
  ) async throws(StorageFailure) {
    try await store.apply(changes, to: build, from: old, to: new)
    let isWritten = written.withLock { count in
      count += 1
      return changes.appended.allSatisfy { rows in
        withUnsafeBytes(of: UInt64(rows.bytes.count)) { writeAll($0) } && rows.bytes.withUnsafeBytes { writeAll($0) }
      }
    }
    guard isWritten else { throw StorageFailure(.full, "the spool of rows can't be written") }
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = write(file, rest.baseAddress, rest.count)
      guard count > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }

  func builds(of plugin: String) async throws(StorageFailure) -> [BuildStatus] { try await store.builds(of: plugin) }
  func createBuild(
    of plugin: String, version: Int64, state: BuildState, migrations: [Migration]
  ) async throws(StorageFailure) -> Build {
    try await store.createBuild(of: plugin, version: version, state: state, migrations: migrations)
  }
  func beginFilling(_ build: Build, tables: [TableDefinition]) async throws(StorageFailure) {
    try await store.beginFilling(build, tables: tables)
  }
  func endFilling(_ build: Build, tables: [TableDefinition]) async throws(StorageFailure) {
    try await store.endFilling(build, tables: tables)
  }
  func dropBuild(_ build: Build) async throws(StorageFailure) { try await store.dropBuild(build) }
  func dropAbandonedBuilds(of plugin: String) async throws(StorageFailure) {
    try await store.dropAbandonedBuilds(of: plugin)
  }
  func serve(_ build: Build, lastly: @Sendable () async throws -> Void) async throws {
    try await store.serve(build, lastly: lastly)
  }
  func checkpoints(of build: Build) async throws(StorageFailure) -> [Slice: Checkpoint] {
    try await store.checkpoints(of: build)
  }
  func differences(
    between first: Build, and second: Build, tables: [TableDefinition], samples: Int
  ) async throws(StorageFailure) -> [TableDifference] {
    try await store.differences(between: first, and: second, tables: tables, samples: samples)
  }
  func attempt(of build: Build, slice: Slice) async throws(StorageFailure) -> Attempt? {
    try await store.attempt(of: build, slice: slice)
  }
  func note(_ attempt: Attempt, of build: Build, slice: Slice) async throws(StorageFailure) {
    try await store.note(attempt, of: build, slice: slice)
  }
  func holds(of plugin: String) async throws(StorageFailure) -> [Hold] { try await store.holds(of: plugin) }
  func hold(_ hold: Hold) async throws(StorageFailure) { try await store.hold(hold) }
  func release(
    plugin: String, slice: Slice, skipping reason: String?, by operatorName: String
  ) async throws(StorageFailure) {
    try await store.release(plugin: plugin, slice: slice, skipping: reason, by: operatorName)
  }
  func skips(of plugin: String) async throws(StorageFailure) -> [Skip] { try await store.skips(of: plugin) }
}
