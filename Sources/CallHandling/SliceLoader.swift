import CallDomain
package import EventLog
import Events
import FailPoints
package import Storage
package import Values
import WireRuntime

/// Folds slices, from their snapshots where those are good.
package struct SliceLoader: Sendable {
  package let log: any EventLog
  private let snapshots: (any SnapshotStore)?
  private let codeVersion: String

  /// - Parameter snapshots: `nil`: everything is folded from its first commit.
  /// - Parameter codeVersion: changes with every program that may fold otherwise.
  package init(log: any EventLog, snapshots: (any SnapshotStore)?, codeVersion: String) {
    self.log = log
    self.snapshots = snapshots
    self.codeVersion = codeVersion
  }

  var savesSnapshots: Bool { snapshots != nil }

  package init(log: any EventLog) { self.init(log: log, snapshots: nil, codeVersion: "") }

  /// The slice folded through `position` (`nil`: through the head).
  package func load(_ slice: Slice, through position: Position? = nil) async throws(LogFailure) -> Replay {
    var replay = await restored(slice, notBeyond: position) ?? Replay(from: log.chain.genesis(of: slice, in: log.id))
    try await replay.advance(slice, of: log, through: position)
    return replay
  }

  /// The slice as it was saved last; `nil`: not, or not so that this program may go on from it.
  package func saved(_ slice: Slice) async -> Replay? { await restored(slice, notBeyond: nil) }

  /// The slice folded through its head, however long the log can't be reached; thrown is what time does not heal, and
  /// that too once the task is cancelled.
  package func loadPatiently(_ slice: Slice) async throws(LogFailure) -> Replay {
    var backOff = BackOff()
    while true {
      do throws(LogFailure) {
        return try await load(slice)
      } catch {
        guard error.kind == .unavailable, !Task.isCancelled else { throw error }
        await backOff.pause()
      }
    }
  }

  /// The centres of the slice: those of the snapshot, and what the log has beyond.
  package func centres(of slice: Slice) async throws(LogFailure) -> SliceCentres {
    let saved = await restored(slice, notBeyond: nil)
    var centres = SliceCentres(
      Set(saved.map { $0.centres.keys } ?? [:].keys), at: saved?.point ?? log.chain.genesis(of: slice, in: log.id))
    try await centres.advance(slice, of: log)
    return centres
  }

  /// Saves the state, which the log must have in full.
  package func save(_ replay: Replay, of slice: Slice) async throws(StorageFailure) {
    guard let snapshots else { return }
    let body: [UInt8]
    do {
      body = try SliceSnapshot(
        logID: log.id, slice: slice, position: replay.point.position, commit: replay.point.id,
        epoch: replay.point.epoch,
        centres: replay.centres.values.sorted { $0.id.text < $1.id.text }.map(\.snapshot)
      ).checkedWireBytes()
    } catch {
      throw StorageFailure(.refused, "slice \(slice) can't be written as a snapshot: \(error)")
    }
    let hash = body.withUnsafeBytes { log.chain.id(prev: replay.point.id, body: $0) }
    FailPoint.snapshotBeforeSave.reach()
    try await snapshots.save(
      StoredSnapshot(
        slice: slice, position: replay.point.position, commit: replay.point.id, codeVersion: codeVersion, hash: hash,
        body: body))
    FailPoint.snapshotAfterSave.reach()
  }

  /// `nil`: none, or none that is worth anything. Whatever is wrong with it, the log knows better.
  private func restored(_ slice: Slice, notBeyond position: Position?) async -> Replay? {
    guard let snapshots, let stored = try? await snapshots.snapshot(of: slice), stored.codeVersion == codeVersion,
      position.map({ stored.position <= $0 }) ?? true,
      stored.body.withUnsafeBytes({ log.chain.id(prev: stored.commit, body: $0) }) == stored.hash,
      let point = try? await log.point(at: stored.position, of: slice), point.id == stored.commit
    else { return nil }
    return try? decoded(stored, at: point)
  }

  private func decoded(_ stored: StoredSnapshot, at point: ChainPoint) throws -> Replay? {
    // A large centre has more parts than what a hostile record may have: this is our own, and its hash was right.
    var reader = WireReader(stored.body.span.bytes, budget: .max)
    let snapshot = try SliceSnapshot(from: &reader)
    guard snapshot.logID == log.id, snapshot.slice == stored.slice, snapshot.position == point.position else {
      return nil
    }
    var centres: [CentreID: Centre] = [:]
    for centre in snapshot.centres { centres[centre.id] = try Centre(centre) }
    return Replay(centres: centres, at: point)
  }
}
