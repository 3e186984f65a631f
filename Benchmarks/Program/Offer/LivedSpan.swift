import CallDomain
import EventLog
import Events
import Values

/// What the log of a live centre says of a span.
struct LivedSpan: Sendable {
  let written: [RecordingLog.Group]
  let span: Range<ContinuousClock.Instant>
  /// Of the plugin's own code, in the span.
  let policy: (commits: Int, nanoseconds: Int)
  /// Of everything, in the span.
  let cost: ProcessorTime

  var writtenInSpan: [RecordingLog.Group] { written.filter { span.contains($0.durableAt) } }

  /// From the first commit on, so that nothing needs to be known of the centre.
  func offerTimes(of id: CentreID) throws -> OfferTimes {
    var centre = Centre(id: id)
    var times = OfferTimes(in: span)
    for group in written {
      for record in group.records {
        let commit = try Commit(wire: record.body)
        centre.evolve(commit)
        times.observe(commit, durableAt: group.durableAt)
      }
    }
    times.end(at: span.upperBound, centre)
    return times
  }
}
