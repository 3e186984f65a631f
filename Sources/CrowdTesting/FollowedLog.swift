import EventLog
import SystemTime
import TrunklineTesting
import Values

/// The log as a process sees it that neither writes nor is told: it asks again and again how far the slice has come,
/// and while the database is away it waits.
struct FollowedLog: LogDecorator {
  let inner: any EventLog
  let time: WallTime

  private static let look = Milliseconds(10)

  func read(_ slice: Slice, after point: ChainPoint, limit: BatchLimit) async throws(LogFailure) -> RecordBatch {
    while true {
      do throws(LogFailure) {
        return try await inner.read(slice, after: point, limit: limit)
      } catch {
        if error.kind != .unavailable || Task.isCancelled { throw error }
        await time.pause(Self.look)
      }
    }
  }

  /// Wakes whoever waits for the slice, until the task is cancelled.
  func follow(_ slice: Slice) async {
    while !Task.isCancelled {
      if let head = try? await inner.head(of: slice) { signal.advanced(slice, to: head.position) }
      await time.pause(Self.look)
    }
  }
}
