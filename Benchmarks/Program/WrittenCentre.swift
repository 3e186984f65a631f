import CallHandling
import EventLog
import Events
import Storage
import SystemTime
import Values

/// A centre and its writer on the benchmark's log, as a server has them.
struct WrittenCentre {
  let id: CentreID
  let log: RecordingLog
  let server: SliceServer

  var slice: Slice { server.slice }

  /// Serves the centre while `body` runs.
  static func with<R: Sendable>(
    _ id: CentreID, on server: BenchmarkServer, _ body: (WrittenCentre) async throws -> R
  ) async throws -> R {
    let log = try await server.openLog()
    let centre = WrittenCentre(id, RecordingLog(log))
    let service = Task { try await centre.server.serve() }
    let result: Result<R, any Error>
    do { result = .success(try await body(centre)) } catch { result = .failure(error) }
    service.cancel()
    try await service.value
    await log.close()
    return try result.get()
  }

  private init(_ id: CentreID, _ log: RecordingLog) {
    self.id = id
    self.log = log
    server = SliceServer(
      slice: Slice(of: id), loader: SliceLoader(log: log), time: WallTime(),
      identity: WriterIdentity(owner: "benchmark", newID: { CommandID(.random()) }))
  }

  /// What must be so before the measuring begins.
  func open(_ bodies: [Command.Body]) async throws {
    for start in stride(from: 0, to: bodies.count, by: Self.batch) {
      let now = WallClock.now()
      let commands = bodies[start..<min(start + Self.batch, bodies.count)].map {
        Command(
          id: CommandID(.random()), centre: id, at: now, recordedAt: now,
          actor: Actor(kind: .supervisor, id: "opening"),
          body: $0)
      }
      try await server.send(commands).requireAccepted(commands)
    }
  }

  private static let batch = 250
}

extension Slice {
  /// Where the bare loop writes what was written to this one.
  var neighbour: Slice { Slice(number ^ 1)! }
}
