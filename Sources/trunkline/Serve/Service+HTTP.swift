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
    _ board: ServiceBoard, port: any CommandPort, _ body: () async throws -> R
  ) async throws -> R {
    guard let address = http else { return try await body() }
    ProcessLimits.raiseOpenFiles()
    let api = API(
      API.Surroundings(
        log: installation.log, port: port, time: WallTime(), centres: ServedCentre(centre: centre),
        slice: Slice(of: centre), standing: { board.standing }))
    let counts = HTTPCounts()
    let server = try HTTPServer.start(at: address, routes: api.routes(counts: counts), counts: counts)
    log.write(.http(address))
    let serving = Task { await server.run() }
    return try await withTaskCancellationHandler {
      do {
        let value = try await body()
        serving.cancel()
        await serving.value
        return value
      } catch {
        serving.cancel()
        await serving.value
        throw error
      }
    } onCancel: {
      serving.cancel()
    }
  }
}

/// How the parts of a service stand, for whoever asks while it starts, runs and stops.
final class ServiceBoard: Sendable {
  private let writers: ServedSlices
  private let plugins = Mutex<OwnPlugins?>(nil)

  init(_ writers: ServedSlices) { self.writers = writers }

  /// The plugins' rows are there.
  func opened(_ plugins: OwnPlugins) { self.plugins.withLock { $0 = plugins } }

  var standing: ServiceStanding {
    ServiceStanding(slices: writers.standings, plugins: plugins.withLock { $0 }?.boards)
  }
}

/// One process serves one centre; where others are is not known yet.
private struct ServedCentre: CentreDirectory {
  let centre: CentreID

  func whereabouts(of centre: CentreID) async -> Whereabouts { centre == self.centre ? .here : .unknown }
}
