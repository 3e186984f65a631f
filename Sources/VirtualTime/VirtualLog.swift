import EventLog
import Events
import Values

/// Seals the commits of a run and puts them into a log in memory, or only counts them: the chain is the same.
struct VirtualLog: ~Copyable {
  private var sealer: Sealer
  private let slice: Slice
  private let log: MemoryEventLog
  private let keepsRecords: Bool
  private var pending: [Record] = []
  private(set) var bytes: UInt64 = 0

  /// So many records are appended together.
  private static let groupMax = 256

  init(_ log: MemoryEventLog, slice: Slice, at now: Instant, keepsRecords: Bool) throws(LogFailure) {
    self.log = log
    self.slice = slice
    self.keepsRecords = keepsRecords
    let marker = OwnershipMarker(
      owner: "simulation", commandID: CommandID(ID128(high: 1, low: 1)), at: now, recordedAt: now)
    sealer = Sealer(log: log.id, slice: slice, chain: log.chain, after: try log.acquireNow(slice, marker: marker))
  }

  var point: ChainPoint { sealer.point }

  mutating func append(_ draft: CommitDraft) throws(LogFailure) -> Commit {
    let (commit, record) = try sealer.sealWithCommit(draft)
    bytes += UInt64(record.body.count)
    guard keepsRecords else { return commit }
    pending.append(record)
    if pending.count >= Self.groupMax { try flush() }
    return commit
  }

  mutating func flush() throws(LogFailure) {
    guard !pending.isEmpty else { return }
    let outcome = log.appendNow(pending, to: slice)
    precondition(outcome == .accepted, "nobody else writes the log of a run")
    pending.removeAll(keepingCapacity: true)
  }
}
