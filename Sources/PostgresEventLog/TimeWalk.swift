import EventLog
import EventViews
import Values

/// A record, and when the last of all things happened that stand in its slice through it, by whichever clock.
struct TimeMark: Sendable, Equatable {
  let point: ChainPoint
  let latest: Instant
}

/// Goes through a slice as far as everything happened before an instant.
struct TimeWalk {
  /// Commits from one mark to the next: reading so many takes some milliseconds.
  static let markEvery: UInt64 = 10_000

  private let instant: Instant
  /// The last record that was passed.
  private(set) var reached: TimeMark
  /// On the way, in order.
  private(set) var marks: [TimeMark] = []
  private(set) var isOver = false

  init(from start: TimeMark, to instant: Instant) {
    reached = start
    self.instant = instant
  }

  mutating func look(at batch: RecordBatch) {
    for index in batch.headers.indices where !isOver {
      look(at: batch.headers[index], happened: batch.withBody(at: index) { CommitTimes.latest(of: $0) })
    }
  }

  private mutating func look(at header: RecordBatch.Header, happened: Instant) {
    let latest = max(reached.latest, happened)
    if latest >= instant {
      isOver = true
      return
    }
    reached = TimeMark(
      point: ChainPoint(position: header.position, id: header.id, epoch: header.epoch), latest: latest)
    if header.position.number % Self.markEvery == 0 { marks.append(reached) }
  }
}
