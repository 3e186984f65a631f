import EventJSON
import EventViews
import Events
import Foundation
import Values
import WireRuntime

/// Nanoseconds and heap objects per event, on commits such as a call makes. Only a release build says something.
struct Bench {
  private let records: [[UInt8]]
  private let commits: [Commit]
  private let events: Int

  init() throws {
    commits = (1...2_000).flatMap(Story.commits)
    records = commits.map { $0.wireBytes() }
    events = commits.reduce(0) { $0 + $1.events.count }
  }

  func run() throws {
    let size = records.reduce(0) { $0 + $1.count }
    print("\(records.count) commits, \(events) events, \(size / events) bytes an event with its share of the envelope")
    try measure("decode") {
      for record in records { sink &+= try Commit(wire: record).events.count }
    }
    var writer = WireWriter()
    measure("encode, buffer used again") {
      for commit in commits {
        writer.reset()
        commit.encode(to: &writer)
        sink &+= writer.count
      }
    }
    try measure("views down to the leaf's type") {
      for record in records {
        var commit = try CommitView(record.span.bytes)
        while let event = try commit.nextEvent() { sink &+= Int(try event.leaf().type?.rawValue ?? 0) }
      }
    }
    try measure("views, leaves of queueing read") {
      for record in records { try project(record.span.bytes) }
    }
    measure("copy of an event") {
      for commit in commits {
        for event in commit.events { sink &+= weigh(event) }
      }
    }
    measure("JSON") {
      for commit in commits { sink &+= commit.jsonText().utf8.count }
    }
  }

  /// What a projection of queue figures does before its own work.
  private func project(_ record: RawSpan) throws {
    var commit = try CommitView(record)
    while let event = try commit.nextEvent() {
      let leaf = try event.leaf()
      switch leaf.type {
      case .entryEnqueued: sink &+= Int(bitPattern: UInt(try EntryEnqueuedView(leaf.bytes).stay().queue.hash64))
      case .offerMade:
        let made = try OfferMadeView(leaf.bytes)
        sink &+= Int(try made.offer().madeAt.ms) &+ Int(bitPattern: UInt(try made.left().queue.hash64))
      case .conversationStarted:
        let started = try ConversationStartedView(leaf.bytes)
        sink &+= Int(started.waitMs.count) &+ Int(bitPattern: UInt(try started.stay().queue.hash64))
      case .conversationEnded:
        let ended = try ConversationEndedView(leaf.bytes)
        sink &+= Int(ended.talkMs.count) &+ Int(bitPattern: UInt(try ended.stay().queue.hash64))
      default: sink &+= 1
      }
    }
  }

  /// As a machine that switches over full values.
  @inline(never) private func weigh(_ event: Event) -> Int {
    switch event.body {
    case .offer(.made(let made)): Int(made.offer.ordinal)
    case .conversation(.ended(let ended)): Int(ended.talkMs.count)
    case .call(let call): if case .ended(let ended) = call { Int(ended.entries) } else { 1 }
    default: 0
    }
  }

  /// Best of nine, in the time of this thread.
  private func measure(_ name: String, _ body: () throws -> Void) rethrows {
    try body()
    var best = Int.max
    for _ in 0..<9 {
      let start = threadTime()
      try body()
      best = min(best, threadTime() - start)
    }
    let before = heapObjects()
    try body()
    let objects = Double(heapObjects() - before) / Double(events)
    print("\(name): \(best / events) ns, \((objects * 100).rounded() / 100) heap objects an event")
  }

  private func threadTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

/// Keeps the optimiser from leaving out what is measured.
nonisolated(unsafe) private var sink = 0

/// Counted by a preloaded allocator that exports this name; else 0.
private func heapObjects() -> Int {
  typealias Count = @convention(c) () -> UInt64
  guard let symbol = dlsym(nil, "malloc_count_get") else { return 0 }
  return Int(unsafeBitCast(symbol, to: Count.self)())
}
