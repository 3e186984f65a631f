import EventLog
import PluginKit
import SystemTime
import Values

/// Shows outside how far the plugins of this process are, beside their work: a mirror that is away holds nobody up.
struct PluginMirror {
  private static let every = Duration.seconds(1)
  /// Everything is shown again after so long: Kafka forgets what nobody confirms for a week.
  private static let againAfter = Duration.seconds(3_600)
  /// A mirror that is away for less is no news: Kafka moves its parts about now and then, and makes them at first use.
  private static let patience = Duration.seconds(10)

  let mirror: any PositionMirror
  let plugins: OwnPlugins
  let log: ServiceLog

  /// Until the task is cancelled.
  func run() async {
    var shown: Set<ReaderPlace> = []
    var again = ContinuousClock.now + Self.againAfter
    var trouble = Trouble(log: log)
    while !Task.isCancelled {
      if ContinuousClock.now >= again {
        shown = []
        again = .now + Self.againAfter
      }
      let places = Set(ReaderPlace.all(of: plugins.boards))
      do throws(LogFailure) {
        let news = places.subtracting(shown)
        if !news.isEmpty { try await mirror.show(Array(news)) }
        shown = places
        trouble.over()
      } catch {
        trouble.happened(error.message)
      }
      // The time between two looks.
      try? await Task.sleep(for: Self.every)
    }
    await leave(shown, isAway: trouble.isHappening)
  }

  /// Where the plugins are in the end; in a task of its own, since this one is cancelled.
  private func leave(_ shown: Set<ReaderPlace>, isAway: Bool) async {
    await Task {
      let last = Set(ReaderPlace.all(of: plugins.boards)).subtracting(shown)
      if !isAway, !last.isEmpty { try? await mirror.show(Array(last)) }
      await mirror.close()
    }.value
  }

  /// Told once when it lasts, and once when it is over.
  private struct Trouble {
    let log: ServiceLog
    private var since: ContinuousClock.Instant?
    private var isTold = false

    init(log: ServiceLog) { self.log = log }

    var isHappening: Bool { since != nil }

    mutating func happened(_ reason: String) {
      let start = since ?? .now
      since = start
      guard !isTold, ContinuousClock.now - start >= PluginMirror.patience else { return }
      isTold = true
      log.write(.mirror(away: reason))
    }

    mutating func over() {
      since = nil
      guard isTold else { return }
      isTold = false
      log.write(.mirror(away: nil))
    }
  }
}

extension ReaderPlace {
  /// Of plugins that know where they are. One that does two things is as far as the slower of them.
  static func all(of boards: [PluginHealth]) -> [ReaderPlace] {
    var places: [ReaderPlace] = []
    for health in boards where health.knowsPosition {
      let place = ReaderPlace(reader: health.plugin, slice: health.slice, position: health.position)
      if let index = places.firstIndex(where: { $0.reader == place.reader && $0.slice == place.slice }) {
        if place.position < places[index].position { places[index] = place }
      } else {
        places.append(place)
      }
    }
    return places
  }
}

extension PluginHealth {
  /// Before a plugin has looked its position says nothing.
  fileprivate var knowsPosition: Bool {
    switch state {
    case .starting: false
    case .waiting: position > .zero
    case .running, .flooding, .held: true
    }
  }
}
