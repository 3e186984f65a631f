import EventLog
import PluginKit
import Storage
import Values

/// How far the plugins are on one slice, asked of the database.
struct LiveReaders: Sendable {
  let store: any ProjectionStore
  let slice: Slice

  /// Empty while the database can't be asked: the view says what it knows.
  func standings(at head: Position) async -> [LivePicture.Reader] {
    var readers: [LivePicture.Reader] = []
    for plugin in Installation.plugins where plugin.hasRows {
      guard let build = try? await store.builds(of: plugin.name).last(where: { $0.state == .serving })?.build,
        let position = try? await store.checkpoints(of: build)[slice]?.position ?? .zero
      else { continue }
      let hold = try? await store.holds(of: plugin.name).first { $0.slice == slice }
      readers.append(
        LivePicture.Reader(
          name: plugin.name, behind: head > position ? head.number - position.number : 0, held: hold?.reason))
    }
    return readers
  }

  /// Of policies in this process.
  static func standings(of policies: PolicyHost) async -> [LivePicture.Reader] {
    guard let health = try? await policies.health() else { return [] }
    return health.map {
      LivePicture.Reader(name: $0.plugin, behind: $0.lag, held: $0.state == .held ? $0.reason : nil)
    }
  }
}

extension Installation {
  /// The plugins' standings on the slice of a centre that this process serves.
  func readers(of centre: CentreID, and policies: PolicyHost) -> @Sendable (Position) async -> [LivePicture.Reader] {
    let projections = LiveReaders(store: store, slice: Slice(of: centre))
    return { await projections.standings(at: $0) + LiveReaders.standings(of: policies) }
  }
}
