import Synchronization
public import Values

/// The log in memory: for tests, simulation and what-if studies. Durable for as long as the process lives.
public final class MemoryEventLog: EventLog {
  public let id: LogID
  public let chain: Chain
  public let signal = AppendSignal()
  private let slices = Mutex<[Slice: [Record]]>([:])

  public init(id: LogID, chain: Chain) {
    self.id = id
    self.chain = chain
  }

  /// A copy as of now, with the same identity, of which some slices hold only the records through a position.
  package func copy(through last: (Slice) -> Position?) -> MemoryEventLog {
    let copy = MemoryEventLog(id: id, chain: chain)
    let kept = slices.withLock { slices in
      slices.reduce(into: [Slice: [Record]]()) { kept, each in
        kept[each.key] = last(each.key).map { Array(each.value.prefix(Int($0.number))) } ?? each.value
      }
    }
    copy.slices.withLock { $0 = kept }
    return copy
  }

  public func head(of slice: Slice) async throws(LogFailure) -> ChainPoint { currentHead(of: slice) }

  private func currentHead(of slice: Slice) -> ChainPoint {
    slices.withLock { $0[slice]?.last?.point } ?? chain.genesis(of: slice, in: id)
  }

  public func acquire(_ slice: Slice, marker: OwnershipMarker) async throws(LogFailure) -> ChainPoint {
    try acquireNow(slice, marker: marker)
  }

  /// `acquire` for who can't wait, as a run in virtual time.
  package func acquireNow(_ slice: Slice, marker: OwnershipMarker) throws(LogFailure) -> ChainPoint {
    while true {
      let head = currentHead(of: slice)
      var sealer = Sealer(log: id, slice: slice, chain: chain, after: head)
      let record = try sealer.sealOwnership(marker, epoch: head.epoch.next)
      if appendNow([record], to: slice, takesOwnership: true) == .accepted {
        signal.advanced(slice, to: record.position)
        return record.point
      }
    }
  }

  public func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    appendNow(records, to: slice)
  }

  /// `append` for who can't wait, as a run in virtual time.
  package func appendNow(_ records: [Record], to slice: Slice) -> AppendOutcome {
    appendNow(records, to: slice, takesOwnership: false)
  }

  private func appendNow(_ records: [Record], to slice: Slice, takesOwnership: Bool) -> AppendOutcome {
    let genesis = chain.genesis(of: slice, in: id)
    return slices.withLock { slices in
      let head = slices[slice]?.last?.point ?? genesis
      guard let first = records.first, let last = records.last else { return .accepted }
      // By the chain, whoever has the last one has them all. (No copy of the records is held while they grow.)
      if last.position <= head.position, slices[slice]?[Int(last.position.number) - 1].id == last.id {
        return .accepted
      }
      // A slice begins with a marker: nobody writes it before somebody took it.
      if !takesOwnership, head.epoch == .zero { return .stale(head: head) }
      if !takesOwnership, first.epoch != head.epoch {
        return first.epoch < head.epoch ? .fenced(by: head.epoch) : .stale(head: head)
      }
      guard first.prev == head.id, first.position == head.position.next else { return .stale(head: head) }
      slices[slice, default: []].append(contentsOf: records)
      return .accepted
    }
  }

  /// The same records again: here an append is over when it has returned.
  public func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    appendNow(records, to: slice, takesOwnership: false)
  }

  public func read(
    _ slice: Slice, after point: ChainPoint, limit: BatchLimit
  ) async throws(LogFailure) -> RecordBatch {
    let all = slices.withLock { $0[slice] ?? [] }
    try check(point, of: slice, against: all)
    var batch = RecordBatch(slice: slice)
    for record in all[Int(point.position.number)...] {
      if !batch.isEmpty, batch.count >= limit.records || batch.byteCount >= limit.bytes { break }
      record.body.withUnsafeBytes {
        batch.append(
          position: record.position, epoch: record.epoch, id: record.id, prev: record.prev, body: $0)
      }
    }
    return batch
  }

  private func check(_ point: ChainPoint, of slice: Slice, against all: [Record]) throws(LogFailure) {
    let number = point.position.number
    guard number <= UInt64(all.count) else {
      throw .beyondHead(point.position, head: Position(UInt64(all.count)), of: slice)
    }
    let id = number == 0 ? chain.genesis(of: slice, in: self.id).id : all[Int(number) - 1].id
    guard id == point.id else { throw .diverged(at: point, found: id, of: slice) }
  }

  public func scan(
    _ slice: Slice, after point: ChainPoint, through: Position?, limit: BatchLimit
  ) async throws(LogFailure) -> any RecordStream {
    let all = slices.withLock { $0[slice] ?? [] }
    try check(point, of: slice, against: all)
    let head = Position(UInt64(all.count))
    return ReadingStream(log: self, slice: slice, after: point, through: min(through ?? head, head), limit: limit)
  }

  public func point(at position: Position, of slice: Slice) async throws(LogFailure) -> ChainPoint {
    if position == .zero { return chain.genesis(of: slice, in: id) }
    let all = slices.withLock { $0[slice] ?? [] }
    guard position.number <= UInt64(all.count) else {
      throw .beyondHead(position, head: Position(UInt64(all.count)), of: slice)
    }
    return all[Int(position.number) - 1].point
  }

  public func occupiedSlices() async throws(LogFailure) -> [Slice] {
    slices.withLock { Set($0.keys) }.sorted()
  }
}
