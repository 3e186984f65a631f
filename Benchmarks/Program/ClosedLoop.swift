import EventLog
import Values

/// Clients that each submit one commit, wait for it, and submit the next.
struct ClosedLoop {
  let writer: SliceWriter
  let drafts: [CommitDraft]

  /// Every acknowledgement's latency in milliseconds, and the time from the first submission to the last answer.
  ///
  /// - Parameter commitsMax: all clients together stop at about so many, however much time is left.
  func run(
    clients: Int, for span: Duration, commitsMax: Int = .max
  ) async throws -> (latencies: [Double], span: Duration) {
    let start = ContinuousClock.now
    let end = start + span
    return try await withThrowingTaskGroup(of: [Double].self) { group in
      for client in 0..<clients {
        group.addTask {
          try await submit(from: client, every: clients, until: end, commitsMax: max(1, commitsMax / clients))
        }
      }
      var latencies: [Double] = []
      for try await some in group { latencies += some }
      return (latencies, ContinuousClock.now - start)
    }
  }

  private func submit(
    from client: Int, every step: Int, until end: ContinuousClock.Instant, commitsMax: Int
  ) async throws -> [Double] {
    var latencies: [Double] = []
    var next = client
    var start = ContinuousClock.now
    while start < end, latencies.count < commitsMax {
      _ = try await writer.submit([drafts[next % drafts.count]])
      let now = ContinuousClock.now
      latencies.append((now - start).ms)
      start = now
      next += step
    }
    return latencies
  }
}
