import SimulatedTelephony
import Values

/// When the large centre begins, is measured, and ends.
struct LargeCentreTimes: Sendable {
  /// After the centre has filled, until its lines are as long as they will be.
  private static let settling = Milliseconds.seconds(30)

  let start: Instant
  let measuredFrom: Instant
  let end: Instant

  /// - Parameter seconds: to be measured.
  init(from start: Instant, seconds: Double) {
    self.start = start
    measuredFrom = start + LargeCentre.opening + LargeCentre.filling + Self.settling
    end = measuredFrom + Milliseconds(Int64(seconds * 1_000))
  }

  var scenario: Scenario { LargeCentre(start: start, end: end).scenario }
}
