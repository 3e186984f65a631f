import EventLog
import KafkaClient
import SystemThreads
import Values

/// Reads one slice at a time from any place of it, on a thread and a connection of its own, into batches whose bodies
/// are copied once.
actor BulkReader {
  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let reader: PartitionReader
  private let address: String
  private let waiting: Duration
  private var slice: Slice?
  private var fold: SliceFold
  private var askedAgainAt: Int64 = -1

  init(_ reader: PartitionReader, address: String, waiting: Duration) {
    self.reader = reader
    self.address = address
    self.waiting = waiting
    fold = SliceFold(from: ReadStart(genesis: ChainPoint(position: .zero, id: .zero, epoch: .zero)))
  }

  nonisolated func stop() async { await executor.stop() }

  /// Begins at another place.
  func restart(_ slice: Slice, from start: ReadStart) throws(LogFailure) {
    do throws(KafkaError) {
      if let former = self.slice { try reader.stop(Int32(former.number)) }
      self.slice = nil
      fold = SliceFold(from: start)
      askedAgainAt = -1
      try reader.start(Int32(slice.number), at: start.offset)
      self.slice = slice
    } catch {
      throw LogFailure(kafka: error, at: address)
    }
  }

  /// Reads on through the record at `position`, or as far as `end`.
  /// - Returns: the last accepted record; `nil`: the record at the start is not the one that should be there.
  func seek(_ position: Position, before end: Int64) throws(LogFailure) -> ChainPoint? {
    while fold.point.position < position || fold.checksStart {
      switch try take(before: end, { _, _ in }) {
      case .end: return fold.point
      case .wrongStart: return nil
      case .record: break
      }
    }
    return fold.point
  }

  /// The accepted records that follow, through the limit, the position or the end of what there is.
  func next(through: Position?, before end: Int64, limit: BatchLimit) throws(LogFailure) -> RecordBatch {
    guard let slice else { throw LogFailure(.unavailable, "a reader that stands nowhere") }
    let left = Int(max(0, min(end - fold.nextOffset, Int64(limit.records))))
    var batch = RecordBatch(slice: slice, reservingRecords: left, bytes: min(left * Self.bodyBytes, limit.bytes))
    while batch.isEmpty || !batch.isFull(limit) {
      if let through, fold.point.position >= through { break }
      let taken = try take(before: end) { key, body in
        batch.append(position: key.position, epoch: key.epoch, id: key.id, prev: key.prev, body: body)
      }
      guard taken == .record else { break }
    }
    if batch.isEmpty, let missing = fold.missingPosition { throw .broken(at: missing, of: slice) }
    return batch
  }

  /// Of the record that it reads next.
  var nextOffset: Int64 { fold.nextOffset }

  /// What is missing at the place where it stands, if anything.
  var missingPosition: Position? { fold.missingPosition }

  /// The client asks for nothing while its queue is full, and does not notice by itself that it is empty again.
  private func rouse() {
    if let slice { reader.rouse(Int32(slice.number), waitMs: Self.rouseMs) }
  }

  /// What is under way is there by then.
  private static let promptMs: Int32 = 3
  private static let rouseMs: Int32 = 100
  /// Of a commit, about: what a batch has room for from the start.
  private static let bodyBytes = 256

  private enum Step { case record, end, wrongStart }

  private func take(
    before end: Int64, _ accepted: (RecordKey, UnsafeRawBufferPointer) -> Void
  ) throws(LogFailure) -> Step {
    guard fold.nextOffset < end else { return .end }
    let fetched = try fetch()
    if fetched.isEnd { return try takeEnd(at: fetched.offset) }
    let body = fetched.value
    let key = body == nil ? nil : RecordKey(fetched.key)
    var taken = fold.take(key, at: fetched.offset)
    if taken == .ahead {
      if try asksAgain() { return .record }
      fold.pass(to: fetched.offset)
      taken = fold.take(key, at: fetched.offset)
    }
    if taken == .wrongStart { return .wrongStart }
    if taken == .accepted, let key, let body { accepted(key, body) }
    return .record
  }

  private func takeEnd(at offset: Int64) throws(LogFailure) -> Step {
    if try asksAgain() { return .record }
    return fold.takeEnd(at: offset) == .wrongStart ? .wrongStart : .record
  }

  /// Asks for what is missing before a record or the end, once. `false`: it was asked for before.
  private func asksAgain() throws(LogFailure) -> Bool {
    guard askedAgainAt != fold.nextOffset, let slice else { return false }
    askedAgainAt = fold.nextOffset
    try fetchAgain(slice)
    return true
  }

  /// A broker does not have what comes next: it is fetched again until it is sure that nobody has it.
  private func outside(since began: ContinuousClock.Instant) throws(LogFailure) {
    guard let slice else { return }
    switch (try? OutsideOfLog.verdict(on: fold.nextOffset, of: slice, asking: reader)) ?? nil {
    case .below(let start)?: throw OutsideOfLog.below(start: start, wanting: fold.nextPosition, of: slice, at: address)
    case .beyond? where ContinuousClock.now > began + OutsideOfLog.doubt:
      throw OutsideOfLog.beyond(after: fold.point.position, of: slice, at: address)
    case .beyond?, .inside?, nil: try fetchAgain(slice)
    }
  }

  private func fetchAgain(_ slice: Slice) throws(LogFailure) {
    do throws(KafkaError) {
      try reader.stop(Int32(slice.number))
      try reader.start(Int32(slice.number), at: fold.nextOffset)
    } catch {
      throw LogFailure(kafka: error, at: address)
    }
  }

  private func fetch() throws(LogFailure) -> Fetched {
    // What is there costs no look at the clock.
    var began: ContinuousClock.Instant?
    var last: KafkaError?
    repeat {
      guard let fetched = reader.next(waitMs: began == nil ? Self.promptMs : 100) else {
        if began == nil { rouse() }
        began = began ?? .now
        continue
      }
      // An end that says nothing new is as nothing.
      if fetched.isEnd, fetched.offset <= fold.nextOffset {
        began = began ?? .now
        continue
      }
      guard let error = fetched.error, !fetched.isEnd else { return fetched }
      let since = began ?? .now
      began = since
      if error.kind == .offsetOutOfRange { try outside(since: since) }
      last = error
    } while began.map { .now < $0 + waiting } ?? true
    if let last { throw LogFailure(kafka: last, at: address) }
    throw LogFailure(.unavailable, "the log at \(address) gave no records in \(waiting)")
  }
}
