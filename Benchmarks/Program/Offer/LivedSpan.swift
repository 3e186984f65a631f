import CallDomain
import EventLog
import Events
import Values

/// What the log of a live centre says of a span.
struct LivedSpan: Sendable {
  let written: [RecordingLog.Group]
  let span: Range<ContinuousClock.Instant>
  /// Seconds of processors that its parts used in the span.
  let costs: [(part: String, seconds: Double)]
  /// The writer is in this process, so it is known what its appends took.
  let isWrittenHere: Bool

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
