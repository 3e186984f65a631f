import CallDomain
import CallHandling
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

  /// From what a writer saved, where that is not of a later time, and the log from there on.
  /// - Parameters:
  ///   - instant: `nil`: the present. A centre that lives by the machine's clock is shown as of now; one that lived at
  ///     another time, as of its last commit.
  ///   - countsDay: its `counts` are wanted too, for which the log is read from its last midnight on.
  static func fold(
    _ id: CentreID, with loader: SliceLoader, at instant: Instant?, countsDay: Bool = false
  ) async throws -> PastCentre {
    let slice = Slice(of: id)
    var begun = loader.log.chain.genesis(of: slice, in: loader.log.id)
    var past = PastCentre(centre: Centre(id: id), asOf: instant ?? .epoch)
    if let saved = await loader.saved(slice) {
      let centre = saved.centres[id] ?? Centre(id: id)
      if instant.map({ centre.lastAt <= $0 }) ?? true {
        past.centre = centre
        begun = saved.point
      }
    }
    try await past.read(slice, of: loader.log, until: instant, after: begun, countsDay: countsDay)
    if instant == nil { past.asOf = present(after: past.centre.lastAt) }
    return past
  }

  /// - Parameter begun: the state is folded through here.
  private mutating func read(
    _ slice: Slice, of log: any EventLog, until instant: Instant?, after begun: ChainPoint, countsDay: Bool
  ) async throws {
    var start = begun
    if countsDay, centre.lastAt > .epoch {
      let midnight = try await log.point(before: LiveCounts.midnight(of: centre.lastAt), of: slice)
      if midnight.position < begun.position { start = midnight }
    }
    var isOver = false
    try await log.scan(slice, after: start, through: nil, limit: .bulk).forEachBatch { batch in
      try batch.forEachCommit { commit in
        guard commit.centre == centre.id, !isOver else { return }
        if let instant, commit.at > instant {
          isOver = true
          return
        }
        if commit.position > begun.position { centre.evolve(commit) }
        counts.fold(commit)
      }
      return !isOver
    }
  }

  /// Within this of its last commit a centre is taken to live by the machine's clock.
  private static let alive = Milliseconds.minutes(24 * 60)

  private static func present(after last: Instant) -> Instant {
    let now = WallClock.now()
    return now > last && now.since(last) < alive ? now : last
  }

  var picture: LivePicture { LivePicture(centre, counts: counts, now: max(asOf, centre.lastAt)) }
}
