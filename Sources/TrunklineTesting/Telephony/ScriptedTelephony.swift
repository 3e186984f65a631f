package import Events
package import TelephonyKit
package import Values

/// Phones and people who do what a script says, when it says so. Only what any phone does by itself happens by itself:
/// an accepted offer is put through, and who is called off stops ringing.
package struct ScriptedTelephony: TelephonyMachine {
  package struct Line: Sendable, Equatable {
    package let at: Instant
    package let act: ScriptedAct
    package init(at: Instant, _ act: ScriptedAct) {
      self.at = at
      self.act = act
    }
  }

  /// By time; at one moment in the order of the script.
  private let script: [Line]
  private let throughAfter: Milliseconds
  private let centre: CentreID
  private var next = 0
  private var serial: UInt64 = 0
  private var due: [Command] = []
  private var open: Set<CallID> = []
  /// The last offer that each agent's phone was to ring for; he may answer it late.
  private var rung: [AgentID: OfferID] = [:]
  private var talking: [AgentID: CallID] = [:]
  private var joining: [(at: Instant, offer: OfferID, agent: AgentID)] = []
  private var deaf: Set<AgentID> = []

  /// - Parameter throughAfter: from the core's yes to an accept until both hear each other.
  package init(_ script: [Line], throughAfter: Milliseconds, centre: CentreID) {
    self.script = script.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    self.throughAfter = throughAfter
    self.centre = centre
  }

  package var nextWake: Instant? {
    if !due.isEmpty { return .epoch }
    return [next < script.count ? script[next].at : nil, joining.map(\.at).min()].compactMap(\.self).min()
  }

  package var isOver: Bool { nextWake == nil }
  package var lines: [CallID] { open.sorted() }

  package mutating func advance(to now: Instant, into commands: inout [Command]) {
    while next < script.count, script[next].at <= now {
      next += 1
      perform(script[next - 1].act, at: now)
    }
    for through in joining where through.at <= now { join(through.offer, through.agent, at: now) }
    joining.removeAll { $0.at <= now }
    commands += due
    due = []
  }

  package mutating func carryOut(_ act: Instruction.Act, at now: Instant) {
    switch act {
    case .ringPhone(let offer, let agent, _):
      guard open.contains(offer.entry.call) else { return lineIsGone(offer.entry.call, at: now) }
      rung[agent] = offer
      if deaf.contains(agent) { offerFailed(offer, unreachable: true, at: now) }
    case .putThrough(let offer, let agent):
      guard open.contains(offer.entry.call) else { return lineIsGone(offer.entry.call, at: now) }
      joining.append((now + throughAfter, offer, agent))
    case .stopRinging(let offer, let agent):
      joining.removeAll { $0.offer == offer }
      // The core never heard that they were joined.
      if talking[agent] == offer.entry.call { talking[agent] = nil }
    case .hold, .retrieve: break
    case .releaseAgent(_, let agent): talking[agent] = nil
    case .dropLine(let call, _): open.remove(call)
    }
  }

  package mutating func saw(_ event: Event, at now: Instant) {}
  package mutating func refused(_ command: Command, by rule: String, at now: Instant) {}

  private mutating func join(_ offer: OfferID, _ agent: AgentID, at now: Instant) {
    guard open.contains(offer.entry.call) else { return lineIsGone(offer.entry.call, at: now) }
    talking[agent] = offer.entry.call
    send(
      .reportJoined(ReportJoined(call: offer.entry.call, entry: offer.entry.ordinal, offer: offer.ordinal)), at: now)
  }

  private mutating func lineIsGone(_ call: CallID, at now: Instant) {
    send(.reportCallerHungUp(ReportCallerHungUp(call: call, cause: Instruction.lineGone)), at: now)
  }

  private mutating func offerFailed(_ offer: OfferID, unreachable: Bool, at now: Instant) {
    send(
      .reportOfferFailed(
        ReportOfferFailed(
          call: offer.entry.call, entry: offer.entry.ordinal, offer: offer.ordinal, unreachable: unreachable)), at: now)
  }

  private mutating func send(_ body: Command.Body, by actor: Actor = .telephony, at now: Instant) {
    serial += 1
    due.append(
      Command(
        id: CommandID(ID128(high: 0x5c, low: serial)), centre: centre, at: now, recordedAt: now, actor: actor,
        body: body))
  }
}

// The script.
extension ScriptedTelephony {
  private mutating func perform(_ act: ScriptedAct, at now: Instant) {
    switch act {
    case .calls(let call, let queue, let priority):
      open.insert(call)
      send(.reportArrival(ReportArrival(call: CallArrived(call: call, direction: .inbound, service: queue))), at: now)
      send(.enqueue(Enqueue(call: call, queue: queue, priority: priority)), at: now)
    case .hangsUp(let call): hangUp(call, isHeard: true, at: now)
    case .hangsUpUnheard(let call): hangUp(call, isHeard: false, at: now)
    case .offers(let call, let agents): send(.makeOffer(MakeOffer(call: call, agents: agents)), by: .policy, at: now)
    case .agent(let agent, let deed): perform(deed, of: agent, at: now)
    case .supervisor(let body): send(body, by: .supervisor, at: now)
    }
  }

  private mutating func hangUp(_ call: CallID, isHeard: Bool, at now: Instant) {
    guard open.remove(call) != nil, isHeard else { return }
    send(.reportCallerHungUp(ReportCallerHungUp(call: call)), at: now)
  }

  private mutating func perform(_ deed: ScriptedAct.Deed, of agent: AgentID, at now: Instant) {
    switch deed {
    case .logsIn: send(.logIn(LogIn(agent: agent)), by: .agent(agent), at: now)
    case .isReady: send(.setReady(SetReady(agent: agent)), by: .agent(agent), at: now)
    case .pauses(let reason):
      send(.setNotReady(SetNotReady(agent: agent, reason: reason)), by: .agent(agent), at: now)
    case .leaves: send(.logOut(LogOut(agent: agent)), by: .agent(agent), at: now)
    case .endsWrapUp: send(.endWrapUp(EndWrapUp(agent: agent)), by: .agent(agent), at: now)
    case .accepts:
      guard let offer = rung[agent] else { return }
      send(.acceptOffer(AcceptOffer(call: offer.entry.call, agent: agent)), by: .agent(agent), at: now)
    case .refuses:
      guard let offer = rung[agent] else { return }
      send(.rejectOffer(RejectOffer(call: offer.entry.call, agent: agent)), by: .agent(agent), at: now)
    case .phoneFails:
      if let offer = rung[agent] { offerFailed(offer, unreachable: true, at: now) }
    case .phoneIsDead: deaf.insert(agent)
    case .phoneLives: deaf.remove(agent)
    case .hangsUp:
      guard let call = talking.removeValue(forKey: agent), open.remove(call) != nil else { return }
      send(.reportAgentHungUp(ReportAgentHungUp(call: call, agent: agent)), at: now)
    case .losesStation: send(.reportStationLost(ReportStationLost(agent: agent)), at: now)
    case .regainsStation: send(.reportStationRestored(ReportStationRestored(agent: agent)), at: now)
    }
  }
}
