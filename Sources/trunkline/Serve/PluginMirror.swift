import EventLog
import PluginKit
import Values

/// Shows outside how far the plugins of this process are, beside their work: a mirror that is away holds nobody up.
struct PluginMirror: Sendable {
  /// Everything is shown again after so long: Kafka forgets what nobody confirms for a week.
  private static let againAfter = Duration.seconds(3_600)

  let mirror: any PositionMirror
  let boards: @Sendable () -> [PluginHealth]
  let say: @Sendable (ServiceLog.Entry) -> Void
  /// Between two looks.
  var every = Duration.seconds(1)
  /// A mirror that is away for less is no news: Kafka moves its parts about now and then, and makes them at first use.
  var patience = Duration.seconds(10)

  /// Until the task is cancelled.
  func run() async {
    var shown: Set<ReaderPlace> = []
    var again = ContinuousClock.now + Self.againAfter
    var trouble = MirrorTrouble(patience: patience)
    while !Task.isCancelled {
      if ContinuousClock.now >= again {
        shown = []
        again = .now + Self.againAfter
      }
      let places = Set(ReaderPlace.all(of: boards()))
      do throws(LogFailure) {
        let news = places.subtracting(shown)
        if !news.isEmpty { try await mirror.show(Array(news)) }
        shown = places
        trouble.over().map(say)
      } catch {
        trouble.happened(error.message, at: .now).map(say)
      }
      // The time between two looks.
      try? await Task.sleep(for: every)
    }
    await leave(shown, isAway: trouble.isHappening)
  }

  /// Where the plugins are in the end; in a task of its own, since this one is cancelled.
  private func leave(_ shown: Set<ReaderPlace>, isAway: Bool) async {
    await Task {
      let last = Set(ReaderPlace.all(of: boards())).subtracting(shown)
      if !isAway, !last.isEmpty { try? await mirror.show(Array(last)) }
      await mirror.close()
    }.value
  }
}

/// What is said of a mirror that is away: once when it lasts, and once when it is over.
struct MirrorTrouble {
  private let patience: Duration
  private var since: ContinuousClock.Instant?
  private var isTold = false

  init(patience: Duration) { self.patience = patience }

  var isHappening: Bool { since != nil }

  mutating func happened(_ reason: String, at now: ContinuousClock.Instant) -> ServiceLog.Entry? {
    let start = since ?? now
    since = start
    guard !isTold, now - start >= patience else { return nil }
    isTold = true
    return .mirror(away: reason)
  }

  mutating func over() -> ServiceLog.Entry? {
    defer { (since, isTold) = (nil, false) }
    return isTold ? .mirror(away: nil) : nil
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
  /// Before a plugin has looked its position says nothing; some never come to that.
  fileprivate var knowsPosition: Bool {
    switch state {
    case .starting, .waiting, .held: position > .zero
    case .running, .flooding: true
    }
  }
}
