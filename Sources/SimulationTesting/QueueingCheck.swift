package import Metrics
import Values

/// A stationary case and what theory, or somebody else's simulation, says of it.
package struct QueueingCheck: Sendable {
  package enum Subject: Sendable, Equatable, CustomStringConvertible {
    case figure(StationaryResult.Figure)
    /// The mean seconds of those answered with this priority.
    case wait(priority: Int32)

    package var description: String {
      switch self {
      case .figure(let figure): figure.rawValue
      case .wait(let priority): "wait of priority \(priority)"
      }
    }
  }

  package struct Expectation: Sendable {
    package let subject: Subject
    /// By theory.
    package let exact: Double?
    /// By somebody else's simulation; our half width must be at most twice its.
    package let simulated: ConfidenceInterval

    package init(_ subject: Subject, exact: Double?, simulated: ConfidenceInterval) {
      self.subject = subject
      self.exact = exact
      self.simulated = simulated
    }
  }

  package let stationary: StationaryCase
  package let expectations: [Expectation]

  package init(_ stationary: StationaryCase, _ expectations: [Expectation]) {
    self.stationary = stationary
    self.expectations = expectations
  }
}

/// One figure beside what was expected of it.
package struct QueueingVerdict: Sendable, CustomStringConvertible {
  package let name: String
  package let expectation: QueueingCheck.Expectation
  package let found: ConfidenceInterval

  /// Our interval covers the exact value, or overlaps the other simulation's.
  package var agrees: Bool {
    (expectation.exact.map { found.covers($0) } ?? false) || found.overlaps(expectation.simulated)
  }
  package var isNarrow: Bool { found.halfWidth <= 2 * expectation.simulated.halfWidth || found.halfWidth == 0 }

  package var description: String {
    let exact = expectation.exact.map { "exact \(shown($0)), " } ?? ""
    let other = expectation.simulated
    let verdict = (agrees ? "agrees" : "DISAGREES") + (isNarrow ? "" : ", too wide")
    return "\(name): \(expectation.subject) \(shown(found.mean)) ± \(shown(found.halfWidth)) (\(exact)simulated "
      + "\(shown(other.mean)) ± \(shown(other.halfWidth))): \(verdict)"
  }

  /// Six significant decimals.
  private func shown(_ value: Double) -> String { "\((value * 1e6).rounded() / 1e6)" }
}

extension QueueingCheck {
  package func verdicts(on result: StationaryResult) -> [QueueingVerdict] {
    expectations.compactMap { expectation in
      let interval =
        switch expectation.subject {
        case .figure(let figure): result.interval(figure)
        case .wait(let priority): result.waits[priority]?.interval
        }
      return interval.map { QueueingVerdict(name: stationary.name, expectation: expectation, found: $0) }
    }
  }

  /// Runs longer, twice as long each time, until every interval is narrow, or a run has more callers than `callersMax`.
  package func verdicts(
    from start: StationaryRun, callersMax: Int, progress: (Int) throws -> Void = { _ in }
  ) throws -> [QueueingVerdict] {
    var run = start
    while true {
      try progress(run.callersPerBatch * run.batches)
      let verdicts = verdicts(on: try run.result(of: stationary))
      let longer = run.twiceAsLong
      if verdicts.allSatisfy(\.isNarrow) || longer.callersPerBatch * longer.batches > callersMax { return verdicts }
      run = longer
    }
  }
}
