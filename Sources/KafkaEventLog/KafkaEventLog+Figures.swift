package import EventLog
package import KafkaClient
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

  /// How its clients are that live as long as the log does; those that have not said are left out.
  package var clients: [ClientReport] {
    let all = [("logReader", tail.figures), ("logWriter", sender.figures)]
    return all.compactMap { client, figures in figures.map { ClientReport(client: client, figures: $0) } }
  }

  package func makePositionMirror() -> (any PositionMirror)? { GroupMirror(settings, tail, index) }

  /// In the slice, since this process began to follow it.
  package func passedOver(in slice: Slice) async throws(LogFailure) -> PassedOver {
    _ = try await freshHead(of: slice)
    return tail[slice].withView { $0.fold.passedOver } ?? PassedOver()
  }
}
