import CallDomain
import EventLog
import Events
import SystemTime
import Values

/// A centre as it was: every commit decided at or before an instant, folded by the same code that lives it.
struct PastCentre: Sendable {
  private(set) var centre: Centre
  private(set) var counts = LiveCounts()
  /// The instant that the state is of: durations of what is open are measured to here.
  private(set) var asOf: Instant

  /// - Parameter instant: `nil`: the present. A centre that lives by the machine's clock is shown as of now; one that
  ///   lived at another time, as of its last commit.
  static func fold(_ id: CentreID, in log: any EventLog, at instant: Instant?) async throws -> PastCentre {
    var past = PastCentre(centre: Centre(id: id), asOf: instant ?? .epoch)
    let slice = Slice(of: id)
    let stream = try await log.scan(slice, after: log.chain.genesis(of: slice, in: log.id), through: nil, limit: .bulk)
    var isOver = false
    try await stream.forEachBatch { batch in
      try batch.forEachCommit { commit in
        guard commit.centre == id, !isOver else { return }
        if let instant, commit.at > instant {
          isOver = true
        } else {
          past.centre.evolve(commit)
          past.counts.fold(commit)
        }
      }
      return !isOver
    }
    if instant == nil { past.asOf = present(after: past.centre.lastAt) }
    return past
  }

  /// Within this of its last commit a centre is taken to live by the machine's clock.
  private static let alive = Milliseconds.minutes(24 * 60)

  private static func present(after last: Instant) -> Instant {
    let now = WallClock.now()
    return now > last && now.since(last) < alive ? now : last
  }

  var picture: LivePicture { LivePicture(centre, counts: counts, now: max(asOf, centre.lastAt)) }
}
