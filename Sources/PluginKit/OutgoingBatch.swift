import EventLog
import Storage
import Values

/// The records of consecutive commits, up to the first that a plugin can't publish.
struct OutgoingBatch {
  /// Where it stands still.
  struct Fault {
    let position: Position
    let reason: String
  }

  private(set) var records: [OutgoingRecord] = []
  private(set) var fault: Fault?
  /// Of the commit that each record came from.
  private var positions: [Position] = []

  init(_ batch: RecordBatch, of plugin: Plugin, skipping skipped: Set<Position>) throws(LogFailure) {
    try batch.forEachCommit { commit in
      guard fault == nil, !skipped.contains(commit.position), let publication = plugin.publication else { return }
      do {
        let made = try publication.records(of: commit)
        records += made
        positions += made.map { _ in commit.position }
      } catch {
        fault = Fault(position: commit.position, reason: "\(error)")
      }
    }
  }

  /// What comes before the commit of a record that will never be taken.
  func upTo(record index: Int, _ reason: String) -> OutgoingBatch {
    var part = self
    let index = min(max(index, 0), positions.count - 1)
    let position = positions[index]
    let end = positions.firstIndex(of: position) ?? index
    part.records = Array(records[..<end])
    part.positions = Array(positions[..<end])
    part.fault = Fault(position: position, reason: reason)
    return part
  }
}
