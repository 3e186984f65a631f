import Metrics
import Values

/// Adds the entries that still wait at the instant of a report to what has ended.
struct OpenEntries {
  private struct Waiting {
    let entry: OpenState.WaitingEntry
    let intervalStart: Int64
    let waitMs: Int64
    /// Longer than the newest target of its queue.
    let missed: Bool
    let targetMs: Int64?
  }
  private let waiting: [Waiting]

  init(_ open: OpenState, _ selection: KPISelection, _ targets: QueueTargets) {
    waiting = open.waiting.compactMap { entry in
      let start = IntervalGrid.start(of: entry.enqueuedAt.ms)
      guard selection.covers(centre: entry.centre, intervalStart: start) else { return nil }
      let waitMs = max(0, open.at.since(entry.enqueuedAt).count)
      let target = targets[entry.centre, entry.queue]?.targetMs
      return Waiting(
        entry: entry, intervalStart: start, waitMs: waitMs, missed: target.map { waitMs > $0 } ?? false,
        targetMs: target)
    }
  }

  func add(to groups: inout KPIGroups) {
    for one in waiting { groups.add(one.entry, waitMs: one.waitMs, missed: one.missed) }
  }

  func added(to rows: [IntervalRow]) -> [IntervalRow] {
    var byPlace: [Place: IntervalRow] = [:]
    for row in rows { byPlace[Place(row.intervalStart.ms, row.queue, row.centre)] = row }
    for one in waiting {
      let place = Place(one.intervalStart, one.entry.queue, one.entry.centre)
      var row =
        byPlace[place]
        ?? IntervalRow(
          intervalStart: Instant(ms: one.intervalStart), centre: one.entry.centre, queue: one.entry.queue,
          sums: QueueSums(), targetMs: one.targetMs)
      row.waiting += 1
      if one.missed { row.sums.waitingBeyondTarget += 1 }
      row.sums.waitMsMax = max(row.sums.waitMsMax, one.waitMs)
      byPlace[place] = row
    }
    return byPlace.sorted { $0.key < $1.key }.map(\.value)
  }

  private struct Place: Hashable, Comparable {
    let start: Int64
    let queue: QueueID
    let centre: CentreID

    init(_ start: Int64, _ queue: QueueID, _ centre: CentreID) {
      self.start = start
      self.queue = queue
      self.centre = centre
    }

    static func < (a: Place, b: Place) -> Bool { (a.start, a.queue, a.centre) < (b.start, b.queue, b.centre) }
  }
}
