package import Metrics
package import Values

/// By what a KPI report tells its entries apart.
package enum KPIGrouping: Int64, Sendable, CaseIterable {
  case all = 0
  case queue = 1
  case priority = 2
}

/// KPIs of a selection of intervals, by arrival of the entry (calls: by arrival of the call).
package struct KPIReport: Sendable, Equatable {
  package let selection: KPISelection
  package let grouping: KPIGrouping
  /// Sorted by what tells them apart; exactly one when nothing does.
  package let groups: [KPIGroup]
  /// Start of the first and of the last interval that has anything; `nil` when none has.
  package let firstInterval: Instant?
  package let lastInterval: Instant?
  /// The instant at which open entries were added; `nil`: only what has ended is counted.
  package let openAt: Instant?
  /// Of the projection that counted.
  package let version: Int64
}

package struct KPIGroup: Sendable, Equatable {
  package enum Subject: Sendable, Hashable {
    case all
    case queue(CentreID, QueueID)
    case priority(Int32)
  }

  package let subject: Subject
  package internal(set) var sums = QueueSums()
  /// Waits of all outcomes, and of the answered.
  package internal(set) var waits = WaitHistogram()
  package internal(set) var answeredWaits = WaitHistogram()
  package internal(set) var calls = CallSums()
  /// Different agents who answered.
  package internal(set) var agents: Int64 = 0
  /// Still waiting at the instant of the report.
  package internal(set) var waiting: Int64 = 0
  /// The newest service level target of the queues in it; `nil` when they differ or none is known.
  package internal(set) var targetMs: Int64?
  /// The newest threshold of a short abandon, likewise.
  package internal(set) var shortMs: Int64?

  init(_ subject: Subject) { self.subject = subject }

  /// Entries that waited at all.
  package var waited: Int64 { waits.total - (waits.counts.first.map { $0.bucket.number == 0 ? $0.count : 0 } ?? 0) }

  /// Mean wait of those who waited at all, in milliseconds.
  package var meanWaitOfWaitedMs: Double? {
    ratio(sums.waitAnsweredMs + sums.waitAbandonedMs + sums.waitOtherMs, waited)
  }

  /// Of all outcomes; see `WaitHistogram.percentile`.
  package func percentileMs(perMille: Int64) -> Int64? {
    waits.percentile(perMille: perMille, waitMsMax: max(0, sums.waitMsMax))
  }

  /// The service level as people say it, with its variant and target.
  package func sentence(_ variant: ServiceLevelVariant = .shortOut) -> String {
    variant.sentence(sums.serviceLevel(variant), targetMs: targetMs)
  }
}

/// Inbound calls that ended.
package struct CallSums: Sendable, Hashable {
  package var answered: Int64 = 0
  package var abandoned: Int64 = 0
  /// Left, or were served, without a queue: no abandon of any queue.
  package var leftInIVR: Int64 = 0
  package var flowedOut: Int64 = 0
  package var failed: Int64 = 0
  package var ivrMs: Int64 = 0

  package init() {}

  /// Calls that arrived (and have ended).
  package var calls: Int64 { answered + abandoned + leftInIVR + flowedOut + failed }

  /// Mean time in the IVR, in milliseconds.
  package var meanIVRMs: Double? { ratio(ivrMs, calls) }

  static func += (a: inout CallSums, b: CallSums) {
    a.answered += b.answered
    a.abandoned += b.abandoned
    a.leftInIVR += b.leftInIVR
    a.flowedOut += b.flowedOut
    a.failed += b.failed
    a.ivrMs += b.ivrMs
  }
}

extension KPIReport {
  /// Where the figures come from and what they count, in one line.
  package var provenance: String {
    let span: String
    if let firstInterval, let lastInterval {
      let end = Instant(ms: lastInterval.ms + IntervalGrid.lengthMs)
      span = "\(Self.minute(firstInterval)) to \(Self.minute(end)) UTC"
    } else {
      span = "no interval with entries"
    }
    let open = openAt.map { "entries still open added as of \(Self.minute($0)) UTC" } ?? "ended entries only"
    return "kpi version \(version), by arrival, 15-minute intervals of UTC: \(span); \(open);"
      + " a wait equal to the target is within it; percentiles from buckets at most 1 % wide"
  }

  /// As `1999-01-04 07:15`.
  private static func minute(_ instant: Instant) -> String {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let time = CivilTime(instant)
    return "\(time.year)-\(two(time.month))-\(two(time.day)) \(two(time.hour)):\(two(time.minute))"
  }
}
