import Storage
import Values

extension ProjectionRunner {
  /// Catches up beside another process that does the same: when that one moved the checkpoint, this one goes on from
  /// where it is. Both would have written the same rows, and compare-and-set lets each commit be applied once.
  func catchUpBesideOthers(progress: ProjectionProgress?) async throws -> Standing {
    while true {
      do {
        return try await catchUp(progress: progress)
      } catch {
        guard (error as? StorageFailure)?.kind == .checkpointMoved else { throw error }
        try Task.checkCancellation()
      }
    }
  }
}
