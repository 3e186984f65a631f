import Glibc
import SystemThreads

/// Submissions on a schedule that is fixed beforehand: whoever is late makes no other wait, and what a submission waits
/// for its turn counts. So no slowness hides behind clients that wait for their answers.
struct OpenLoop {
  let perSecond: Double
  let span: Duration

  private struct Due: Sendable {
    let offset: Duration
    let client: Int
  }

  /// Every answer's latency in milliseconds, from the instant at which it was to be submitted.
  ///
  /// Each client submits at equal distances from a moment of its own; together they come as by chance, since those
  /// moments do. A client's submissions stay in order.
  func run<Client: WaitingClient>(_ clients: inout [Client]) async throws -> [Double] {
    let schedule = schedule(clients: clients.count)
    let bells = clients.map { _ in AsyncStream<ContinuousClock.Instant>.makeStream() }
    // So that everybody listens when the first bell rings.
    let start = ContinuousClock.now + .milliseconds(200)
    let rings = SystemThread.detach {
      for due in schedule {
        Self.wait(until: start + due.offset)
        bells[due.client].continuation.yield(start + due.offset)
      }
      for bell in bells { bell.continuation.finish() }
    }
    precondition(rings, "the system has no thread for the schedule")
    let latencies = try await clients.updateAll { number, client in
      var latencies: [Double] = []
      for await due in bells[number].stream {
        try await client.submit()
        latencies.append((ContinuousClock.now - due).ms)
      }
      return latencies
    }
    return latencies.flatMap { $0 }
  }

  private func schedule(clients: Int) -> [Due] {
    var numbers = SeededNumbers(seed: 5)
    let every = Double(clients) / perSecond
    var schedule: [Due] = []
    for client in 0..<clients {
      let first = every * Double(numbers.below(1 << 30)) / Double(1 << 30)
      schedule += stride(from: first, to: span.seconds, by: every).map {
        Due(offset: .seconds($0), client: client)
      }
    }
    return schedule.sorted { $0.offset < $1.offset }
  }

  /// Blocks its thread.
  private static func wait(until instant: ContinuousClock.Instant) {
    while true {
      let left = (instant - .now).components
      if left.seconds < 0 || left.attoseconds <= 0 && left.seconds == 0 { return }
      var span = timespec(tv_sec: Int(left.seconds), tv_nsec: Int(left.attoseconds / 1_000_000_000))
      nanosleep(&span, nil)
    }
  }
}
