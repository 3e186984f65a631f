package import EventLog
import Storage
package import Values

extension KafkaEventLog {
  package func read(
    _ slice: Slice, after point: ChainPoint, limit: BatchLimit
  ) async throws(LogFailure) -> RecordBatch {
    let followed = try await follow(slice)
    if let batch = try live(followed, after: point, limit: limit), !batch.isEmpty { return batch }
    // Nothing that is known here: the brokers may know more.
    let (head, end) = try await freshHead(of: slice)
    guard point.position <= head.position else { throw .beyondHead(point.position, head: head.position, of: slice) }
    if let batch = try live(followed, after: point, limit: limit) { return batch }
    await bulk.enter()
    defer { bulk.leave() }
    let reader = try await reader(of: slice, after: point, before: end)
    let batch = try await reader.next(through: nil, before: end, limit: limit)
    // Once it is given back it may stand elsewhere.
    if let last = batch.end { cursors.keep(await reader.nextOffset, after: last) }
    bulk.give(reader, standing: slice, after: batch.end ?? point)
    return batch
  }

  /// From memory; `nil`: the point is older than what is there. Empty at the head.
  private func live(
    _ followed: FollowedSlice, after point: ChainPoint, limit: BatchLimit
  ) throws(LogFailure) -> RecordBatch? {
    enum Found { case entries([RecordRing.Entry]), other(Digest256), older }
    let genesis = chain.genesis(of: followed.slice, in: id)
    let found = followed.withView { view -> Found in
      let known = point.position == .zero ? genesis : view.point(at: point.position)
      if let known, known.id != point.id { return .other(known.id) }
      if known == nil, view.head.position != point.position || view.head.id != point.id { return .older }
      if view.head.position == point.position { return .entries([]) }
      return view.entries(after: point.position, limit: limit).map { .entries($0) } ?? .older
    }
    switch found {
    case .older, nil: return nil
    case .other(let id): throw .diverged(at: point, found: id, of: followed.slice)
    case .entries(let entries):
      if let last = entries.last { cursors.keep(last.offset + 1, after: last.record.point) }
      return RecordBatch(slice: followed.slice, records: entries.lazy.map(\.record))
    }
  }

  package func scan(
    _ slice: Slice, after point: ChainPoint, through: Position?, limit: BatchLimit
  ) async throws(LogFailure) -> any RecordStream {
    let pass = try await scans.enter()
    let (head, end) = try await freshHead(of: slice)
    guard point.position <= head.position else { throw .beyondHead(point.position, head: head.position, of: slice) }
    let reader = try await reader(of: slice, after: point, before: end)
    return BulkStream(
      readers: bulk, reader: reader, slice: slice, after: point, through: min(through ?? head.position, head.position),
      before: end, limit: limit, pass: pass)
  }

  package func point(at position: Position, of slice: Slice) async throws(LogFailure) -> ChainPoint {
    if position == .zero { return chain.genesis(of: slice, in: id) }
    let followed = try await follow(slice)
    if let point = followed.withView({ $0.point(at: position) }) ?? nil { return point }
    let (head, end) = try await freshHead(of: slice)
    guard position <= head.position else { throw .beyondHead(position, head: head.position, of: slice) }
    if let point = followed.withView({ $0.point(at: position) }) ?? nil { return point }
    await bulk.enter()
    defer { bulk.leave() }
    let (reader, _) = try bulk.take(slice, after: head)
    let found = try await place(reader, in: slice, at: position, before: end)
    bulk.give(reader, standing: slice, after: found)
    return found
  }

  /// By the index, where the log agrees with it.
  package func point(before instant: Instant, of slice: Slice) async throws(LogFailure) -> ChainPoint {
    let genesis = chain.genesis(of: slice, in: id)
    let entry: LogIndexEntry?
    do throws(StorageFailure) {
      entry = try await index.entry(of: slice, notAfter: Instant(ms: instant.ms &- 1))
    } catch {
      throw LogFailure(index: error)
    }
    guard let entry, try await freshHead(of: slice).point.position >= entry.position else { return genesis }
    let found = try await point(at: entry.position, of: slice)
    return found.id == entry.id ? found : genesis
  }

  /// A reader that stands after the point, which must still be the record that was read (G8).
  private func reader(
    of slice: Slice, after point: ChainPoint, before end: Int64
  ) async throws(LogFailure) -> BulkReader {
    let genesis = chain.genesis(of: slice, in: id)
    if point.position == .zero, point.id != genesis.id { throw .diverged(at: point, found: genesis.id, of: slice) }
    let (reader, isThere) = try bulk.take(slice, after: point)
    if isThere { return reader }
    if let offset = cursors.offset(after: point) {
      try await reader.restart(slice, from: ReadStart(after: point, at: offset))
      return reader
    }
    let found = try await place(reader, in: slice, at: point.position, before: end)
    guard found.id == point.id else { throw .diverged(at: point, found: found.id, of: slice) }
    return reader
  }

  /// Lets the reader find a position.
  private func place(
    _ reader: BulkReader, in slice: Slice, at position: Position, before end: Int64
  ) async throws(LogFailure) -> ChainPoint {
    try await reader.restart(slice, from: try await start(of: slice, notAbove: position))
    var found = try await reader.seek(position, before: end)
    if found == nil {
      // The index is of another time: it is only a cache.
      try await reader.restart(slice, from: ReadStart(genesis: chain.genesis(of: slice, in: id)))
      found = try await reader.seek(position, before: end)
    }
    guard let found, found.position == position else {
      if let missing = await reader.missingPosition { throw .broken(at: missing, of: slice) }
      throw .beyondHead(position, head: found?.position ?? .zero, of: slice)
    }
    return found
  }
}
