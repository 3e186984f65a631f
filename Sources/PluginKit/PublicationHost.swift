package import EventLog
package import Storage
import Synchronization
package import Values

/// Runs the publications of all plugins: what they make of the log goes to a sink outside.
package final class PublicationHost: Sendable {
  private let log: any EventLog
  private let store: any ProjectionStore
  private let plugins: [Plugin]
  private let sink: any RecordSink
  private let runners = Mutex<[PublicationRunner]>([])

  package init(_ plugins: [Plugin], log: any EventLog, store: any ProjectionStore, to sink: any RecordSink) {
    self.log = log
    self.store = store
    self.sink = sink
    self.plugins = plugins.filter { $0.publication != nil }
  }

  /// Publishes what the slice has and gets, until the task is cancelled. While the sink or the database is away it
  /// waits; what time does not heal, as a log that has diverged, holds it: `boards` say why.
  /// - Parameter name: of one plugin; `nil`: all of them.
  package func follow(_ slice: Slice, only name: String? = nil) async {
    let mine = plugins.filter { name == nil || $0.name == name }
      .map { PublicationRunner(log: log, store: store, plugin: $0, sink: sink, slice: slice) }
    runners.withLock { $0 += mine }
    defer { runners.withLock { all in all.removeAll { runner in mine.contains { $0 === runner } } } }
    await withTaskGroup(of: Void.self) { group in
      for runner in mine { group.addTask { await runner.run() } }
    }
  }

  /// By plugin and slice, as of now: it asks nobody.
  package var boards: [PluginHealth] {
    runners.withLock { $0 }.map(\.health).inOrder
  }
}
