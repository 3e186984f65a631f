import Events
import Metrics
import Values

/// What has happened since midnight (UTC) of the centre's own day, folded from the events as they come.
struct LiveCounts: Sendable {
  private(set) var day: Int64?
  private(set) var calls: Int64 = 0
  private var queues: [QueueID: QueueSums] = [:]

  /// When the day of an instant began.
  static func midnight(of instant: Instant) -> Instant { .epoch + .minutes(CivilTime(instant).dayNumber * 24 * 60) }

  func sums(of queue: QueueID) -> QueueSums { queues[queue] ?? QueueSums() }

  mutating func fold(_ commit: Commit) {
    let today = CivilTime(commit.at).dayNumber
    if day != today {
      day = today
      calls = 0
      queues = [:]
    }
    for event in commit.events { fold(event.body) }
  }

  private mutating func fold(_ body: Event.Body) {
    switch body {
    case .call(.arrived): calls += 1
    case .entry(let event): fold(event)
    case .conversation(let event): fold(event)
    default: break
    }
  }

  private mutating func fold(_ event: EntryEvent) {
    switch event {
    case .abandoned(let event):
      count(event.stay.queue, wait: event.waitMs) { sums in
        sums.abandoned += 1
        sums.abandonedWithin += event.withinTarget ? 1 : 0
        sums.abandonedShort += event.short ? 1 : 0
        sums.waitAbandonedMs += event.waitMs.count
      }
    case .flowedOut(let event):
      count(event.stay.queue, wait: event.waitMs) { sums in
        sums.flowedOut += 1
        sums.callbackWithin += event.reason == .callback && event.withinTarget ? 1 : 0
        sums.waitOtherMs += event.waitMs.count
      }
    case .failed(let event):
      count(event.stay.queue, wait: event.waitMs) { sums in
        sums.failed += 1
        sums.waitOtherMs += event.waitMs.count
      }
    case .enqueued, .priorityChanged, .requirementsRelaxed, .unknown: break
    }
  }

  private mutating func fold(_ event: ConversationEvent) {
    switch event {
    case .started(let event):
      count(event.stay.queue, wait: event.waitMs) { sums in
        sums.answered += 1
        sums.answeredWithin += event.withinTarget ? 1 : 0
        sums.waitAnsweredMs += event.waitMs.count
      }
    case .ended, .unknown: break
    }
  }

  private mutating func count(_ queue: QueueID, wait: Milliseconds, _ add: (inout QueueSums) -> Void) {
    var sums = queues[queue] ?? QueueSums()
    add(&sums)
    sums.waitMsMax = max(sums.waitMsMax, wait.count)
    queues[queue] = sums
  }
}
