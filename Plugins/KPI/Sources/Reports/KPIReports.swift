package import Storage
import Values

/// The reports of the plugin. Each reads one snapshot, so that its parts agree.
package struct KPIReports: Sendable {
  private let readModel: any ReadModel

  package init(_ readModel: any ReadModel) { self.readModel = readModel }

  /// Queues by quarter of an hour of arrival: a row for every queue and interval that entries left, sorted by interval,
  /// then queue.
  /// - Parameter open: adds entries that still wait; those beyond the target count as missed at once.
  package func intervals(_ selection: KPISelection, open: OpenState? = nil) async throws(StorageFailure)
    -> [IntervalRow]
  {
    let answers = try await readModel.rows([IntervalStatement.query(selection), TargetStatement.query(selection)])
    let targets = try QueueTargets(rows: answers[1])
    var rows: [IntervalRow] = []
    rows.reserveCapacity(answers[0].count)
    for answer in answers[0] {
      var reader = RowReader(answer)
      let start = Instant(ms: try reader.integer())
      let queue = try reader.name(QueueID.self)
      let centre = try reader.name(CentreID.self)
      rows.append(
        IntervalRow(
          intervalStart: start, centre: centre, queue: queue, sums: try reader.queueSums(),
          targetMs: targets[centre, queue]?.targetMs))
    }
    rows.removeAll { $0.sums.offered == 0 }
    return open.map { OpenEntries($0, selection, targets).added(to: rows) } ?? rows
  }

  /// KPIs over the whole selection.
  /// - Parameter open: adds entries that still wait; those beyond the target count as missed at once.
  package func kpi(
    _ selection: KPISelection, by grouping: KPIGrouping = .all, open: OpenState? = nil
  ) async throws(StorageFailure) -> KPIReport {
    let queries =
      GroupStatement.queries(selection, grouping)
      + [TargetStatement.query(selection), BoundsStatement.query(selection)]
    let answers = try await readModel.rows(queries)
    let targets = try QueueTargets(rows: answers[4])
    var groups = KPIGroups(grouping)
    try groups.add(sums: answers[0], waits: answers[1], calls: answers[2], agents: answers[3])
    if let open { OpenEntries(open, selection, targets).add(to: &groups) }
    groups.name(targets)
    var bounds = RowReader(answers[5].first ?? [])
    return KPIReport(
      selection: selection, grouping: grouping, groups: groups.sorted,
      firstInterval: answers[5].isEmpty ? nil : Instant(ms: try bounds.integer()),
      lastInterval: answers[5].isEmpty ? nil : Instant(ms: try bounds.integer()), openAt: open?.at,
      version: KPI.plugin.version)
  }

  /// Agents over the whole selection, or by quarter of an hour: sorted by interval, then agent.
  /// - Parameter open: adds the states that agents are in, from when they began to the instant of the report.
  package func agents(
    _ selection: KPISelection, byInterval: Bool = false, open: OpenState? = nil
  ) async throws(StorageFailure) -> [AgentRow] {
    let answers = try await readModel.rows(AgentStatement.queries(selection, byInterval: byInterval))
    var rows = AgentRows(byInterval: byInterval)
    try rows.add(sums: answers[0], notReady: answers[1])
    if let open { rows.add(open, selection) }
    return rows.sorted
  }
}

/// The newest thresholds of each queue.
struct QueueTargets {
  struct Thresholds: Hashable {
    let targetMs: Int64
    let shortMs: Int64
  }
  private struct Key: Hashable {
    let centre: CentreID
    let queue: QueueID
  }
  private var known: [Key: Thresholds] = [:]

  init(rows: [[Value]]) throws(StorageFailure) {
    for row in rows {
      var reader = RowReader(row)
      let key = Key(centre: try reader.name(CentreID.self), queue: try reader.name(QueueID.self))
      known[key] = Thresholds(targetMs: try reader.integer(), shortMs: try reader.integer())
    }
  }

  subscript(centre: CentreID, queue: QueueID) -> Thresholds? { known[Key(centre: centre, queue: queue)] }

  /// That of all queues, where they agree.
  func common<Threshold: Hashable>(_ threshold: (Thresholds) -> Threshold) -> Threshold? {
    let different = Set(known.values.map(threshold))
    return different.count == 1 ? different.first : nil
  }
}
