package import EventLog
package import Values

extension KafkaEventLog {
  /// Of the slices that this process follows.
  package var skippedRecords: UInt64 {
    tail.slices.reduce(0) { sum, slice in sum + (slice.withView { UInt64($0.fold.skipped) } ?? 0) }
  }

  /// Records of the slice that do not count, since this process began to follow it: what former owners wrote, and what
  /// is no record of a log.
  package func passedOver(in slice: Slice) async throws(LogFailure) -> (skipped: Int, foreign: Int) {
    _ = try await freshHead(of: slice)
    return tail[slice].withView { ($0.fold.skipped, $0.fold.foreign) } ?? (0, 0)
  }
}
