import CommandLineKit
import EventLog
import Values

/// What the rounds with one number of clients add up to.
struct AppendSummary {
  let clients: Int
  private(set) var groups = 0
  private var rates: [Double] = []
  private var bareRates: [Double] = []
  private var latencies: [Double] = []
  private var commits = 0
  private var bodyBytes = 0

  init(clients: Int) { self.clients = clients }

  mutating func add(_ latencies: [Double], span: Duration, bareSpan: Duration, records: [Record], groups: Int) {
    self.latencies += latencies
    self.groups += groups
    commits += records.count
    bodyBytes += records.reduce(0) { $0 + $1.body.count }
    rates.append(Double(records.count) / span.seconds)
    bareRates.append(Double(records.count) / bareSpan.seconds)
  }

  func write(to writer: FigureWriter, syncs: Int) throws {
    let name = "append.\(clients)"
    let ratios = zip(rates, bareRates).map { $0 / $1 }
    try writer.write(
      Figure(
        name: "\(name).commits", value: rates.median, unit: "commits/s",
        baseline: .init(name: "bare libpq loop", value: bareRates.median), ratio: ratios.median))
    let sorted = latencies.sorted()
    let middle = sorted.percentileOfSorted(0.5)
    let late = sorted.percentileOfSorted(0.99)
    try writer.write(Figure(name: "\(name).ack.p50", value: middle, unit: "ms"))
    try writer.write(
      Figure(
        name: "\(name).ack.p99", value: late, unit: "ms", baseline: .init(name: "p50", value: middle),
        ratio: late / middle))
    try writer.write(
      Figure(name: "\(name).group.mean", value: Double(commits) / Double(max(1, groups)), unit: "commits"))
    try writer.write(
      Figure(name: "\(name).body.mean", value: Double(bodyBytes) / Double(max(1, commits)), unit: "bytes"))
    try writer.write(
      Figure(
        name: "\(name).log.syncs", value: Double(syncs), unit: "syncs",
        baseline: .init(name: "groups, ours and the bare loop's", value: Double(groups * 2)),
        ratio: Double(syncs) / Double(max(1, groups * 2))))
  }
}
