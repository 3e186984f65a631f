import CallDomain
package import Events
package import Values

/// Counts and sums of a run, folded from its events, by queue and priority. They only grow: a batch is the difference
/// of two moments.
package struct QueueTally: CommitWatcher, Equatable {
  package struct Class: Hashable, Sendable {
    package let queue: QueueID
    package let priority: Int32

    package init(queue: QueueID, priority: Int32) {
      self.queue = queue
      self.priority = priority
    }
  }

  package private(set) var sums: [Class: TallySums] = [:]
  private let within: Milliseconds
  private let primary: [AgentID: QueueID]

  /// - Parameters:
  ///   - within: a wait of at most this counts in `answeredWithin` and `abandonedWithin`.
  ///   - primary: the queue that is each agent's own, for `answeredByPrimary`.
  package init(within: Milliseconds, primary: [AgentID: QueueID] = [:]) {
    self.within = within
    self.primary = primary
  }

  package var total: TallySums { sums.values.reduce(into: TallySums()) { $0 += $1 } }

  package mutating func observe(_ commit: Commit) {
    for event in commit.events {
      switch event.body {
      case .entry(let event): observe(event)
      case .conversation(let event): observe(event)
      case .call, .ivr, .offer, .agent, .route, .centre, .history, .slice, .`extension`, .unknown: break
      }
    }
  }

  private mutating func observe(_ event: EntryEvent) {
    switch event {
    case .enqueued(let event): sums[Class(event.stay), default: TallySums()].enqueued += 1
    case .abandoned(let event):
      let isWithin = event.waitMs <= within
      change(event.stay) { sums in
        sums.abandoned += 1
        sums.abandonedWithin += isWithin ? 1 : 0
        sums.waitMsAbandoned += event.waitMs.count
      }
    case .flowedOut(let event): change(event.stay) { $0.flowedOut += 1 }
    case .failed(let event): change(event.stay) { $0.failed += 1 }
    case .priorityChanged, .requirementsRelaxed, .unknown: break
    }
  }

  private mutating func observe(_ event: ConversationEvent) {
    switch event {
    case .started(let event):
      let isWithin = event.waitMs <= within
      let isPrimary = event.agent.flatMap { primary[$0] } == event.stay.queue
      change(event.stay) { sums in
        sums.answered += 1
        sums.waited += event.waitMs > .zero ? 1 : 0
        sums.answeredWithin += isWithin ? 1 : 0
        sums.answeredByPrimary += isPrimary ? 1 : 0
        sums.waitMsAnswered += event.waitMs.count
      }
    case .ended(let event): change(event.stay) { $0.talkMs += event.talkMs.count }
    case .unknown: break
    }
  }

  private mutating func change(_ stay: Stay, _ change: (inout TallySums) -> Void) {
    change(&sums[Class(stay), default: TallySums()])
  }
}

extension QueueTally.Class {
  fileprivate init(_ stay: Stay) { self.init(queue: stay.queue, priority: stay.priority) }
}

package struct TallySums: Sendable, Equatable {
  package var enqueued = 0
  package var answered = 0
  /// Answered, but not at once.
  package var waited = 0
  package var answeredWithin = 0
  package var answeredByPrimary = 0
  package var abandoned = 0
  package var abandonedWithin = 0
  package var flowedOut = 0
  package var failed = 0
  package var waitMsAnswered: Int64 = 0
  package var waitMsAbandoned: Int64 = 0
  package var talkMs: Int64 = 0

  package init() {}

  package static func += (a: inout TallySums, b: TallySums) { a.add(b, sign: 1) }

  package static func - (a: TallySums, b: TallySums) -> TallySums {
    var difference = a
    difference.add(b, sign: -1)
    return difference
  }

  private mutating func add(_ other: TallySums, sign: Int) {
    enqueued += sign * other.enqueued
    answered += sign * other.answered
    waited += sign * other.waited
    answeredWithin += sign * other.answeredWithin
    answeredByPrimary += sign * other.answeredByPrimary
    abandoned += sign * other.abandoned
    abandonedWithin += sign * other.abandonedWithin
    flowedOut += sign * other.flowedOut
    failed += sign * other.failed
    waitMsAnswered += Int64(sign) * other.waitMsAnswered
    waitMsAbandoned += Int64(sign) * other.waitMsAbandoned
    talkMs += Int64(sign) * other.talkMs
  }
}
