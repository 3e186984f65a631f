import Metrics
import Storage
import Values

/// Gathers what several queries tell about the same groups.
struct KPIGroups {
  private let grouping: KPIGrouping
  private var groups: [KPIGroup.Subject: KPIGroup] = [:]

  init(_ grouping: KPIGrouping) {
    self.grouping = grouping
    if grouping == .all { groups[.all] = KPIGroup(.all) }
  }

  var sorted: [KPIGroup] { groups.values.sorted { Self.precedes($0.subject, $1.subject) } }

  mutating func add(
    sums: [[Value]], waits: [[Value]], calls: [[Value]], agents: [[Value]]
  ) throws(StorageFailure) {
    for row in sums {
      var reader = RowReader(row)
      let subject = try subject(&reader)
      change(subject) { [sums = try reader.queueSums()] in $0.sums += sums }
    }
    for row in waits {
      var reader = RowReader(row)
      let subject = try subject(&reader)
      let outcome = EntryOutcome(rawValue: Int16(truncatingIfNeeded: try reader.integer()))
      let bucket = try reader.bucket()
      let count = try reader.integer()
      change(subject) {
        $0.waits.add(count, to: bucket)
        if outcome == .answered { $0.answeredWaits.add(count, to: bucket) }
      }
    }
    for row in calls {
      var reader = RowReader(row)
      let subject = try subject(&reader)
      change(subject) { [calls = try reader.callSums()] in $0.calls += calls }
    }
    for row in agents {
      var reader = RowReader(row)
      let subject = try subject(&reader)
      change(subject) { [count = try reader.integer()] in $0.agents = count }
    }
  }

  /// An entry that still waits.
  mutating func add(_ entry: OpenState.WaitingEntry, waitMs: Int64, missed: Bool) {
    let subject: KPIGroup.Subject =
      switch grouping {
      case .all: .all
      case .queue: .queue(entry.centre, entry.queue)
      case .priority: .priority(entry.priority)
      }
    change(subject) {
      $0.waiting += 1
      if missed { $0.sums.waitingBeyondTarget += 1 }
      $0.sums.waitMsMax = max($0.sums.waitMsMax, waitMs)
    }
  }

  /// Says which thresholds the groups have.
  mutating func name(_ targets: QueueTargets) {
    for subject in groups.keys {
      let thresholds: (Int64?, Int64?)
      if case .queue(let centre, let queue) = subject {
        thresholds = (targets[centre, queue]?.targetMs, targets[centre, queue]?.shortMs)
      } else {
        thresholds = (targets.common(\.targetMs), targets.common(\.shortMs))
      }
      change(subject) { ($0.targetMs, $0.shortMs) = thresholds }
    }
  }

  private mutating func change(_ subject: KPIGroup.Subject, _ change: (inout KPIGroup) -> Void) {
    change(&groups[subject, default: KPIGroup(subject)])
  }

  private func subject(_ reader: inout RowReader) throws(StorageFailure) -> KPIGroup.Subject {
    let centre = try reader.name(CentreID.self)
    let queue = try reader.name(QueueID.self)
    let priority = Int32(clamping: try reader.integer())
    return switch grouping {
    case .all: .all
    case .queue: .queue(centre, queue)
    case .priority: .priority(priority)
    }
  }

  private static func precedes(_ a: KPIGroup.Subject, _ b: KPIGroup.Subject) -> Bool {
    switch (a, b) {
    case (.queue(let centre, let queue), .queue(let otherCentre, let otherQueue)):
      (centre, queue) < (otherCentre, otherQueue)
    case (.priority(let a), .priority(let b)): a < b
    case (.all, _), (.queue, _), (.priority, _): false
    }
  }
}

extension RowReader {
  fileprivate mutating func bucket() throws(StorageFailure) -> WaitBucket {
    guard let bucket = WaitBucket(number: Int32(clamping: try integer())) else {
      throw StorageFailure(.missing, "a bucket in kpi.queue_wait that no version of the plugin has")
    }
    return bucket
  }

  fileprivate mutating func callSums() throws(StorageFailure) -> CallSums {
    var sums = CallSums()
    sums.answered = try integer()
    sums.abandoned = try integer()
    sums.leftInIVR = try integer()
    sums.flowedOut = try integer()
    sums.failed = try integer()
    sums.ivrMs = try integer()
    return sums
  }
}
