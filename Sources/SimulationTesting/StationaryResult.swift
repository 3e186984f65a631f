package import Metrics
import Values
import VirtualTime

/// The figures of a stationary case, each with its batches.
package struct StationaryResult: Sendable {
  package enum Figure: String, Sendable, CaseIterable {
    /// Of all callers.
    case blocking
    /// Of those who came in: had to wait at all, were answered within the time, gave up, gave up within the time.
    case waits, answeredWithin, abandons, abandonsWithin
    /// Answered within the time, of those who came in and did not give up within it.
    case withinExceptShort
    /// Of the answered: within the time, by an agent whose own type it was.
    case withinOfAnswered, byPrimary
    /// Mean seconds: of all who came in, of the answered, of who gave up.
    case waitAll, waitAnswered, waitAbandoned
    /// Talking agents ÷ agents; callers in line on average.
    case occupancy, lineLength
  }

  package private(set) var figures: [Figure: BatchMeans] = [:]
  /// Mean seconds of the answered, by priority.
  package private(set) var waits: [Int32: BatchMeans] = [:]
  package private(set) var callers: UInt64 = 0
  private let agents: Double
  private let seconds: Double

  init(_ stationary: StationaryCase, batch: Milliseconds) {
    agents = Double(stationary.agents)
    seconds = Double(batch.count) / 1_000
  }

  package func interval(_ figure: Figure) -> ConfidenceInterval? { figures[figure]?.interval }

  mutating func add(_ before: TallyMoment, _ after: TallyMoment) {
    let sums = after.total - before.total
    callers += after.callers - before.callers
    add(.blocking, Double(after.blocked - before.blocked), of: Double(after.callers - before.callers))
    let settled = Double(sums.answered + sums.abandoned)
    add(.waits, Double(sums.waited + sums.abandoned), of: settled)
    add(.answeredWithin, Double(sums.answeredWithin), of: settled)
    add(.abandons, Double(sums.abandoned), of: settled)
    add(.abandonsWithin, Double(sums.abandonedWithin), of: settled)
    add(.withinExceptShort, Double(sums.answeredWithin), of: settled - Double(sums.abandonedWithin))
    add(.withinOfAnswered, Double(sums.answeredWithin), of: Double(sums.answered))
    add(.byPrimary, Double(sums.answeredByPrimary), of: Double(sums.answered))
    let waited = Double(sums.waitMsAnswered + sums.waitMsAbandoned) / 1_000
    add(.waitAll, waited, of: settled)
    add(.waitAnswered, Double(sums.waitMsAnswered) / 1_000, of: Double(sums.answered))
    add(.waitAbandoned, Double(sums.waitMsAbandoned) / 1_000, of: Double(sums.abandoned))
    add(.occupancy, Double(sums.talkMs) / 1_000, of: agents * seconds)
    add(.lineLength, waited, of: seconds)
    for (priority, later) in after.classes {
      let sums = later - (before.classes[priority] ?? TallySums())
      guard sums.answered > 0 else { continue }
      waits[priority, default: BatchMeans()].add(Double(sums.waitMsAnswered) / 1_000 / Double(sums.answered))
    }
  }

  private mutating func add(_ figure: Figure, _ part: Double, of whole: Double) {
    if whole > 0 { figures[figure, default: BatchMeans()].add(part / whole) }
  }
}
