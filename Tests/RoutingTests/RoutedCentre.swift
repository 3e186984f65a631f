import CallDomain
import Events
import PluginKit
import Testing
import TrunklineTesting
import Values

@testable import Routing

/// A centre with its routing, as a host would run it: every commit is shown, then every wish is sent.
struct RoutedCentre {
  private(set) var centre = Centre(id: .example)
  private(set) var policy: RoutingPolicy
  private(set) var now = Instant.noon
  private(set) var position = Position.zero
  private var commands: UInt64 = 0
  /// The decisions of the last step, in their order.
  private(set) var decided: [RouteDecided] = []
  /// What the core refused of the policy's wishes; a policy that has seen every commit is never refused.
  private(set) var refused: [Rejection] = []

  init(_ configuration: Configuration) {
    policy = RoutingPolicy(centre)
    send(.configure(Configure(configuration: configuration)), by: .supervisor)
  }

  mutating func pass(_ span: Milliseconds) { now = now + span }

  /// Sends a command without asking the policy; `false`: it changed nothing.
  @discardableResult
  mutating func send(_ body: Command.Body, by actor: Actor = .system) -> Bool {
    commands += 1
    let command = Command(
      id: CommandID(ID128(high: 0xc0, low: commands)), centre: centre.id, at: now, recordedAt: now, actor: actor,
      body: body)
    switch centre.accept(command, position: position.next) {
    case .accepted(let accepted):
      position = position.next
      policy.observe(Commit(accepted, command, position), in: centre)
      return true
    case .rejected(let rejection):
      if actor == .policy { refused.append(rejection) }
      return false
    case .nothing, .duplicate: return false
    }
  }

  /// What the policy wants now.
  mutating func wishes() -> [Wish] { policy.wishes(at: now, in: centre) }

  /// Sends what the policy wants until it wants nothing.
  mutating func route() {
    decided = []
    while true {
      let wishes = wishes()
      if wishes.isEmpty { return }
      for wish in wishes {
        send(wish.body, by: .policy)
        switch wish.body {
        case .makeOffer(let offer): if let route = offer.route { decided.append(route) }
        case .recordRoute(let record): decided.append(record.route)
        default: Issue.record("a wish that is none of routing: \(wish)")
        }
      }
      if !refused.isEmpty { return }
    }
  }

  /// Due deadlines, then routing.
  mutating func wake() {
    if let due = centre.nextDeadline, due <= now { send(.deadlineReached(DeadlineReached())) }
    route()
  }
}

extension RoutedCentre {
  mutating func staff(_ agents: AgentID...) {
    for agent in agents {
      send(.logIn(LogIn(agent: agent)), by: .agent(agent))
      send(.setReady(SetReady(agent: agent)), by: .agent(agent))
    }
    route()
  }

  mutating func call(_ call: CallID, _ queue: QueueID, priority: Int32 = 0, _ skills: [SkillRequirement] = []) {
    send(.reportArrival(ReportArrival(call: .inbound(call))), by: .telephony)
    send(.enqueue(Enqueue(call: call, queue: queue, priority: priority, skills: skills)))
    route()
  }

  /// The agent says yes, talks and hangs up; his wrap-up ends at once.
  mutating func serve(_ call: CallID, by agent: AgentID, talk: Milliseconds = .seconds(60)) {
    answer(call, by: agent)
    pass(talk)
    send(.reportCallerHungUp(ReportCallerHungUp(call: call)), by: .telephony)
    send(.endWrapUp(EndWrapUp(agent: agent)), by: .agent(agent))
    route()
  }

  mutating func answer(_ call: CallID, by agent: AgentID) {
    send(.acceptOffer(AcceptOffer(call: call, agent: agent)), by: .agent(agent))
    guard let entry = centre.calls[call]?.entry, let offer = entry.acceptedOffer else { return }
    send(
      .reportJoined(ReportJoined(call: call, entry: entry.stay.entry, offer: offer.ordinal)), by: .telephony)
    route()
  }

  /// To whom the call is offered now.
  func offered(_ call: CallID) -> AgentID? { centre.calls[call]?.entry?.offers.first?.agent }
}
