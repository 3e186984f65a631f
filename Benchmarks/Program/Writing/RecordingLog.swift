import EventLog
import Synchronization
import TrunklineTesting
import Values

/// A log that keeps what was appended through it, group by group and when it was durable: for the bare loop to write
/// again, and for who asks how long something took.
final class RecordingLog: LogDecorator {
  struct Group: Sendable {
    let records: [Record]
    let askedAt: ContinuousClock.Instant
    /// When the server had answered.
    let durableAt: ContinuousClock.Instant
  }

  let inner: any EventLog
  private let groups = Mutex<[Group]>([])

  init(_ log: any EventLog) { inner = log }

  /// What was appended since the last call.
  func take() -> [Group] {
    groups.withLock { groups in
      defer { groups = [] }
      return groups
    }
  }

  func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    let start = ContinuousClock.now
    let outcome = await inner.append(records, to: slice)
    let group = Group(records: records, askedAt: start, durableAt: .now)
    groups.withLock { $0.append(group) }
    return outcome
  }
}

extension [RecordingLog.Group] {
  var records: [Record] { flatMap(\.records) }
  var commits: Int { reduce(0) { $0 + $1.records.count } }
  /// What each append took.
  var appends: Latencies { Latencies(map { ($0.durableAt - $0.askedAt).ms }) }
  var commitsMean: Double { Double(commits) / Double(Swift.max(1, count)) }
}
