package import Values

/// Something that the centre must decide when its time comes.
package struct Deadline: Sendable, Equatable {
  package enum Subject: Sendable, Equatable {
    case ring(OfferID)
    case join(OfferID)
    case waitLimit(EntryID)
    case relaxation(EntryID)
    case wrapUp(AgentID)
    case watchdog(CallID)
    /// Of a prompt, or of the caller's next digit.
    case flow(CallID)
    /// Not ready after too many strikes.
    case pauseEnd(AgentID)
  }

  package let due: Instant
  /// Ties: first registered, first decided.
  let number: UInt64
  package let subject: Subject

  static func < (a: Deadline, b: Deadline) -> Bool { a.due != b.due ? a.due < b.due : a.number < b.number }
}

/// A binary heap by time. Settled deadlines stay in it until they reach the head or are the larger part (`sweep`);
/// whether one still counts is asked of the centre, not kept here.
struct Deadlines: Sendable, Equatable {
  private var heap = ContiguousArray<Deadline>()
  private var registered: UInt64 = 0
  /// At this many the settled ones are swept out.
  private var sweepAt = Deadlines.sweepFirst
  private static let sweepFirst = 1_024

  init() {}

  /// As it was saved.
  init(_ saved: DeadlineHeap) {
    heap = ContiguousArray(saved.deadlines)
    registered = saved.registered
    sweepAt = saved.sweepAt
  }

  var saved: DeadlineHeap { DeadlineHeap(deadlines: Array(heap), registered: registered, sweepAt: sweepAt) }

  var first: Deadline? { heap.first }
  var count: Int { heap.count }
  var isFull: Bool { heap.count >= sweepAt }

  mutating func register(_ subject: Deadline.Subject, due: Instant) {
    registered += 1
    heap.append(Deadline(due: due, number: registered, subject: subject))
    rise(heap.count - 1)
  }

  mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    sink(0)
  }

  /// Keeps what `isLive` says; the cost is spread over the registrations since the last sweep.
  mutating func sweep(_ isLive: (Deadline) -> Bool) {
    heap.removeAll { !isLive($0) }
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(index) }
    sweepAt = max(Self.sweepFirst, heap.count * 2)
  }

  private mutating func rise(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in 2 * parent + 1...2 * parent + 2 where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      guard least != parent else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
