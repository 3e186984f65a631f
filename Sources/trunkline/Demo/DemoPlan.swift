import AnonymousBank
import CallDomain
import CallHandling
import CommandLineKit
import EventLog
import Events
import SimulatedTelephony
import Values

/// What a demo is going to live: whose day, on which date, how fast.
struct DemoPlan {
  /// As the last demo left it.
  let former: Centre
  let midnight: Instant
  let scenario: Scenario
  let configuration: Configuration
  let time: PacedTime
  var centre: CentreID { former.id }

  /// The bank's day on its own date, or on the day after the last one that is in the log; without the bank's file, a
  /// centre made up by the seed.
  static func make(
    _ bank: BankFile?, seed: UInt64, speed: Double, _ installation: Installation
  ) async throws -> DemoPlan {
    let centre = CentreID(unchecked: bank == nil ? "demo" : "anonymous-bank")
    let known = try await installation.loader.load(Slice(of: centre)).centres[centre]
    let next = known.map { dayAfter($0.lastAt) }
    if let bank {
      guard let day = BankDay(bank, on: next) else {
        throw Failure(.badInput, "the file has no calls: there is no day to live")
      }
      let wanted = BankConfiguration.extended(known?.configuration, by: bank) ?? known?.configuration
      return make(
        known ?? Centre(id: centre), day.midnight, BankScenario.scenario(of: day, seed: seed),
        wanted ?? Configuration(limits: MadeUpCentre.limits), speed)
    }
    let midnight = next ?? MadeUpCentre.midnight
    return make(
      known ?? Centre(id: centre), midnight, MadeUpCentre.scenario(midnight: midnight, seed: seed),
      MadeUpCentre.configuration, speed)
  }

  private static func make(
    _ former: Centre, _ midnight: Instant, _ scenario: Scenario, _ configuration: Configuration, _ speed: Double
  ) -> DemoPlan {
    // Nobody wants to watch the night.
    let first = [scenario.callers.first?.arrivesAt, scenario.agents.flatMap(\.shifts).map(\.from).min()]
      .compactMap(\.self).min()
    let start = max(midnight, (first ?? midnight) - .minutes(1))
    return DemoPlan(
      former: former, midnight: midnight, scenario: scenario, configuration: configuration,
      time: PacedTime(start: start, speed: speed))
  }

  private static func dayAfter(_ instant: Instant) -> Instant {
    Instant(ms: (CivilTime(instant).dayNumber + 1) * 86_400_000)
  }
}
