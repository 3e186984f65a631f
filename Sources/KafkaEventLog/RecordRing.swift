import EventLog
import Values

/// The newest accepted records of a slice, dense and bounded by bytes: what readers at the head are served from.
struct RecordRing {
  struct Entry {
    let record: Record
    let offset: Int64
  }

  /// Of one slice: a few seconds of a busy centre, and 64 of them still fit a small machine.
  static let bytesMax = 2 << 20

  private var entries: [Entry] = []
  /// Those before it were evicted.
  private var start = 0
  private var bytes = 0
  private var evictedBytes = 0
  private let bytesMax: Int

  init(bytesMax: Int = Self.bytesMax) { self.bytesMax = bytesMax }

  var first: Position? { start < entries.count ? entries[start].record.position : nil }

  mutating func append(_ record: Record, at offset: Int64) {
    entries.append(Entry(record: record, offset: offset))
    bytes += record.body.count
    while bytes > bytesMax, start < entries.count - 1 {
      let evicted = entries[start].record.body.count
      bytes -= evicted
      evictedBytes += evicted
      start += 1
    }
    // The evicted ones are freed now and then, so that a record is moved seldom.
    if evictedBytes > bytesMax || (start > 1_024 && start > entries.count / 2) {
      entries.removeFirst(start)
      start = 0
      evictedBytes = 0
    }
  }

  /// `nil`: it is not in the ring.
  func entry(at position: Position) -> Entry? {
    index(of: position).map { entries[$0] }
  }

  /// Those after `position` through the limit; `nil`: the ring does not reach so far back.
  func entries(after position: Position, limit: BatchLimit) -> ArraySlice<Entry>? {
    guard let first, position.next >= first else { return nil }
    let begin = start + Int(min(position.next.number - first.number, UInt64(entries.count - start)))
    var end = begin
    var bytes = 0
    while end < entries.count, end == begin || (end - begin < limit.records && bytes < limit.bytes) {
      bytes += entries[end].record.body.count
      end += 1
    }
    return entries[begin..<end]
  }

  private func index(of position: Position) -> Int? {
    guard let first, position >= first else { return nil }
    // A position from outside may be any number.
    let distance = position.number - first.number
    return distance < UInt64(entries.count - start) ? start + Int(distance) : nil
  }
}
