/// The mean of a stationary series that depends on itself, as waits do, from the means of long batches, which hardly
/// do: the half width of the confidence interval is t₀.₉₉₅ · s / √n over the batches (Law, *Simulation Modeling and
/// Analysis*, 9.5).
package struct BatchMeans: Sendable, Equatable {
  package private(set) var means: [Double] = []

  package init() {}
  package init(_ means: [Double]) { self.means = means }

  package mutating func add(_ mean: Double) { means.append(mean) }

  /// `nil` below two batches.
  package var interval: ConfidenceInterval? {
    guard means.count > 1 else { return nil }
    let count = Double(means.count)
    let mean = means.reduce(0, +) / count
    let squares = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / (count - 1)).squareRoot()
    return ConfidenceInterval(
      mean: mean, halfWidth: StudentT.quantile995(degreesOfFreedom: count - 1) * deviation / count.squareRoot())
  }
}

/// Of 99 %, two-sided.
package struct ConfidenceInterval: Sendable, Equatable {
  package let mean: Double
  package let halfWidth: Double

  package init(mean: Double, halfWidth: Double) {
    self.mean = mean
    self.halfWidth = halfWidth
  }

  package func covers(_ value: Double) -> Bool { (value - mean).magnitude <= halfWidth }
  package func overlaps(_ other: ConfidenceInterval) -> Bool {
    (other.mean - mean).magnitude <= halfWidth + other.halfWidth
  }
}

package enum StudentT {
  /// The 0.995 quantile by the expansion of Fisher and Cornish about the normal's (Abramowitz and Stegun 26.7.5);
  /// within 0.001 from 15 degrees of freedom on.
  package static func quantile995(degreesOfFreedom n: Double) -> Double {
    let x = 2.575_829_303_548_901
    let x2 = x * x
    let g1 = (x2 + 1) * x / 4
    let g2 = ((5 * x2 + 16) * x2 + 3) * x / 96
    let g3 = (((3 * x2 + 19) * x2 + 17) * x2 - 15) * x / 384
    let g4 = ((((79 * x2 + 776) * x2 + 1482) * x2 - 1920) * x2 - 945) * x / 92_160
    return x + g1 / n + g2 / (n * n) + g3 / (n * n * n) + g4 / (n * n * n * n)
  }
}
