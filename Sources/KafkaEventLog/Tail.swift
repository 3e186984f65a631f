import EventLog
import KafkaClient
import Storage
import Synchronization
import SystemThreads
import Values

/// Reads the newest records of every slice that this process follows, on a thread of its own, and wakes who waits.
final class Tail: Sendable {
  /// How often it looks whether it should stop and whether somebody waited for too long.
  private static let lookMs: Int32 = 100

  let slices: [FollowedSlice] = Slice.all.map { FollowedSlice($0) }
  let reader: PartitionReader
  let signal: AppendSignal
  let address: String
  private let isStopped = Atomic(false)
  private let awaited: Awaited
  private let genesis: @Sendable (Slice) -> ChainPoint
  /// Where records were missing that may have been there.
  private let askedAgain = Mutex<[Slice: Int64]>([:])
  let doubts: Mutex<Doubts>
  private let indexed: @Sendable ([LogIndexEntry]) -> Void

  /// - Parameter indexed: given what the log's index should know.
  init(
    _ reader: PartitionReader, address: String, doubts: Doubts, genesis: @escaping @Sendable (Slice) -> ChainPoint,
    indexed: @escaping @Sendable ([LogIndexEntry]) -> Void
  ) {
    self.reader = reader
    self.doubts = Mutex(doubts)
    let awaited = Awaited()
    self.awaited = awaited
    signal = AppendSignal { _, slice in awaited.by.withLock { $0 }?(slice) }
    self.address = address
    self.genesis = genesis
    self.indexed = indexed
  }

  /// Calls `follow` whenever somebody waits for a slice to grow.
  func followWhenAwaited(_ follow: @escaping @Sendable (Slice) -> Void) { awaited.by.withLock { $0 = follow } }

  private final class Awaited: Sendable {
    let by = Mutex<(@Sendable (Slice) -> Void)?>(nil)
  }

  /// - Returns: `false` when there is no thread to be had.
  func run() -> Bool {
    SystemThread.detach { [self] in while !isStopped.load(ordering: .relaxed) { turn() } }
  }

  /// Ends the thread soon; its client ends with it.
  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// How its client is.
  var figures: ClientFigures? { reader.figures }

  var hasStopped: Bool { isStopped.load(ordering: .relaxed) }

  subscript(_ slice: Slice) -> FollowedSlice { slices[Int(slice.number)] }

  /// Begins to read a slice that is not read yet.
  func start(_ slice: Slice, from start: ReadStart) throws(LogFailure) {
    self[slice].place(at: start)
    do throws(KafkaError) {
      try reader.start(Int32(slice.number), at: start.offset)
    } catch {
      throw LogFailure(kafka: error, at: address)
    }
  }

  private func turn() {
    var touched: UInt64 = 0
    var count = 0
    var waitMs = Self.lookMs
    // What is there is taken in one go, and then told.
    while count < 10_000, let fetched = reader.next(waitMs: waitMs) {
      if let slice = Slice(UInt32(truncatingIfNeeded: fetched.partition)) {
        take(fetched, of: self[slice])
        touched |= 1 << UInt64(slice.number)
      }
      waitMs = 0
      count += 1
    }
    reader.takeNews()
    let now = ContinuousClock.now
    lookAtDoubts(at: now)
    for each in slices {
      if touched & (1 << UInt64(each.slice.number)) != 0 { tell(each) }
      each.refuseLateWaiters(at: now) {
        LogFailure(.unavailable, "the log at \(address) gave no records of slice \(each.slice) in time")
      }
    }
  }

  /// What is new of a slice is told to who waits for it, and to the index.
  func tell(_ each: FollowedSlice) {
    guard let (head, entries) = each.withView({ ($0.head, $0.takeIndexEntries()) }) else { return }
    if !entries.isEmpty { indexed(entries) }
    each.settle()
    if head.position > .zero { signal.advanced(each.slice, to: head.position) }
  }

  private func take(_ fetched: Fetched, of each: FollowedSlice) {
    let offset = fetched.offset
    if fetched.isEnd { return takeEnd(at: offset, of: each) }
    if let error = fetched.error { return refuse(error, of: each) }
    let body = fetched.value
    let key = body == nil ? nil : RecordKey(fetched.key)
    switch each.withView({ $0.take(key, body: body, at: offset) }) {
    case .accepted, .skipped, .known, nil: break
    case .ahead:
      if restarts(each) { return }
      // It is not there: retention or a compaction took what is between. The chain says whether it matters.
      _ = each.withView { view in
        view.pass(to: offset)
        return view.take(key, body: body, at: offset)
      }
    case .wrongStart: restart(each, from: ReadStart(genesis: genesis(each.slice)))
    }
  }

  /// Who waits for what stands before the end has it all, though the last offsets may be no record's.
  private func takeEnd(at offset: Int64, of each: FollowedSlice) {
    guard let next = each.withView({ $0.fold.nextOffset }), next < offset, !restarts(each) else { return }
    if each.withView({ $0.takeEnd(at: offset) }) == .wrongStart {
      restart(each, from: ReadStart(genesis: genesis(each.slice)))
    }
  }

  /// Asks for what is missing before a record or the end, once. `false`: it was asked for before.
  private func restarts(_ each: FollowedSlice) -> Bool {
    guard let next = each.withView({ $0.fold.nextOffset }) else { return false }
    let isNew = askedAgain.withLock { $0.updateValue(next, forKey: each.slice) != next }
    if isNew { fetchAgain(each, at: next) }
    return isNew
  }

  /// The index is of another time: it is only a cache.
  private func restart(_ each: FollowedSlice, from start: ReadStart) {
    each.place(at: start)
    fetchAgain(each, at: start.offset)
  }

  /// For the thread that reads.
  func fetchAgain(_ each: FollowedSlice, at offset: Int64) {
    // One that is not fetched, since that failed before, can't be stopped.
    try? reader.stop(Int32(each.slice.number))
    do throws(KafkaError) {
      try reader.start(Int32(each.slice.number), at: offset)
    } catch {
      failForNow(each, LogFailure(kafka: error, at: address))
    }
  }

  /// Nothing more will come. Who waits for news reads again, and hears why.
  func fail(_ each: FollowedSlice, _ failure: LogFailure) {
    each.fail(failure, mayPass: false)
    signal.wake(each.slice)
  }

  private func refuse(_ error: KafkaError, of each: FollowedSlice) {
    switch error.kind {
    case .offsetOutOfRange: doubts.withLock { $0.begin(each.slice, at: .now) }
    case .endOfPartition, .unknownTopic, .topicExists, .unreachable, .leaderMoves, .fatal, .misconfigured, .queueFull,
      .tooLarge,
      .unsupported, .other:
      each.refuseWaiters(LogFailure(kafka: error, at: address))
    }
  }
}
