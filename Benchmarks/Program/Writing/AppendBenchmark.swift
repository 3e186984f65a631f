import EventLog
import Values

/// Commits a second through one `SliceWriter`, for clients that wait, beside a bare loop that writes the same groups.
struct AppendBenchmark {
  private static let slice = Slice(51)!
  private static let bareSlice = Slice(52)!
  private static let draftCount = 4_096
  private static let eventsPerCommit = 2.3

  let server: BenchmarkServer
  let writer: FigureWriter
  /// So many at once, one number after the other.
  let clients: [Int]
  /// For each number of clients, split into the rounds; the bare loop takes its own time.
  let seconds: Double
  let rounds: Int
  /// For each number of clients; `nil`: as many as the time allows.
  let events: Int?

  func run() async throws {
    let drafts = try Self.drafts()
    try await server.age()
    for count in clients { try await measure(count, drafts) }
  }

  /// What a recorded bank submits.
  private static func drafts() throws -> [CommitDraft] {
    var log = RecordedLog(.bank, seed: 1, after: .zero)
    // The configuration is no typical commit.
    _ = try log.next()
    return try (0..<draftCount).map { _ in try log.next() }
  }

  private func measure(_ count: Int, _ drafts: [CommitDraft]) async throws {
    try await server.settle()
    let proof = try await LogProof(server)
    let log = try await server.openLog()
    let recording = RecordingLog(log)
    let marker = OwnershipMarker(
      owner: "benchmark-\(count)", commandID: drafts[0].commandID, at: drafts[0].at, recordedAt: drafts[0].at)
    let (sliceWriter, _) = try await SliceWriter.acquire(Self.slice, of: recording, marker: marker)
    var clients = (0..<count).map { DraftClient(sliceWriter, drafts, from: $0, every: count) }
    var summary = WriterSummary("append.\(count)", of: "commits", on: server)
    try await WaitingRounds(
      server: server, log: recording, bareSlice: Self.bareSlice, seconds: seconds, rounds: rounds,
      submissionsMax: events.map { Int(Double($0) / Self.eventsPerCommit) }
    ).run(&clients, into: &summary)
    await log.close()
    try summary.write(to: writer)
    try await proof.require(summary.claim, named: "append.\(count)", writer)
  }
}
