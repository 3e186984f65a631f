package import Events
import TelephonyKit
package import Values

/// Trunks, callers, phones and agents of one centre, as a scenario says. A pure machine: time and instructions go in,
/// reports and what agents do come out, and all chance comes from the scenario's seed.
package struct SimulatedTelephony: TelephonyMachine {
  package let scenario: Scenario
  package internal(set) var counts = SimulationCounts()

  var agenda = Agenda()
  var wire: ReportWire
  var callers: [CallID: SimulatedCaller] = [:]
  var agents: [SimulatedAgent] = []
  var agentIndex: [AgentID: Int] = [:]
  var streams: [StreamSource] = []
  /// Of everything that agents and phones do.
  var random: SeededRandom
  /// Of what a traced caller does that his trace does not say.
  var traceRandom: SeededRandom
  var callSerial: UInt64 = 0
  let callHigh: UInt64
  /// Streams and traces that go on.
  var callersToCome = 0

  package init(_ scenario: Scenario, centre: CentreID) {
    self.scenario = scenario
    wire = ReportWire(centre: centre, seed: scenario.seed, faults: scenario.faults)
    random = SeededRandom(seed: scenario.seed, stream: 2)
    traceRandom = SeededRandom(seed: scenario.seed, stream: 3)
    // Different in every scenario and centre, so that two runs into one log are different calls.
    callHigh =
      SeededRandom.mixed(scenario.seed &+ UInt64(bitPattern: scenario.from.ms) &* 0x9e37_79b9_7f4a_7c15) | 1
    for (index, plan) in scenario.agents.enumerated() {
      agents.append(SimulatedAgent(plan))
      agentIndex[plan.id] = index
      for (number, shift) in plan.shifts.enumerated() {
        agenda.plan(.shiftBegins(agent: index, shift: number), at: max(shift.from, scenario.from))
      }
    }
    for index in scenario.streams.indices {
      streams.append(StreamSource(scenario.streams[index], seed: scenario.seed, number: index, from: scenario.from))
      planNextCaller(of: index)
    }
    planTrace(0)
  }

  package var nextWake: Instant? { wire.hasDue ? scenario.from : agenda.next }

  /// In the order of their ids, which is that of their arrival.
  package var lines: [CallID] { callers.keys.sorted() }
  package var linesInUse: Int { callers.count }

  /// Nobody calls, and nobody will.
  var isDrained: Bool { callers.isEmpty && callersToCome == 0 }

  /// Everybody has hung up and gone home, and nobody will come. Timers of the past may still run out.
  package var isOver: Bool {
    isDrained && !wire.hasDue && agenda.shiftsToCome == 0 && agents.allSatisfy { $0.intent == .away }
  }

  package mutating func advance(to now: Instant, into commands: inout [Command]) {
    while let (_, happening) = agenda.takeDue(by: now) { happened(happening, at: now) }
    wire.takeDue(into: &commands)
  }

  private mutating func happened(_ happening: Happening, at now: Instant) {
    switch happening {
    case .streamBringsCaller(let stream): streamBroughtCaller(stream, at: now)
    case .traceBringsCaller(let index): traceBroughtCaller(index, at: now)
    case .menuEnds(let call): menuEnded(call, at: now)
    case .promptEnds(let call, let ordinal): promptEnded(call, ordinal, at: now)
    case .presses(let call, let key): pressed(call, key: key, at: now)
    case .leavesFlow(let call): leftFlow(call, at: now)
    case .hearsNothing(let call): heardNothing(call, at: now)
    case .patienceEnds(let call): patienceEnded(call, at: now)
    case .enqueueAgain(let call): enqueueAgain(call, at: now)
    case .answers(let agent, let offer): answered(agent, offer, at: now)
    case .refuses(let agent, let offer): refused(agent, offer, at: now)
    case .joins(let agent, let offer): joined(agent, offer, at: now)
    case .holds(let agent, let call): held(agent, call, at: now)
    case .retrieves(let agent, let call): retrieved(agent, call, at: now)
    case .talkEnds(let agent, let call, let talk): talkEnded(agent, call, talk: talk, at: now)
    case .wrapUpEnds(let agent, let wrapUp): wrapUpEnded(agent, wrapUp: wrapUp, at: now)
    case .shiftBegins(let agent, let shift): shiftBegan(agent, shift: shift, at: now)
    case .shiftEnds(let agent): shiftEnded(agent, at: now)
    case .pauseBegins(let agent): pauseBegan(agent, at: now)
    case .pauseEnds(let agent): pauseEnded(agent, at: now)
    case .comesBack(let agent): cameBack(agent, at: now)
    case .stationReturns(let agent): stationReturned(agent, at: now)
    case .reportLeaves(let number): wire.leaves(number, at: now)
    }
  }

  mutating func report(_ body: Command.Body, isEnd: Bool = false, at now: Instant) {
    wire.report(body, isEnd: isEnd, at: now, &agenda, &counts)
  }
}
