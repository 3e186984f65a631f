import Metrics
package import PluginKit
import Values

extension KPIReport {
  /// The report as a table: a row for every group.
  package var table: ReportTable { ReportTable(columns: Self.columns, rows: groups.map(\.values)) }

  package static let columns: [ReportTable.Column] =
    [
      .init("centre", "centre", "empty where groups are not of one centre"),
      .init("queue", "queue", "empty where groups are not by queue"),
      .init("priority", "priority", "empty where groups are not by priority"),
      .init(
        "calls", "calls",
        "inbound calls that arrived and ended, by arrival of the call; by queue: those that asked for it"),
      .init("left_in_ivr", "left in IVR", "calls that ended without a queue: no abandon of a queue"),
      .init("mean_ivr_ms", "IVR", "mean time in the IVR, of calls"),
      .init("offered", "offered", "entries into the queue: answered + abandoned + flowed out + failed"),
      .init("answered", "answered"),
      .init("answered_in_target", "in target", "answered within the service level target"),
      .init("abandoned", "abandoned"),
      .init("abandoned_in_target", "left in target", "abandoned within the service level target"),
      .init("abandoned_short", "short", "abandoned within the threshold of a short abandon"),
      .init("flowed_out", "flowed out"),
      .init("callback_in_target", "callback in target"),
      .init("failed", "failed"),
      .init("waiting", "waiting", "still waiting at the instant of the report"),
      .init("waiting_beyond_target", "missed", "still waiting, longer than the target"),
      .init("queued", "queued", "entries that stood in line, however short; the others were taken at once"),
      .init("waited", "waited", "entries with a wait above zero"),
      .init("wait_sum_ms", "wait", "of all outcomes"),
      .init("wait_sum_answered_ms", "wait answered"),
      .init("wait_sum_abandoned_ms", "wait abandoned"),
      .init("wait_max_ms", "longest wait", "of all outcomes"),
      .init("asa_ms", "ASA", "waits of the answered / answered, zeros included"),
      .init("mean_wait_ms", "mean wait", "of all outcomes"),
      .init("mean_wait_queued_ms", "mean wait in line", "of those who stood in line, however short"),
      .init("mean_wait_waited_ms", "mean wait > 0", "of those who waited at all"),
      .init("mean_wait_abandoned_ms", "mean to abandon"),
      .init("wait_p50_ms", "P50", "of all outcomes; percentiles are at most 1 % above the exact one"),
      .init("wait_p80_ms", "P80"),
      .init("wait_p90_ms", "P90"),
      .init("wait_p95_ms", "P95"),
      .init("talk_sum_ms", "talk"),
      .init("hold_sum_ms", "hold"),
      .init("wrap_up_sum_ms", "wrap-up"),
      .init("aht_ms", "AHT", "(talk + hold + wrap-up) / answered"),
      .init("abandon_rate", "abandon rate", "(B - S) / (O - S)"),
      .init("abandon_rate_raw", "raw", "B / O"),
      .init("agents", "agents", "different agents who answered"),
    ]
    + ServiceLevelVariant.allCases.map { .init("sl_\($0.key)", "SL(\($0.rawValue))", $0.formula) }
    + [.init("target_ms", "target", "the newest service level target, where it is one")]
}

extension KPIGroup {
  fileprivate var values: [ReportTable.Value] {
    func span(_ ms: Int64) -> ReportTable.Value { .duration(Milliseconds(ms)) }
    func mean(_ ms: Double?) -> ReportTable.Value { .optional(ms) { .meanMs($0) } }
    let percentiles: [ReportTable.Value] = [500, 800, 900, 950].map { .optional(percentileMs(perMille: $0), span) }
    let counts: [ReportTable.Value] = [
      .integer(calls.calls), .integer(calls.leftInIVR), mean(calls.meanIVRMs), .integer(sums.offered),
      .integer(sums.answered), .integer(sums.answeredWithin), .integer(sums.abandoned), .integer(sums.abandonedWithin),
      .integer(sums.abandonedShort), .integer(sums.flowedOut), .integer(sums.callbackWithin), .integer(sums.failed),
      .integer(waiting), .integer(sums.waitingBeyondTarget), .integer(sums.queued), .integer(waited),
      span(sums.waitAnsweredMs + sums.waitAbandonedMs + sums.waitOtherMs), span(sums.waitAnsweredMs),
      span(sums.waitAbandonedMs), span(sums.waitMsMax), mean(sums.averageSpeedOfAnswerMs), mean(sums.meanWaitMs),
      mean(sums.meanWaitOfQueuedMs), mean(meanWaitOfWaitedMs), mean(sums.meanWaitOfAbandonedMs),
    ]
    let handling: [ReportTable.Value] = [
      span(sums.talkMs), span(sums.holdMs), span(sums.wrapUpMs), mean(sums.averageHandleTimeMs),
      .optional(sums.abandonRate) { .share($0) }, .optional(sums.abandonRateRaw) { .share($0) }, .integer(agents),
    ]
    let levels = ServiceLevelVariant.allCases.map { ReportTable.Value.optional(sums.serviceLevel($0)) { .share($0) } }
    return subjectValues + counts + percentiles + handling + levels + [.optional(targetMs, span)]
  }

  private var subjectValues: [ReportTable.Value] {
    switch subject {
    case .all: [.null, .null, .null]
    case .queue(let centre, let queue): [.text(centre.text), .text(queue.text), .null]
    case .priority(let priority): [.null, .null, .integer(Int64(priority))]
    }
  }
}
