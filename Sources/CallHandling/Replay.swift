package import CallDomain
package import EventLog
import Events
package import Values

/// The centres of a slice, folded from the log.
package struct Replay: Sendable {
  package private(set) var centres: [CentreID: Centre] = [:]
  /// The last record that was folded.
  package private(set) var point: ChainPoint
  /// Of the snapshot that the folding began with; zero: it began with the first commit.
  let snapshot: Position

  package init(from genesis: ChainPoint) {
    point = genesis
    snapshot = .zero
  }

  /// What was folded through `point`.
  init(centres: [CentreID: Centre], at point: ChainPoint) {
    self.centres = centres
    self.point = point
    snapshot = point.position
  }

  /// Folds everything through `position` (`nil`: through the head).
  package static func fold(
    _ slice: Slice, of log: any EventLog, through position: Position? = nil
  ) async throws(LogFailure) -> Replay {
    var replay = Replay(from: log.chain.genesis(of: slice, in: log.id))
    try await replay.advance(slice, of: log, through: position)
    return replay
  }

  /// Folds on through `position` (`nil`: through the head).
  package mutating func advance(
    _ slice: Slice, of log: any EventLog, through position: Position? = nil
  ) async throws(LogFailure) {
    guard let stream = try await log.everything(of: slice, after: point, through: position) else { return }
    do throws(LogFailure) {
      while let batch = try await stream.next() { try fold(batch) }
    } catch {
      await stream.cancel()
      throw error
    }
    await stream.cancel()
  }

  package mutating func fold(_ batch: RecordBatch) throws(LogFailure) {
    try batch.forEachCommit { commit in
      guard let id = commit.centre else { return }
      centres[id, default: Centre(id: id)].evolve(commit)
    }
    point = batch.end ?? point
  }
}
