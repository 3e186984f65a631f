import Metrics
import Values

/// What somebody else's simulation found.
struct Simulated: Decodable {
  let mean: Double
  let halfWidth: Double

  private enum CodingKeys: String, CodingKey {
    case mean
    case halfWidth = "ci99_half"
  }

  /// In seconds, from a unit of so many.
  func interval(_ unit: Double = 1) -> ConfidenceInterval {
    ConfidenceInterval(mean: mean * unit, halfWidth: halfWidth * unit)
  }
}

extension Milliseconds {
  /// Rounded, and within the spans that a centre knows, whatever a file says.
  init(rounding seconds: Double) {
    self.init(Int64((min(max(seconds, 0), 1e9) * 1_000).rounded()))
  }
}
