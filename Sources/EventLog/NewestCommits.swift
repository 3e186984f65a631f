package import Values

/// The newest commits of a slice in some form, dense and bounded by bytes: what readers at the head are served from.
package struct NewestCommits<Form: Sendable>: Sendable {
  private struct Entry {
    let form: Form
    let bytes: Int
  }
  private let bytesMax: Int
  private var entries: [Entry] = []
  /// Those before it were evicted.
  private var start = 0
  /// Of the entry at `start`.
  private var position = Position.zero
  private var bytes = 0
  private var evictedBytes = 0

  package init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// `nil`: there is none.
  package var first: Position? { start < entries.count ? position : nil }

  /// Adds the commit that follows the last one; the oldest make room, but for the last.
  package mutating func append(_ form: Form, at position: Position, bytes count: Int) {
    if entries.isEmpty { self.position = position }
    entries.append(Entry(form: form, bytes: count))
    bytes += count
    while bytes > bytesMax, start < entries.count - 1 {
      bytes -= entries[start].bytes
      evictedBytes += entries[start].bytes
      start += 1
      self.position = self.position.next
    }
    // The evicted ones are freed now and then, so that a commit is moved seldom.
    if evictedBytes > bytesMax || (start > 1_024 && start > entries.count / 2) {
      entries.removeFirst(start)
      start = 0
      evictedBytes = 0
    }
  }

  /// `nil`: it is not here, whatever number it is.
  package subscript(wanted: Position) -> Form? {
    guard let first, wanted >= first else { return nil }
    let distance = wanted.number - first.number
    return distance < UInt64(entries.count - start) ? entries[start + Int(distance)].form : nil
  }

  /// Those after the position, in order, through the limit, at least one if there is one; `nil`: this does not reach so
  /// far back.
  package func after(_ seen: Position, limit: BatchLimit) -> [Form]? {
    guard let first, seen.next >= first else { return nil }
    var index = start + Int(min(seen.next.number - first.number, UInt64(entries.count - start)))
    var found: [Form] = []
    var bytes = 0
    while index < entries.count, found.isEmpty || (found.count < limit.records && bytes < limit.bytes) {
      bytes += entries[index].bytes
      found.append(entries[index].form)
      index += 1
    }
    return found
  }
}
