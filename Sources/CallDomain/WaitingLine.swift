package import Values

/// The open entries of one queue in their original order: by the first enqueue, ties by arrival. An entry keeps its
/// place while it is offered. Taking the head is O(1), any other change moves the shorter part of one block of memory.
package struct WaitingLine: Sendable, Equatable {
  struct Key: Sendable, Comparable {
    let original: Instant
    let arrival: UInt64
    let call: CallID

    static func < (a: Key, b: Key) -> Bool {
      a.original != b.original ? a.original < b.original : a.arrival < b.arrival
    }
    static func == (a: Key, b: Key) -> Bool { a.original == b.original && a.arrival == b.arrival }
  }

  private var keys = ContiguousArray<Key>()
  /// Keys before it are gone; they are cut off when they are the larger part.
  private var head = 0

  package init() {}

  package var count: Int { keys.count - head }
  package var isEmpty: Bool { count == 0 }

  /// Who waits, first come first.
  package var calls: some Sequence<CallID> { keys[head...].lazy.map(\.call) }

  /// The place, from 1, that `key` has or would have.
  func place(of key: Key) -> Int { index(of: key) - head + 1 }

  func contains(_ key: Key) -> Bool {
    let index = index(of: key)
    return index < keys.count && keys[index] == key
  }

  mutating func insert(_ key: Key) { keys.insert(key, at: index(of: key)) }

  /// `false`: it is not in the line.
  mutating func remove(_ key: Key) -> Bool {
    let index = index(of: key)
    guard index < keys.count, keys[index] == key else { return false }
    if index - head < keys.count - index {
      for later in stride(from: index, to: head, by: -1) { keys[later] = keys[later - 1] }
      head += 1
      cutHead()
    } else {
      keys.remove(at: index)
    }
    return true
  }

  private mutating func cutHead() {
    guard head >= 32, head * 2 >= keys.count else { return }
    keys.removeFirst(head)
    head = 0
  }

  /// Where `key` is, or would be inserted.
  private func index(of key: Key) -> Int {
    var low = head
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  package static func == (a: WaitingLine, b: WaitingLine) -> Bool { a.keys[a.head...] == b.keys[b.head...] }
}
