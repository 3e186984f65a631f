import EventLog
import Storage
import Synchronization
import Values

/// Publishes one slice for one plugin. A batch goes out, then the checkpoint moves: what a process sent that died
/// between the two, its successor sends again.
final class PublicationRunner: Sendable {
  /// Between two tries while something is away, and two looks whether an operator has lifted a hold.
  private static let pause = Duration.seconds(1)

  private let log: any EventLog
  private let store: any ProjectionStore
  private let plugin: Plugin
  private let sink: any RecordSink
  private let slice: Slice
  private let board: Mutex<PluginHealth>

  init(log: any EventLog, store: any ProjectionStore, plugin: Plugin, sink: any RecordSink, slice: Slice) {
    self.log = log
    self.store = store
    self.plugin = plugin
    self.sink = sink
    self.slice = slice
    board = Mutex(PluginHealth(plugin: plugin.name, slice: slice))
  }

  /// At any moment, from any thread.
  var health: PluginHealth { board.withLock { $0 } }

  /// Until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      do {
        let place = try await load()
        if let hold = place.hold {
          show(.held, hold.reason)
        } else {
          try await publish(from: place)
        }
      } catch {
        if Task.isCancelled { return }
        show(error.isPassing ? .waiting : .held, "\(error)")
      }
      // The time between two tries.
      if !Task.isCancelled { try? await Task.sleep(for: Self.pause) }
    }
  }

  /// Where the plugin stands, by the database.
  private struct Place {
    let build: Build
    var checkpoint: Checkpoint?
    let hold: Hold?
    let skipped: Set<Position>
  }

  private func load() async throws -> Place {
    let build = try await store.buildOfNothing(for: plugin)
    let checkpoint = try await store.checkpoints(of: build)[slice]
    let position = checkpoint?.position ?? .zero
    let holds = try await store.holds(of: plugin.name)
    let skips = try await store.skips(of: plugin.name)
    show(at: position)
    return Place(
      build: build, checkpoint: checkpoint, hold: holds.first { $0.slice == slice && $0.position > position },
      skipped: Set(skips.filter { $0.slice == slice }.map(\.position)))
  }

  /// Until the task is cancelled, or the plugin stands still.
  private func publish(from place: Place) async throws {
    var place = place
    var point = place.checkpoint?.point ?? log.chain.genesis(of: slice, in: log.id)
    // The record at the checkpoint must still be the one that was read (G8).
    var batch = try await log.read(slice, after: point, limit: .live)
    while !Task.isCancelled {
      if let last = batch.end {
        if let hold = try await publish(batch, from: &place) { return show(.held, hold.reason) }
        point = last
      }
      batch = try await log.readNext(
        slice, after: point, limit: .live, away: { show(.waiting, $0.message) }, resting: { show(.running) })
    }
  }

  /// - Returns: why it stands still before the end of the batch, if it does.
  private func publish(_ batch: RecordBatch, from place: inout Place) async throws -> Hold? {
    let outgoing = try OutgoingBatch(batch, of: plugin, skipping: place.skipped)
    let fault = try await send(outgoing)
    let done = fault.map { batch.prefix(below: $0.position) } ?? batch
    if let end = done.end {
      let next = Checkpoint(slice, at: end)
      try await store.apply(RowChanges(tables: []), to: place.build, from: place.checkpoint, to: next)
      place.checkpoint = next
      show(.running, at: end.position)
    }
    guard let fault else { return nil }
    let hold = Hold(plugin: plugin.name, slice: slice, position: fault.position, eventIndex: -1, reason: fault.reason)
    try await store.hold(hold)
    return hold
  }

  /// Sends what comes before the first commit that can't go out.
  private func send(_ outgoing: OutgoingBatch) async throws -> OutgoingBatch.Fault? {
    var outgoing = outgoing
    while !outgoing.records.isEmpty {
      do {
        try await sink.send(outgoing.records)
        break
      } catch {
        guard case .refused(let index) = error.kind else { throw error }
        outgoing = outgoing.upTo(record: index, error.message)
      }
    }
    return outgoing.fault
  }

  private func show(_ state: PluginHealth.State, _ reason: String = "", at position: Position? = nil) {
    board.withLock { health in
      health.state = state
      health.reason = reason
    }
    if let position { show(at: position) }
  }

  private func show(at position: Position) { board.withLock { $0.position = position } }
}
