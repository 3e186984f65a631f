import EventLog
import PluginKit
import Storage
import Values

/// How far the plugins are on one slice, as far as it is known.
struct PluginStandings: Sendable, Equatable {
  var readers: [LivePicture.Reader] = []
  /// What a person must know of them; empty: nothing.
  var remark = ""
}

/// Of the plugins of whatever process, asked of the database once a second: what it said last, with a remark when it
/// does not answer.
actor LiveReaders {
  private static let askEvery = Duration.seconds(1)

  private let store: any ProjectionStore
  private let slice: Slice
  private var rows: [(name: String, position: Position, held: String?)] = []
  private var remark = ""
  private var asked: ContinuousClock.Instant?

  init(store: any ProjectionStore, slice: Slice) {
    self.store = store
    self.slice = slice
  }

  func standings(at head: Position) async -> PluginStandings {
    let now = ContinuousClock.now
    if asked.map({ now - $0 >= Self.askEvery }) ?? true {
      asked = now
      await ask()
    }
    return PluginStandings(
      readers: rows.map { row in
        LivePicture.Reader(
          name: row.name, behind: head > row.position ? head.number - row.position.number : 0, held: row.held)
      }, remark: remark)
  }

  private func ask() async {
    do {
      var found: [(name: String, position: Position, held: String?)] = []
      for plugin in Installation.plugins where plugin.keepsPlace {
        guard let build = try await store.builds(of: plugin.name).last(where: { $0.state == .serving })?.build
        else { continue }
        let position = try await store.checkpoints(of: build)[slice]?.position ?? .zero
        let hold = try await store.holds(of: plugin.name).first { $0.slice == slice }
        found.append((plugin.name, position, hold?.reason))
      }
      rows = found
      remark = ""
    } catch {
      remark = "the database is away"
    }
  }
}
