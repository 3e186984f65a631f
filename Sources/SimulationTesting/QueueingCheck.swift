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
    /// By somebody else's simulation.
    package let simulated: ConfidenceInterval?

    package init(_ subject: Subject, exact: Double?, simulated: ConfidenceInterval?) {
      self.subject = subject
      self.exact = exact
      self.simulated = simulated
    }

    /// Our half width may be twice the other simulation's, or without one 2 % of the value.
    var halfWidthMax: Double { simulated.map { 2 * $0.halfWidth } ?? (exact ?? 0).magnitude / 50 }
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
    (expectation.exact.map { found.covers($0) } ?? false)
      || (expectation.simulated.map { found.overlaps($0) } ?? false)
  }
  package var isNarrow: Bool { found.halfWidth <= expectation.halfWidthMax || found.halfWidth == 0 }
  /// How many times longer a run must be to be narrow.
  var lengthMissing: Double {
    let ratio = found.halfWidth / expectation.halfWidthMax
    return ratio.isFinite ? max(1, ratio * ratio) : .greatestFiniteMagnitude
  }
  package var isGood: Bool { agrees && isNarrow }

  package var description: String {
    let exact = expectation.exact.map { "exact \(shown($0))" }
    let other = expectation.simulated.map { "simulated \(shown($0.mean)) ± \(shown($0.halfWidth))" }
    let verdict = (agrees ? "agrees" : "DISAGREES") + (isNarrow ? "" : ", too wide")
    return "\(name): \(expectation.subject) \(shown(found.mean)) ± \(shown(found.halfWidth)) "
      + "(\([exact, other].compactMap(\.self).joined(separator: ", "))): \(verdict)"
  }

  /// Six significant decimals.
  private func shown(_ value: Double) -> String { "\((value * 1e6).rounded() / 1e6)" }
}
