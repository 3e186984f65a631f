import API
import CallHandling
import EventLog
import HTTPServer
import PluginKit
import Storage
import Synchronization
import SystemTime
import Values

extension Service {
  /// Runs `body` beside the HTTP server, if one is wanted. When the task is cancelled the server stops in order: what
  /// is under way is answered while the writers still are there.
  func besideHTTP<R: Sendable>(
    _ board: ServiceBoard, port: any CommandPort, _ body: @escaping @Sendable () async throws -> R
  ) async throws -> R {
    guard let address = http, let centre else { return try await body() }
    ProcessLimits.raiseOpenFiles()
    let failures = FailedRequests { [log] in log.write($0) }
    let api = API(
      API.Surroundings(
        log: installation.log, port: port, time: WallTime(), centres: KnownCentres(installation.loader),
        slice: Slice(of: centre), standing: { board.standing },
        clients: { [installation, publishing] in installation.clients + (publishing?.clients ?? []) },
        failed: { failures.failed($0) }))
    let counts = HTTPCounts()
    let given = httpNames.map { $0.lowercased() }
    let names = given.isEmpty ? address.ownNames : (address.ownNames ?? []).union(given)
    let server = try HTTPServer.start(at: address, routes: api.routes(counts: counts), names: names, counts: counts)
    log.write(.http(address))
    let serving = Task { await server.run() }
    let work = Task { try await body() }
    return try await withTaskCancellationHandler {
      let result = await work.result
      serving.cancel()
      await serving.value
      return try result.get()
    } onCancel: {
      serving.cancel()
      // In order: nobody is taken a writer from under a request.
      Task {
        await serving.value
        work.cancel()
      }
    }
  }
}

/// How the parts of a service stand, for whoever asks while it starts, runs and stops.
final class ServiceBoard: Sendable {
  let log: LogWatch
  /// `nil`: this process takes commands itself, or nobody asks.
  let engines: EngineWatch?
  private let writers: ServedSlices?
  private let runsPlugins: Bool
  private let plugins = Mutex<OwnPlugins?>(nil)
  private let othersRunPlugins = Mutex(false)

  /// - Parameter writers: `nil`: nothing is written here.
  init(_ writers: ServedSlices?, runsPlugins: Bool, log: LogWatch, engines: EngineWatch?) {
    self.log = log
    self.engines = engines
    self.writers = writers
    self.runsPlugins = runsPlugins
  }

  /// The plugins' rows are there.
  func opened(_ plugins: OwnPlugins) { self.plugins.withLock { $0 = plugins } }

  /// Another process runs one of the plugins.
  func standsBy() { othersRunPlugins.withLock { $0 = true } }

  var standing: ServiceStanding {
    let boards = plugins.withLock { $0 }?.boards
    let isOpening = runsPlugins && boards?.isEmpty == true && !othersRunPlugins.withLock { $0 }
    return ServiceStanding(
      logTrouble: log.trouble, slices: writers?.standings, plugins: isOpening ? nil : boards,
      engine: engines?.found ?? .here)
  }
}
