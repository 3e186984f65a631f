package import EventLog
import Events
import Values
import WireRuntime

extension KafkaEventLog {
  /// Takes in records of another copy of this log as they are: positions, ids and the chain stay. What is here already
  /// is passed over, so a copy that broke off goes on.
  ///
  /// Nobody else may write the slice meanwhile, here or there.
  package func copy(_ batch: RecordBatch) async throws(LogFailure) {
    let slice = batch.slice
    let records = (0..<batch.count).map { batch.record(at: $0) }
    for record in records { try check(record, of: slice) }
    let (head, _) = try await freshHead(of: slice)
    try await check(records, knownThrough: head, of: slice)
    let missing = records.filter { $0.position > head.position }
    guard let first = missing.first else { return }
    guard first.prev == head.id else {
      throw .diverged(
        at: ChainPoint(position: head.position, id: first.prev, epoch: head.epoch), found: head.id, of: slice)
    }
    switch try await attempt(missing, markers: try markers(in: missing, of: slice), in: slice) {
    case .accepted: break
    case .unknown(let reason): throw LogFailure(.unavailable, "slice \(slice) was not copied whole: \(reason)")
    case .stale, .fenced:
      throw LogFailure(.stale(head: head), "slice \(slice) is written by somebody else while it is copied")
    }
  }

  /// The id says what the body was when it was written.
  private func check(_ record: Record, of slice: Slice) throws(LogFailure) {
    guard record.body.withUnsafeBytes({ chain.id(prev: record.prev, body: $0) }) == record.id else {
      throw .broken(
        at: record.position, of: slice,
        "is not what was written, by its hash: it was altered where it is copied from. `trunkline verify` says more")
    }
  }

  /// What is here must be what is copied: the last record of both is the same.
  private func check(_ records: [Record], knownThrough head: ChainPoint, of slice: Slice) async throws(LogFailure) {
    guard let last = records.last(where: { $0.position <= head.position }) else { return }
    let found = try await point(at: last.position, of: slice)
    guard found.id == last.id else { throw .diverged(at: last.point, found: found.id, of: slice) }
  }

  private func markers(in records: [Record], of slice: Slice) throws(LogFailure) -> Set<Position> {
    var markers: Set<Position> = []
    for record in records {
      do {
        let commit = try record.body.withUnsafeBytes { try Commit(wire: $0.bytes) }
        if case .slice(.ownershipTaken)? = commit.events.first?.body { markers.insert(record.position) }
      } catch {
        throw .undecodable(at: record.position, of: slice, error)
      }
    }
    return markers
  }
}
