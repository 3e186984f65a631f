import CommandLineKit
import EventLog
import Values

/// What the rounds of some clients that wait add up to.
struct WriterSummary {
  /// As `append.32`.
  let name: String
  /// What a client submits: `commits`, `commands`.
  let what: String
  /// Named in the figures.
  let bareLoop: String
  private(set) var groups = 0
  private var rates: [Double] = []
  private var bareRates: [Double] = []
  private var latencies: [Double] = []
  private var bareLatencies: [Double] = []
  private(set) var commits = 0
  private var bodyBytes = 0

  init(_ name: String, of what: String, on server: BenchmarkServer) {
    self.name = name
    self.what = what
    bareLoop = server.topic == nil ? "bare libpq loop" : "bare librdkafka loop"
  }

  /// What the server must have, of ours and of the bare loop's.
  var claim: LogProof.Claim { LogProof.Claim(groups: groups * 2, commits: commits * 2) }

  mutating func add(
    _ latencies: [Double], span: Duration, _ written: [RecordingLog.Group], bare: BareLoops.Appended
  ) {
    self.latencies += latencies
    bareLatencies += bare.groupMs
    groups += written.count
    commits += written.commits
    bodyBytes += written.records.reduce(0) { $0 + $1.body.count }
    rates.append(Double(latencies.count) / span.seconds)
    bareRates.append(Double(written.commits) / bare.span.seconds)
  }

  func write(to writer: FigureWriter) throws {
    let ratios = zip(rates, bareRates).map { $0 / $1 }
    try writer.write(
      Figure(
        name: "\(name).\(what)", value: rates.median, unit: "\(what)/s",
        baseline: .init(name: bareLoop, value: bareRates.median), ratio: ratios.median))
    try Latencies(latencies).write("\(name).ack", to: writer)
    try Latencies(bareLatencies).write("\(name).bare.group", to: writer)
    try writer.write(
      Figure(name: "\(name).group.mean", value: Double(commits) / Double(max(1, groups)), unit: "commits"))
    try writer.write(
      Figure(name: "\(name).body.mean", value: Double(bodyBytes) / Double(max(1, commits)), unit: "bytes"))
  }
}
