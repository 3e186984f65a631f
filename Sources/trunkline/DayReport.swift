import CommandLineKit
import KPI
import Metrics
import Values

/// KPIs as a supervisor reads them: the whole, the queues, the hours with small bars.
struct DayReport {
  let reports: KPIReports
  let console: Console

  /// - Parameters: from, to: of the entries counted, by arrival; `nil`: all there are.
  func write(centre: CentreID, from: Instant? = nil, to: Instant? = nil) async throws {
    let selection = KPISelection(centre: centre, from: from, to: to)
    let whole = try await reports.kpi(selection, by: .all, open: nil)
    let queues = try await reports.kpi(selection, by: .queue, open: nil)
    let intervals = try await reports.intervals(selection, open: nil)
    guard let all = whole.groups.first, let first = whole.firstInterval, let last = whole.lastInterval else { return }
    try heading(centre, first, last, all)
    try write(queues.groups)
    try write(hours(of: intervals), oneDay: last.since(first) < .minutes(24 * 60))
    try console.out.line(console.outStyle.paint(whole.provenance, .faint))
    try console.out.line()
  }

  private func heading(_ centre: CentreID, _ first: Instant, _ last: Instant, _ all: KPIGroup) throws {
    let days = first.dateText == last.dateText ? first.dateText : "\(first.dateText) to \(last.dateText)"
    try console.out.line()
    try console.out.line(console.outStyle.paint("\(centre), \(days) (UTC)", .heading))
    try console.out.line(
      "\(all.sentence())  ·  \(NumberText.grouped(all.calls.calls)) calls, "
        + "\(NumberText.grouped(all.sums.offered)) offered to a queue, \(NumberText.grouped(all.sums.answered)) answered, "
        + "\(NumberText.grouped(all.sums.abandoned)) abandoned, \(all.agents) agents")
    let variant = ServiceLevelVariant.shortOut
    try console.out.line(
      console.outStyle.paint("SL(\(variant.rawValue)) = \(variant.formula), target and thresholds of the day", .faint))
    try console.out.line()
  }

  private func write(_ groups: [KPIGroup]) throws {
    let columns: [Column] = [
      .text("queue", "Queue"), .number("offered", "Offered"), .number("answered", "Answered"),
      .number("abandoned", "Abandoned"), .number("sl", "SL"), .number("asa", "ASA"), .number("p90", "P90 wait"),
      .number("longest", "Longest"), .number("aht", "AHT"), .number("rate", "Abandon rate"),
    ]
    var rows = RowWriter(columns, format: .table, console: console)
    for group in groups where group.sums.offered > 0 {
      guard case .queue(_, let queue) = group.subject else { continue }
      let sums = group.sums
      try rows.write([
        .text(queue.text), .integer(sums.offered), .integer(sums.answered), .integer(sums.abandoned),
        .optional(sums.serviceLevel(.shortOut)) { .share($0, places: 1) }, mean(sums.averageSpeedOfAnswerMs),
        .optional(group.percentileMs(perMille: 900)) { .duration(Milliseconds($0)) },
        .duration(Milliseconds(sums.waitMsMax)), mean(sums.averageHandleTimeMs),
        .optional(sums.abandonRate) { .share($0, places: 1) },
      ])
    }
    try rows.finish()
    try console.out.line()
  }

  private func mean(_ ms: Double?) -> Cell { .optional(ms) { .duration(Milliseconds(Int64($0.rounded()))) } }

  private struct Hour {
    let start: Instant
    var sums: QueueSums
  }

  private static let hourMs: Int64 = 3_600_000
  private static let barWidth = 24

  private func hours(of intervals: [IntervalRow]) -> [Hour] {
    var hours: [Hour] = []
    for row in intervals {
      let start = Instant(ms: row.intervalStart.ms - row.intervalStart.ms % Self.hourMs)
      // An hour in which nobody called is an hour of the day too.
      while let last = hours.last, last.start < start {
        hours.append(Hour(start: last.start + Milliseconds(Self.hourMs), sums: QueueSums()))
      }
      if hours.isEmpty { hours.append(Hour(start: start, sums: QueueSums())) }
      hours[hours.count - 1].sums += row.sums
    }
    return hours
  }

  /// Of a longer range the hours would fill pages: only a day's are shown.
  private func write(_ hours: [Hour], oneDay: Bool) throws {
    guard oneDay else { return }
    let busiest = hours.map { Double($0.sums.offered) }.max() ?? 0
    let columns: [Column] = [
      .text("hour", "Hour"), .number("offered", "Offered"), .text("load", "Load"), .number("sl", "SL"),
      .text("level", "SL of 100 %"), .number("asa", "ASA"), .number("abandoned", "Abandoned"),
    ]
    var rows = RowWriter(columns, format: .table, console: console)
    for hour in hours {
      let level = hour.sums.serviceLevel(.shortOut)
      try rows.write([
        .text(hour.start.timeText), .integer(hour.sums.offered),
        .text(bar(Double(hour.sums.offered), of: busiest)), .optional(level) { .share($0, places: 0) },
        .text(bar(level ?? 0, of: 1)), mean(hour.sums.averageSpeedOfAnswerMs), .integer(hour.sums.abandoned),
      ])
    }
    try rows.finish()
    try console.out.line()
  }

  private func bar(_ value: Double, of greatest: Double) -> String {
    Bars.horizontal(value, of: greatest, width: Self.barWidth, unicode: console.unicode)
  }
}

extension Instant {
  /// `1999-01-13`.
  var dateText: String { String(description.prefix(10)) }
  /// `08:00`.
  fileprivate var timeText: String { String(description.dropFirst(11).prefix(5)) }
}
