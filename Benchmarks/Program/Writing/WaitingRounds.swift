import EventLog
import Values

/// Rounds of clients that wait for one writer, each beside a bare loop that writes the same groups.
struct WaitingRounds {
  let server: BenchmarkServer
  let log: RecordingLog
  /// Where the bare loop writes.
  let bareSlice: Slice
  /// Over all rounds; the bare loop takes its own time.
  let seconds: Double
  let rounds: Int
  /// Over all rounds; `nil`: as many as the time allows.
  let submissionsMax: Int?

  private static let warmUp = Duration.milliseconds(300)

  /// Adds what the clients did to `summary`.
  func run<Client: WaitingClient>(_ clients: inout [Client], into summary: inout WriterSummary) async throws {
    _ = try await ClosedLoop.run(&clients, for: Self.warmUp)
    guard var anchor = log.take().last?.records.last else { return }
    for _ in 0..<rounds {
      let (latencies, span) = try await ClosedLoop.run(
        &clients, for: .seconds(seconds / Double(rounds)), submissionsMax: submissionsMax.map { $0 / rounds } ?? .max)
      let written = log.take()
      try await clients.restAll()
      let bare = try await BareLoops(on: server).append(written, after: anchor, to: bareSlice)
      summary.add(latencies, span: span, written, bare: bare)
      anchor = (log.take().last ?? written.last)?.records.last ?? anchor
    }
  }
}
