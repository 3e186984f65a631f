import API
import CallHandling
import Digest
import EventLog
import Events
import HTTPServer
import HTTPTesting
import PluginKit
import Storage
import Synchronization
import TrunklineTesting
import Values

/// The example centre, served on a log in memory, with its API.
struct ServedAPI: Sendable {
  let log: MemoryEventLog
  let time: HandTime
  let writer: SliceServer
  let client: RawClient
  let server: HTTPServer

  static let slice = Slice(of: .example)

  /// Where centres are; the example is here.
  struct Directory: CentreDirectory {
    func whereabouts(of centre: CentreID) async -> Whereabouts {
      switch centre.text {
      case CentreID.example.text: .here
      case "far": .elsewhere("http://10.0.0.7:8080")
      case "off": .elsewhere("process 12 on east")
      default: .unknown
      }
    }
  }

  /// - Parameters:
  ///   - plugins: as the service shows them.
  ///   - port: instead of the writer's own.
  ///   - reading: what the API reads, instead of the log itself.
  ///   - failed: told why requests fail.
  static func with(
    plugins: [PluginHealth]? = [], port: (any CommandPort)? = nil, limits: HTTPLimits = HTTPLimits(),
    reading: (MemoryEventLog) -> any EventLog = { $0 }, id: LogID = LogID(ID128(high: 7, low: 1)),
    failed: @escaping @Sendable (FailedRequest) -> Void = { _ in }, _ body: (ServedAPI) async throws -> Void
  ) async throws {
    let log = MemoryEventLog(id: id, chain: Chain(hash: SHA256.digest))
    let time = HandTime(at: .noon)
    let writer = SliceServer(
      slice: slice, loader: SliceLoader(log: log), time: time,
      identity: WriterIdentity(owner: "one", newID: { CommandID(.random()) }))
    let service = Task { try await writer.serve() }
    let api = API(
      API.Surroundings(
        log: reading(log), port: port ?? writer, time: time, centres: Directory(), slice: slice,
        standing: { ServiceStanding(slices: [writer.standing], plugins: plugins) }, failed: failed))
    let counts = HTTPCounts()
    try await RunningServer.with(limits, routes: api.routes(counts: counts), counts: counts) { running in
      let served = ServedAPI(
        log: log, time: time, writer: writer, client: running.client, server: running.server)
      _ = try await served.decide(.configure(Configure(configuration: .example)))
      try await body(served)
    }
    service.cancel()
    try await service.value
  }

  /// Past the API.
  @discardableResult
  func decide(_ body: Command.Body, by actor: Actor = .system) async throws -> CommandReply {
    let command = Command(
      id: CommandID(.random()), centre: .example, at: time.now(), recordedAt: .epoch, actor: actor, body: body)
    while true {
      do {
        return try await writer.send([command])[0]
      } catch let failure as CommandPortFailure where failure.kind == .noWriter {
        // The writer is on its way.
        await aMoment()
      }
    }
  }

  /// What a stream gives to go on with behind the event.
  func cursor(_ position: UInt64, _ index: Int) async throws -> String {
    let record =
      position == 0
      ? log.chain.genesis(of: Self.slice, in: log.id) : try await log.point(at: Position(position), of: Self.slice)
    return "\(Self.slice)-\(position)-\(index)-\("\(record.id)".prefix(16))"
  }

  func head() async throws -> Position { try await log.head(of: Self.slice).position }

  func get(_ target: String, _ fields: String = "") async -> RawClient.Answer {
    await client.talk("GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(fields)\r\n", silenceMs: 60_000)
  }

  func post(
    _ body: String, to target: String = "/centres/\(CentreID.example)/commands", type: String = "application/json"
  ) async -> RawClient.Answer {
    await client.talk(
      "POST \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: \(type)\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)", silenceMs: 60_000)
  }
}
