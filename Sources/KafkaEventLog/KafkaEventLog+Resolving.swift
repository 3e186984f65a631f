package import EventLog
import Events
package import Values
import WireRuntime

extension KafkaEventLog {
  /// The barrier of this driver: a new epoch, behind which nothing that may still land is accepted. Where nothing can
  /// land any more the log says what became of the records, and those that it does not have are sent again.
  package func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    guard let last = records.last else { return .accepted }
    guard tenures[slice].isUnsettled else {
      let outcome = try await settled(records, in: slice)
      if case .unknown(let reason) = outcome { throw LogFailure(.unavailable, reason) }
      return outcome
    }
    try await raiseBarrier(above: last, in: slice)
    return try await verdict(on: records, in: slice, orAppend: false)
  }

  /// Returns when an epoch above the record's is current.
  private func raiseBarrier(above last: Record, in slice: Slice) async throws(LogFailure) {
    while true {
      let (head, _) = try await freshHead(of: slice)
      if head.epoch > last.epoch { break }
      let marker = try barrierMarker(above: last, in: slice)
      // Known before it can be seen: to this process's writer it is no foreign owner.
      tenures.change(slice) { $0.barrier = head.epoch.next }
      var sealer = Sealer(log: id, slice: slice, chain: chain, after: head)
      let record = try sealer.sealOwnership(marker, epoch: head.epoch.next)
      let outcome = try await attempt([record], markers: [record.position], in: slice)
      if case .unknown(let reason) = outcome {
        throw LogFailure(.unavailable, "the fate of the last append to slice \(slice) is not known: \(reason)")
      }
      if outcome != .accepted { tenures.change(slice) { $0.barrier = nil } }
    }
    tenures.change(slice) { $0.isUnsettled = false }
  }

  /// Says who raises it, at the time of the last commit that may be in the log.
  private func barrierMarker(above last: Record, in slice: Slice) throws(LogFailure) -> OwnershipMarker {
    let commit: Commit
    do {
      commit = try last.body.withUnsafeBytes { try Commit(wire: $0.bytes) }
    } catch {
      throw .undecodable(at: last.position, of: slice, error)
    }
    return OwnershipMarker(
      owner: tenures[slice].marker?.owner ?? "barrier",
      commandID: CommandID(ID128(high: last.id.word0, low: last.id.word1)), at: commit.at,
      recordedAt: commit.recordedAt)
  }
}
