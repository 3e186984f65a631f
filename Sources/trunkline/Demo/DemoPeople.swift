import SimulatedTelephony
import Values

/// What the agents and the lines of all demos have in common: people take a moment, and sometimes do not hear the
/// phone.
enum DemoPeople {
  static let putThrough = Spread.lognormal(mean: Milliseconds(300), deviation: Milliseconds(150))

  static var behaviour: AgentBehaviour {
    var behaviour = AgentBehaviour()
    behaviour.answer = .lognormal(mean: .seconds(3), deviation: .seconds(2))
    behaviour.misses = 0.01
    behaviour.hangsUp = 0.3
    return behaviour
  }
}
