import Values

/// What will happen in a recorded centre, the earliest first; of the same moment, the one that was added first.
struct Happenings {
  enum Kind {
    case arrival
    case ivrExit(call: Int)
    case patienceOver(call: Int, id: CallID)
    case conversationEnd(call: Int)
    case logIn(agent: Int)
  }

  struct Happening {
    let at: Int64
    let kind: Kind
    fileprivate let order: UInt64

    fileprivate func isBefore(_ other: Happening) -> Bool { at != other.at ? at < other.at : order < other.order }
  }

  private var heap: [Happening] = []
  private var added: UInt64 = 0

  mutating func add(_ kind: Kind, at: Int64) {
    added += 1
    heap.append(Happening(at: at, kind: kind, order: added))
    var child = heap.count - 1
    while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeFirst() -> Happening {
    heap.swapAt(0, heap.count - 1)
    let first = heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].isBefore(heap[least]) {
        least = child
      }
      if least == parent { return first }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
