import AnonymousBank
import Events
import SimulatedTelephony
import Values

/// The bank's day as traffic: its callers come when they came and say as much as they said, its agents are there when
/// they were. Who gets whom, and who has to wait, is up to the centre.
enum BankScenario {
  static func scenario(of day: BankDay, seed: UInt64) -> Scenario {
    var scenario = Scenario(seed: seed, from: day.midnight)
    let patience = day.patienceMean
    scenario.callers = day.callers.map { traced($0, patience) }
    scenario.agents = agents(of: day)
    scenario.putThrough = DemoPeople.putThrough
    return scenario
  }

  private static func traced(_ caller: BankDay.Caller, _ patience: Milliseconds) -> TracedCaller {
    let (leaves, waits, talks): (Bool, Spread, Spread) =
      switch caller.end {
      case .leftInMenu: (true, .never, .none)
      // Nobody knows what he would have had to say: as much as the others.
      case .hungUp(let wait): (false, .exactly(wait), .lognormal(mean: .seconds(190), deviation: .seconds(240)))
      case .served(let wait, let talk): (false, .exponentialBeyond(floor: wait, mean: patience), .exactly(talk))
      }
    return TracedCaller(
      arrivesAt: caller.arrivedAt, line: caller.line, customer: caller.customer, queue: caller.service,
      priority: caller.priority, menu: caller.menu, leavesInMenu: leaves, patience: waits, service: talks)
  }

  private static func agents(of day: BankDay) -> [AgentPlan] {
    var shifts: [AgentID: [Shift]] = [:]
    for duty in day.duties { shifts[duty.agent, default: []].append(Shift(from: duty.from, to: duty.to)) }
    return shifts.keys.sorted().map { AgentPlan($0, shifts: shifts[$0] ?? [], behaviour: behaviour) }
  }

  /// Not in the bank's file: people take a moment, sometimes do not hear the phone, and put callers on hold.
  private static var behaviour: AgentBehaviour {
    var behaviour = DemoPeople.behaviour
    behaviour.refuses = 0.005
    behaviour.holds = 0.03
    behaviour.hold = .exponential(mean: .seconds(25))
    behaviour.comesBack = .exactly(.minutes(3))
    return behaviour
  }
}
