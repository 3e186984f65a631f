package import Metrics
package import PluginKit
package import Values

/// A queue in a quarter of an hour, by arrival.
package struct IntervalRow: Sendable, Equatable {
  package let intervalStart: Instant
  package let centre: CentreID
  package let queue: QueueID
  package internal(set) var sums: QueueSums
  /// Entries that arrived in the interval and still wait at the instant of the report.
  package internal(set) var waiting: Int64 = 0
  /// The newest service level target; the counts were made with those of their day.
  package let targetMs: Int64?
}

extension IntervalRow {
  /// The report as a table. The names of the first nine columns are kept for every target: `le20` means “within the
  /// service level target”.
  package static func table(_ rows: [IntervalRow]) -> ReportTable {
    ReportTable(columns: columns, rows: rows.map(\.values))
  }

  package static let columns: [ReportTable.Column] =
    [
      .init(
        "interval_start_ms", "interval", "start of the quarter of an hour (UTC) in which the entries were enqueued"),
      .init("queue", "queue"),
      .init("offered", "offered", "answered + abandoned + flowed out + failed"),
      .init("answered", "answered"),
      .init("abandoned", "abandoned", "left by the caller, also while an agent's phone rang"),
      .init("wait_sum_answered_ms", "wait answered", "sum of the waits of the answered"),
      .init("answered_le20", "in target", "answered within the service level target, whatever it is"),
      .init("talk_sum_ms", "talk", "sum of talk of conversations that ended"),
      .init("wait_sum_abandoned_ms", "wait abandoned", "sum of the waits of the abandoned"),
      .init("abandoned_le20", "left in target", "abandoned within the service level target, whatever it is"),
      .init("abandoned_short", "short", "abandoned within the queue's threshold of a short abandon"),
      .init("flowed_out", "flowed out", "left the queue unanswered otherwise"),
      .init("callback_le20", "callback in target", "left for a callback within the service level target"),
      .init("failed", "failed"),
      .init("waiting", "waiting", "still waiting at the instant of the report"),
      .init("waiting_beyond_target", "missed", "still waiting, longer than the target: missed already"),
      .init("hold_sum_ms", "hold"),
      .init("wrap_up_sum_ms", "wrap-up"),
      .init("wait_max_ms", "longest wait", "of all outcomes"),
      .init("asa_ms", "ASA", "average speed of answer: waits of the answered / answered"),
      .init("mean_wait_ms", "mean wait", "of all outcomes"),
      .init("aht_ms", "AHT", "(talk + hold + wrap-up) / answered"),
      .init("abandon_rate", "abandon rate", "(B - S) / (O - S)"),
      .init("abandon_rate_raw", "raw", "B / O"),
    ]
    + ServiceLevelVariant.allCases.map { .init("sl_\($0.key)", "SL(\($0.rawValue))", $0.formula) }
    + [
      .init("target_ms", "target", "the newest service level target of the queue"),
      .init("centre", "centre"),
    ]

  private var values: [ReportTable.Value] {
    [.instantMs(intervalStart), .text(queue.text)] + sums.countValues(waiting: waiting) + sums.rateValues
      + [.optional(targetMs) { .duration(Milliseconds($0)) }, .text(centre.text)]
  }
}

extension ServiceLevelVariant {
  /// As a part of a column's name.
  var key: String {
    switch self {
    case .shortOut: "short_out"
    case .answered: "answered"
    case .credit: "credit"
    case .strict: "strict"
    case .ignore: "ignore"
    case .shortCredit: "short_credit"
    case .removed: "removed"
    }
  }
}

extension QueueSums {
  /// `offered` to `wait_max_ms`.
  func countValues(waiting: Int64) -> [ReportTable.Value] {
    func span(_ ms: Int64) -> ReportTable.Value { .duration(Milliseconds(ms)) }
    return [
      .integer(offered), .integer(answered), .integer(abandoned), span(waitAnsweredMs), .integer(answeredWithin),
      span(talkMs), span(waitAbandonedMs), .integer(abandonedWithin), .integer(abandonedShort), .integer(flowedOut),
      .integer(callbackWithin), .integer(failed), .integer(waiting), .integer(waitingBeyondTarget), span(holdMs),
      span(wrapUpMs), span(waitMsMax),
    ]
  }

  /// `asa_ms` to the last variant of the service level.
  var rateValues: [ReportTable.Value] {
    [
      .optional(averageSpeedOfAnswerMs) { .meanMs($0) }, .optional(meanWaitMs) { .meanMs($0) },
      .optional(averageHandleTimeMs) { .meanMs($0) }, .optional(abandonRate) { .share($0) },
      .optional(abandonRateRaw) { .share($0) },
    ] + ServiceLevelVariant.allCases.map { .optional(serviceLevel($0)) { .share($0) } }
  }
}
