package import EventLog
import KafkaClient
import Storage
package import Values

/// The log in a Kafka topic: one partition for each slice, one record for each commit.
///
/// Records are written by an idempotent producer and are accepted by the chain rule alone; the place of a record in its
/// partition (its offset) is kept from everybody else. Slices that somebody writes or waits for are followed by one
/// consumer, which keeps the newest records in memory; older ones are read by consumers of their own (G9).
package final class KafkaEventLog: EventLog {
  package let id: LogID
  package let chain: Chain
  package var signal: AppendSignal { tail.signal }
  let settings: KafkaSettings
  let index: any LogIndex
  let tail: Tail
  let offsets: EndOffsets
  let bulk: BulkReaders
  let scans = ScanGate()
  let sender: RecordSender
  let tenures = Tenures()
  let cursors = Cursors()

  init(
    id: LogID, chain: Chain, settings: KafkaSettings, index: any LogIndex, offsets: EndOffsets, tail: Tail
  ) {
    self.id = id
    self.chain = chain
    self.settings = settings
    self.index = index
    self.offsets = offsets
    self.tail = tail
    bulk = BulkReaders { () throws(LogFailure) in
      BulkReader(try settings.reader(settings.bulk), address: settings.brokers, waiting: settings.waiting)
    }
    sender = RecordSender { () throws(KafkaError) in
      try RecordProducer(settings.writing, topic: settings.topic, sockets: settings.sockets)
    }
  }

  deinit { tail.stop() }

  /// What is under way is given up; readers that wait are told that the log can't be reached.
  package func close() async {
    sender.close()
    tail.stop()
    for each in tail.slices { each.fail(LogFailure(.unavailable, "the log is closed")) }
    await bulk.close()
    await offsets.stop()
  }

  package func head(of slice: Slice) async throws(LogFailure) -> ChainPoint {
    try await freshHead(of: slice).point
  }

  package func occupiedSlices() async throws(LogFailure) -> [Slice] {
    zip(Slice.all, try await offsets.ends()).filter { $0.1 > 0 }.map { $0.0 }
  }

  /// The head as the brokers knew it after this call began, and where the next record goes if nobody else writes.
  func freshHead(of slice: Slice) async throws(LogFailure) -> (point: ChainPoint, end: Int64) {
    let followed = try await follow(slice)
    let end = try await end(of: followed)
    let point = try await followed.head(through: end, waiting: settings.waiting)
    // The fold may have gone on meanwhile: the head's record stands below where it is now, perhaps not below the end.
    return (point, max(end, followed.withView({ $0.fold.nextOffset }) ?? end))
  }

  /// Who led the slice before, and has not heard that it does no more, knows less than was read: it is asked again. So
  /// is one whose topic was made anew, until the slice fails by that.
  private func end(of followed: FollowedSlice) async throws(LogFailure) -> Int64 {
    let known = followed.withView { $0.fold.nextOffset } ?? 0
    let deadline = ContinuousClock.now + settings.waiting
    while true {
      let end = try await offsets.end(of: followed.slice)
      if end >= known { return end }
      if let failure = followed.failure { throw failure }
      guard ContinuousClock.now < deadline else {
        throw LogFailure(
          .unavailable, "the log at \(settings.brokers) ends before what was read of slice \(followed.slice)")
      }
      // The pause before it is asked again.
      try? await Task.sleep(for: .milliseconds(100))
    }
  }

  /// The slice, followed from now on.
  @discardableResult func follow(_ slice: Slice) async throws(LogFailure) -> FollowedSlice {
    let followed = tail[slice]
    try await followed.follow { (each) throws(LogFailure) in
      try tail.start(slice, from: try await start(of: slice, notAbove: Position(.max)))
    }
    return followed
  }

  /// Where to begin to read in order to find a position.
  func start(of slice: Slice, notAbove position: Position) async throws(LogFailure) -> ReadStart {
    let genesis = ReadStart(genesis: chain.genesis(of: slice, in: id))
    if position == .zero { return genesis }
    let entry: LogIndexEntry?
    do throws(StorageFailure) {
      entry = try await index.entry(of: slice, notAbove: position)
    } catch {
      throw LogFailure(index: error)
    }
    guard let entry, try await offsets.end(of: slice) > entry.offset else { return genesis }
    return ReadStart(entry)
  }
}
