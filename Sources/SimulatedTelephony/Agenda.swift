import Values

/// What is to happen by itself.
enum Happening: Sendable {
  case streamBringsCaller(Int)
  case traceBringsCaller(Int)
  case menuEnds(CallID)
  case promptEnds(CallID, ordinal: UInt32)
  case presses(CallID, key: Int)
  case leavesFlow(CallID)
  case hearsNothing(CallID)
  case patienceEnds(CallID)
  case enqueueAgain(CallID)
  case answers(agent: Int, OfferID)
  case refuses(agent: Int, OfferID)
  case joins(agent: Int, OfferID)
  case holds(agent: Int, CallID)
  case retrieves(agent: Int, CallID)
  case talkEnds(agent: Int, CallID, talk: UInt32)
  case wrapUpEnds(agent: Int, wrapUp: UInt32)
  case shiftBegins(agent: Int, shift: Int)
  case shiftEnds(agent: Int)
  case pauseBegins(agent: Int)
  case pauseEnds(agent: Int)
  case comesBack(agent: Int)
  case stationReturns(agent: Int)
  /// A report that was held back.
  case reportLeaves(UInt64)
}

extension Happening {
  fileprivate var isShift: Bool { if case .shiftBegins = self { true } else { false } }
}

/// A binary heap by time; ties happen in the order in which they were planned.
struct Agenda: Sendable {
  private struct Item: Sendable {
    let at: Instant
    let number: UInt64
    let happening: Happening

    func isBefore(_ other: Item) -> Bool { at != other.at ? at < other.at : number < other.number }
  }

  private var heap = ContiguousArray<Item>()
  private var planned: UInt64 = 0

  var next: Instant? { heap.first?.at }

  private(set) var shiftsToCome = 0

  mutating func plan(_ happening: Happening, at: Instant) {
    planned += 1
    if happening.isShift { shiftsToCome += 1 }
    heap.append(Item(at: at, number: planned, happening: happening))
    rise(heap.count - 1)
  }

  /// The first happening that is due.
  mutating func takeDue(by now: Instant) -> (at: Instant, happening: Happening)? {
    guard let first = heap.first, first.at <= now else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty { sink(last) }
    if first.happening.isShift { shiftsToCome -= 1 }
    return (first.at, first.happening)
  }

  private mutating func rise(_ start: Int) {
    let item = heap[start]
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard item.isBefore(heap[parent]) else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = item
  }

  /// Puts `item` where the first one was.
  private mutating func sink(_ item: Item) {
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
      guard heap[child].isBefore(item) else { break }
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = item
  }
}
