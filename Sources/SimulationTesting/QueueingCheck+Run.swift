import Metrics

extension QueueingCheck {
  /// Fewer batches are no interval.
  private static let batchesMin = 20

  package func verdicts(on result: StationaryResult) -> [QueueingVerdict] {
    expectations.map { expectation in
      let means =
        switch expectation.subject {
        case .figure(let figure): result.figures[figure]
        case .wait(let priority): result.waits[priority]
        }
      let interval = means.flatMap { $0.means.count < Self.batchesMin ? nil : $0.interval }
      return QueueingVerdict(
        name: stationary.name, expectation: expectation,
        found: interval ?? ConfidenceInterval(mean: .nan, halfWidth: .infinity))
    }
  }

  /// Goes on until every interval is narrow, or the run would have more callers than `callersMax`. A width falls with
  /// the square root of the length, so that it says how long is long enough.
  package func verdicts(from run: StationaryRun, callersMax: Int) throws -> [QueueingVerdict] {
    var series = try StationarySeries.begin(stationary, as: run)
    while true {
      let verdicts = verdicts(on: series.result)
      let missing = verdicts.filter { !$0.isNarrow }.map(\.lengthMissing).max() ?? 1
      let scale = Int((Double(series.scale) * min(max(missing * 1.1, 1.25), Self.growthMax)).rounded(.up))
      if missing == 1 || series.callers(scale: scale) > callersMax { return verdicts }
      try series.grow(to: scale)
    }
  }

  /// A first width is not to be trusted with more.
  private static let growthMax = 8.0

  /// Tells every verdict. An interval of 99 % misses the truth once in a hundred runs, so a figure that disagrees has
  /// one more run, of other chance; what is wrong disagrees again.
  /// - Returns: the subjects that are not as they should be.
  package func faults(
    from run: StationaryRun, callersMax: Int, tell: (String) throws -> Void
  ) throws -> [Subject] {
    let first = try verdicts(from: run, callersMax: callersMax)
    for verdict in first { try tell(verdict.description) }
    if first.allSatisfy(\.agrees) { return first.filter { !$0.isGood }.map(\.expectation.subject) }
    try tell("\(stationary.name): once more, with seed \(run.again.seed)")
    let second = try verdicts(from: run.again, callersMax: callersMax)
    for verdict in second { try tell(verdict.description) }
    return zip(first, second).filter { ($0.agrees || $1.agrees) ? !$0.isNarrow : true }.map(\.0.expectation.subject)
  }
}
