import EventLog
import EventViews
import Storage
import Values

/// What this process knows of a slice that it follows: the fold through the newest record, and the newest records.
struct SliceView {
  /// So many commits lie between two entries of the index at most: what a reader reads in vain to find its place.
  static let indexEvery: UInt64 = 10_000

  let slice: Slice
  private(set) var fold: SliceFold
  private var ring = RecordRing()
  /// When the last of all things happened through the newest record.
  private var latest: Instant
  /// For the index, not given to it yet.
  private var indexEntries: [LogIndexEntry] = []

  init(slice: Slice, from start: ReadStart) {
    self.slice = slice
    fold = SliceFold(from: start)
    latest = start.latest
  }

  var head: ChainPoint { fold.point }

  mutating func take(_ key: RecordKey?, body: UnsafeRawBufferPointer?, at offset: Int64) -> SliceFold.Taken {
    let taken = fold.take(key, at: offset)
    guard taken == .accepted, let key, let body else { return taken }
    keep(
      Record(position: key.position, epoch: key.epoch, id: key.id, prev: key.prev, body: Array(body)),
      isOwnershipMarker: key.isOwnershipMarker, at: offset)
    return taken
  }

  /// The same for a record of our own, which came from no broker.
  mutating func take(_ record: Record, isOwnershipMarker: Bool, at offset: Int64) -> SliceFold.Taken {
    let taken = fold.take(RecordKey(record, isOwnershipMarker: isOwnershipMarker), at: offset)
    if taken == .accepted { keep(record, isOwnershipMarker: isOwnershipMarker, at: offset) }
    return taken
  }

  mutating func takeEnd(at offset: Int64) -> SliceFold.Taken { fold.takeEnd(at: offset) }

  mutating func pass(to offset: Int64) { fold.pass(to: offset) }

  /// `nil`: it is older than what is kept.
  func point(at position: Position) -> ChainPoint? { ring.entry(at: position)?.record.point }

  /// Of the record that comes after the position, or will come; `nil`: it is older than what is kept.
  func offset(after position: Position) -> Int64? {
    position == head.position ? fold.nextOffset : ring.entry(at: position.next)?.offset
  }

  func entries(after position: Position, limit: BatchLimit) -> [RecordRing.Entry]? {
    ring.entries(after: position, limit: limit)
  }

  mutating func takeIndexEntries() -> [LogIndexEntry] {
    defer { indexEntries = [] }
    return indexEntries
  }

  private mutating func keep(_ record: Record, isOwnershipMarker: Bool, at offset: Int64) {
    ring.append(record, at: offset)
    latest = max(latest, record.body.withUnsafeBytes { CommitTimes.latest(of: $0) })
    guard isOwnershipMarker || record.position.number % Self.indexEvery == 0 else { return }
    indexEntries.append(
      LogIndexEntry(
        slice: slice, position: record.position, offset: offset, id: record.id, epoch: record.epoch, latest: latest))
  }
}
