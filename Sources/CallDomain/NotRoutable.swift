public import Events

/// Why no offer may be made to an agent.
public enum NotRoutable: Sendable, Equatable {
  case unknown, loggedOut, stationLost
  case notReady(reason: String)
  case busy(AgentState)

  var words: String {
    switch self {
    case .unknown: "not known here"
    case .loggedOut: "logged out"
    case .stationLost: "the station is lost"
    case .notReady(let reason): "not ready (\(reason))"
    case .busy(let state): "\(state.name)"
    }
  }
}
