import Storage
import Values

extension ProjectionRunner {
  /// Catches up beside another process that does the same: when that one moved the checkpoint, this one goes on from
  /// where it is. Both would have written the same rows, and compare-and-set lets each commit be applied once.
  ///
  /// - Parameter through: as far as the caller knows that there is something; `nil`: the head as it is now.
  func catchUpBesideOthers(
    through: Position? = nil, progress: ProjectionProgress?
  ) async throws -> Standing {
    while true {
      do {
        return try await catchUp(through: through, progress: progress)
      } catch {
        guard (error as? StorageFailure)?.kind == .checkpointMoved else { throw error }
        try Task.checkCancellation()
      }
    }
  }
}
