import EventLog
import PostgresEventLog
import Values

/// Commits a second through one `SliceWriter`, for clients that wait, beside a bare loop that writes the same groups.
struct AppendBenchmark {
  static let clients = [1, 8, 32, 256]
  private static let slice = Slice(51)!
  private static let bareSlice = Slice(52)!
  private static let draftCount = 4_096
  private static let eventsPerCommit = 2.3

  let server: BenchmarkServer
  let writer: FigureWriter
  /// For each number of clients, split into the rounds; the bare loop takes its own time.
  let seconds: Double
  let rounds: Int
  /// For each number of clients; `nil`: as many as the time allows.
  let events: Int?

  func run() async throws {
    let drafts = try Self.drafts()
    for clients in Self.clients { try await measure(clients, drafts) }
  }

  /// What a recorded bank submits.
  private static func drafts() throws -> [CommitDraft] {
    var log = RecordedLog(.bank, seed: 1, after: .zero)
    // The configuration is no typical commit.
    _ = try log.next()
    return try (0..<draftCount).map { _ in try log.next() }
  }

  private func measure(_ clients: Int, _ drafts: [CommitDraft]) async throws {
    let syncs = try await LogSyncs(server)
    let log = try await server.openLog()
    let recording = RecordingLog(log)
    let marker = OwnershipMarker(
      owner: "benchmark-\(clients)", commandID: drafts[0].commandID, at: drafts[0].at, recordedAt: drafts[0].at)
    let (sliceWriter, _) = try await SliceWriter.acquire(Self.slice, of: recording, marker: marker)
    let load = ClosedLoop(writer: sliceWriter, drafts: drafts)
    _ = try await load.run(clients: clients, for: .milliseconds(300))
    var summary = AppendSummary(clients: clients)
    guard var anchor = recording.take().records.last else { return }
    let commitsMax = events.map { max(1, Int(Double($0) / Self.eventsPerCommit) / rounds) } ?? .max
    for _ in 0..<rounds {
      let (latencies, span) = try await load.run(
        clients: clients, for: .seconds(seconds / Double(rounds)), commitsMax: commitsMax)
      let (records, groups) = recording.take()
      let bare = try await BareLoops(on: server).append(records, groups: groups, after: anchor, to: Self.bareSlice)
      summary.add(latencies, span: span, bareSpan: bare, records: records, groups: groups.count)
      anchor = records.last ?? anchor
    }
    await log.close()
    let counted = try await syncs.require(atLeast: summary.groups * 2)
    try summary.write(to: writer, syncs: counted)
  }
}
