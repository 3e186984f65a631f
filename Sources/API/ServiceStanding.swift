package import CallHandling
package import PluginKit

/// How a service is.
package struct ServiceStanding: Sendable, Equatable {
  /// Why the log can't be reached; `nil`: it can.
  package var logTrouble: String?
  /// That are written or stood by for here; `nil`: writing is for others.
  package var slices: [SliceStanding]?
  /// Of the plugins that run here, which others may do; `nil`: they are being opened.
  package var plugins: [PluginHealth]?
  package var engine: Engine

  /// Where processes are that take commands. One is enough: a slice that is on its way from one to another is waited
  /// for by whoever sends.
  package enum Engine: Sendable, Equatable {
    case here, elsewhere
    /// Nobody could be asked so far.
    case sought
    case nowhere
  }

  package init(
    logTrouble: String? = nil, slices: [SliceStanding]?, plugins: [PluginHealth]?, engine: Engine = .here
  ) {
    self.logTrouble = logTrouble
    self.slices = slices
    self.plugins = plugins
    self.engine = engine
  }

  /// One part that does not do what it should.
  struct Trouble: Equatable {
    /// As `plugin kpi`.
    let part: String
    let slice: UInt32?
    let state: String
    let reason: String
  }

  /// What an operator should know of.
  var unhealthy: [Trouble] {
    commonTroubles
      + (plugins ?? []).compactMap { health in
        switch health.state {
        case .starting, .running: nil
        case .flooding, .waiting, .held: trouble(health)
        }
      }
  }

  /// What is waited for. A plugin that is held waits for an operator: others go on without it.
  var notReady: [Trouble] {
    guard let plugins else {
      return commonTroubles + [
        Trouble(
          part: "plugins", slice: nil, state: "opening", reason: "their rows are being made ready")
      ]
    }
    let late = plugins.compactMap { health in
      switch health.state {
      case .running, .flooding, .held: nil as Trouble?
      case .starting, .waiting: trouble(health)
      }
    }
    let none = Trouble(part: "slices", slice: nil, state: "opening", reason: "no slice is served yet")
    return commonTroubles + (slices?.isEmpty == true ? [none] : []) + late
  }

  private var commonTroubles: [Trouble] {
    let log = logTrouble.map { Trouble(part: "log", slice: nil, state: "away", reason: $0) }
    return [log, engineTrouble].compactMap(\.self) + sliceTroubles
  }

  private var engineTrouble: Trouble? {
    switch engine {
    case .here, .elsewhere: nil
    case .sought:
      Trouble(part: "engine", slice: nil, state: "opening", reason: "it is not known yet who takes commands")
    case .nowhere: Trouble(part: "engine", slice: nil, state: "away", reason: "no process lives that takes commands")
    }
  }

  private var sliceTroubles: [Trouble] {
    (slices ?? []).compactMap { slice in
      switch slice.state {
      case .serving, .standingBy: nil
      case .opening:
        Trouble(
          part: "slice \(slice.slice)", slice: slice.slice.number, state: "opening", reason: "it is being folded")
      case .away(let reason):
        Trouble(part: "slice \(slice.slice)", slice: slice.slice.number, state: "away", reason: reason)
      }
    }
  }

  private func trouble(_ health: PluginHealth) -> Trouble {
    Trouble(
      part: "plugin \(health.plugin)", slice: health.slice.number, state: health.state.rawValue, reason: health.reason)
  }
}
