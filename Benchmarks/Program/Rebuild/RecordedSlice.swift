import EventLog
import Values

/// A slice as its writer would have left it: its marker, then the sealed commits of a recorded centre, without end.
struct RecordedSlice: ~Copyable {
  private var sealer: Sealer
  private var recorded: RecordedLog
  private(set) var commits = 0
  private(set) var events = 0
  private(set) var bodyBytes = 0

  let slice: Slice
  /// The first record.
  let marker: Record

  init(_ shape: CentreShape, of log: LogID) throws {
    slice = Slice(of: shape.centre)
    let genesis = BenchmarkServer.chain.genesis(of: slice, in: log)
    sealer = Sealer(log: log, slice: slice, chain: BenchmarkServer.chain, after: genesis)
    var numbers = SeededNumbers(seed: 7)
    let taken = OwnershipMarker(
      owner: "benchmark", commandID: CommandID(numbers.id()), at: RecordedCalls.configuredAt,
      recordedAt: RecordedCalls.configuredAt)
    marker = try sealer.sealOwnership(taken, epoch: genesis.epoch.next)
    recorded = RecordedLog(shape, seed: 1, after: sealer.point.position)
  }

  mutating func next() throws -> Record {
    let draft = try recorded.next()
    let record = try sealer.seal(draft)
    commits += 1
    events += draft.events.count
    bodyBytes += record.body.count
    return record
  }

  var loaded: LoadedLog { LoadedLog(slice: slice, commits: commits, events: events, bodyBytes: bodyBytes) }
}
