package import Values

/// How long something takes, by chance.
package enum Spread: Sendable, Equatable {
  /// It never ends.
  case never
  case exactly(Milliseconds)
  case exponential(mean: Milliseconds)
  /// Of this mean and standard deviation, as handle times usually are.
  case lognormal(mean: Milliseconds, deviation: Milliseconds)
  /// At least `floor`, and then exponential: what is left of an exponential patience of which it is known only that it
  /// was longer than `floor` (a served caller's is censored by his wait).
  case exponentialBeyond(floor: Milliseconds, mean: Milliseconds)

  package static let none = Spread.exactly(.zero)
}

extension Spread {
  /// Longer than any scenario: 30 days.
  private static let longestMs = 2_592_000_000.0

  /// Rounded to the nearest millisecond; `nil`: never.
  func drawn(_ random: inout SeededRandom) -> Milliseconds? {
    switch self {
    case .never: nil
    case .exactly(let span): span
    case .exponential(let mean): Self.milliseconds(Self.exponential(mean, &random))
    case .exponentialBeyond(let floor, let mean): floor + Self.milliseconds(Self.exponential(mean, &random))
    case .lognormal(let mean, let deviation): Self.milliseconds(Self.lognormal(mean, deviation, &random))
    }
  }

  static func exponential(_ mean: Milliseconds, _ random: inout SeededRandom) -> Double {
    -Double(mean.count) * Elementary.log(random.unit())
  }

  /// Of ln X: σ² = ln(1 + (deviation/mean)²), μ = ln mean − σ²/2.
  private static func lognormal(_ mean: Milliseconds, _ deviation: Milliseconds, _ random: inout SeededRandom) -> Double
  {
    guard mean > .zero else { return 0 }
    let ratio = Double(deviation.count) / Double(mean.count)
    let variance = Elementary.log(1 + ratio * ratio)
    let exponent = Elementary.log(Double(mean.count)) - variance / 2 + variance.squareRoot() * normal(&random)
    return Elementary.exp(min(exponent, Elementary.log(longestMs)))
  }

  /// Marsaglia's polar method; the second number of the pair is not kept.
  private static func normal(_ random: inout SeededRandom) -> Double {
    while true {
      let u = 2 * random.unit() - 1
      let v = 2 * random.unit() - 1
      let square = u * u + v * v
      if square > 0, square < 1 { return u * (-2 * Elementary.log(square) / square).squareRoot() }
    }
  }

  private static func milliseconds(_ ms: Double) -> Milliseconds { Milliseconds(Int64(min(ms, longestMs).rounded())) }
}
