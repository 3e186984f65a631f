package import EventLog
package import Values

extension KafkaEventLog {
  /// In the slices that this process follows.
  package var passedOver: PassedOver {
    tail.slices.reduce(into: PassedOver()) { sum, slice in
      let own = slice.withView { $0.fold.passedOver } ?? PassedOver()
      sum.formerWriters += own.formerWriters
      sum.foreign += own.foreign
    }
  }

  /// In the slice, since this process began to follow it.
  package func passedOver(in slice: Slice) async throws(LogFailure) -> PassedOver {
    _ = try await freshHead(of: slice)
    return tail[slice].withView { $0.fold.passedOver } ?? PassedOver()
  }
}
