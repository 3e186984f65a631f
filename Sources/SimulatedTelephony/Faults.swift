import Values

/// What goes wrong between telephony and the core: shares of the reports, each by chance of its own.
package struct Faults: Sendable, Equatable {
  /// Sent again, with the same id.
  package var repeated = 0.0
  /// Observed twice: sent again with another id.
  package var duplicated = 0.0
  /// Held back for `lateness`, and overtaken by what comes in between.
  package var late = 0.0
  package var lateness = Spread.exponential(mean: .seconds(2))
  /// Overtaken by the next report.
  package var overtaken = 0.0
  /// Never sent: of all reports but ends of calls, and of these.
  package var lost = 0.0
  package var lostEnds = 0.0
  /// Of the rings: the station is lost while the phone rings, for `stationAway`.
  package var lostStations = 0.0
  package var stationAway = Spread.exponential(mean: .seconds(30))

  package init() {}

  package static let none = Faults()

  /// Every kind, each in a few of a thousand reports.
  package static var some: Faults {
    var faults = Faults()
    faults.repeated = 0.005
    faults.duplicated = 0.005
    faults.late = 0.005
    faults.overtaken = 0.005
    faults.lost = 0.002
    faults.lostEnds = 0.002
    faults.lostStations = 0.001
    return faults
  }
}
