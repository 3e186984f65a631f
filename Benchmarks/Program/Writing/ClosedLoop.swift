/// Somebody who submits one thing and waits until it is answered.
protocol WaitingClient: Sendable {
  mutating func submit() async throws

  /// Brings to an end what must not stay half done while nobody submits.
  mutating func rest() async throws
}

extension WaitingClient {
  mutating func rest() async throws {}
}

/// Clients that each submit, wait, and submit the next.
enum ClosedLoop {
  /// Every answer's latency in milliseconds, and the time from the first submission to the last answer.
  ///
  /// - Parameter submissionsMax: all clients together stop at about so many, however much time is left.
  static func run<Client: WaitingClient>(
    _ clients: inout [Client], for span: Duration, submissionsMax: Int = .max
  ) async throws -> (latencies: [Double], span: Duration) {
    let start = ContinuousClock.now
    let end = start + span
    let eachMax = max(1, submissionsMax / clients.count)
    let latencies = try await clients.updateAll { _, client in try await submit(&client, until: end, atMost: eachMax) }
    return (latencies.flatMap { $0 }, ContinuousClock.now - start)
  }

  private static func submit<Client: WaitingClient>(
    _ client: inout Client, until end: ContinuousClock.Instant, atMost count: Int
  ) async throws -> [Double] {
    var latencies: [Double] = []
    var start = ContinuousClock.now
    while start < end, latencies.count < count {
      try await client.submit()
      let now = ContinuousClock.now
      latencies.append((now - start).ms)
      start = now
    }
    return latencies
  }
}

extension Array where Element: WaitingClient {
  mutating func restAll() async throws { _ = try await updateAll { _, client in try await client.rest() } }

  /// Changes all elements at once, each in a task of its own; `body` is told its number. The results are in order.
  mutating func updateAll<Result: Sendable>(
    _ body: @escaping @Sendable (Int, inout Element) async throws -> Result
  ) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Element, Result).self) { group in
      for (number, element) in enumerated() {
        group.addTask {
          var element = element
          let result = try await body(number, &element)
          return (number, element, result)
        }
      }
      var results = [Result?](repeating: nil, count: count)
      for try await (number, element, result) in group {
        self[number] = element
        results[number] = result
      }
      return results.compactMap { $0 }
    }
  }
}
