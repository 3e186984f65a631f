import CallDomain
import EventLog
import Events
import Values

/// A centre's state and the counts of its day, folded from the log as it grows: a reader like any other, which asks
/// nobody.
actor LiveReplica {
  private let log: any EventLog
  private let slice: Slice
  private(set) var centre: Centre
  private(set) var counts = LiveCounts()
  private(set) var point: ChainPoint
  /// Why the picture is older than it seems; empty: it is not.
  private var trouble = ""

  init(of centre: CentreID, in log: any EventLog) {
    self.log = log
    self.centre = Centre(id: centre)
    slice = Slice(of: centre)
    point = log.chain.genesis(of: slice, in: log.id)
  }

  /// Folds everything that there is, then whatever comes, until the task is cancelled.
  func follow() async throws {
    do {
      try await scan { batch in
        try self.fold(batch)
        return !Task.isCancelled
      }
    } catch let failure as LogFailure where failure.kind == .unavailable {
      // The rest is read as what comes is: patiently.
      trouble = failure.message
    }
    while !Task.isCancelled {
      let batch = try await log.readNext(
        slice, after: point, limit: .live, away: { trouble = $0.message }, resting: { trouble = "" })
      trouble = ""
      try fold(batch)
    }
  }

  /// Folds what there is, each commit when the clock says its time: the past, shown again. Returns at its end.
  func replay(by clock: ScaledTime) async throws {
    try await scan { batch in
      var commits: [Commit] = []
      try batch.forEachCommit { commits.append($0) }
      for commit in commits where commit.centre == self.centre.id {
        if commit.at > clock.now() { await clock.wait(until: commit.at) }
        if Task.isCancelled { return false }
        self.centre.evolve(commit)
        self.counts.fold(commit)
        self.point = ChainPoint(position: commit.position, id: self.point.id, epoch: commit.epoch)
      }
      self.point = batch.end ?? self.point
      return true
    }
  }

  private func scan(_ each: (RecordBatch) async throws -> Bool) async throws {
    try await log.scan(slice, after: point, through: nil, limit: .bulk).forEachBatch(each)
  }

  private func fold(_ batch: RecordBatch) throws {
    try batch.forEachCommit { commit in
      guard commit.centre == centre.id else { return }
      centre.evolve(commit)
      counts.fold(commit)
    }
    point = batch.end ?? point
  }

  func picture(at now: Instant) -> LivePicture {
    var picture = LivePicture(centre, counts: counts, now: max(now, centre.lastAt))
    picture.head = point.position
    picture.remark = trouble.isEmpty ? "" : "the log is away"
    return picture
  }
}
