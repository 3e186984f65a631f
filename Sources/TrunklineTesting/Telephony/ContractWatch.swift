import Events
import TelephonyKit
import Values

/// The rules of the adapter contract, checked on what goes to and comes from an adapter.
struct ContractWatch: Sendable {
  private(set) var breaches: [String] = []
  private(set) var joined: Set<OfferID> = []
  private var ids: Set<CommandID> = []
  private var open: Set<CallID> = []
  private var over: Set<CallID> = []
  private var rung: [OfferID: AgentID] = [:]
  /// Calls whose lines an instruction was about.
  private var asked: Set<CallID> = []
  private var putThrough: Set<OfferID> = []
  private var lastAt = Instant.epoch

  mutating func instructed(_ act: Instruction.Act) {
    switch act {
    case .ringPhone(let offer, let agent, _):
      rung[offer] = agent
      asked.insert(offer.entry.call)
    case .putThrough(let offer, _):
      putThrough.insert(offer)
      asked.insert(offer.entry.call)
    case .stopRinging(let offer, _):
      rung[offer] = nil
      putThrough.remove(offer)
    case .hold, .retrieve, .releaseAgent: break
    case .dropLine(let call, _): ended(call)
    }
  }

  mutating func sent(_ command: Command, at now: Instant) {
    let isNew = ids.insert(command.id).inserted
    require(isNew, "command \(command.id) has the id of another")
    require(command.at == now && now >= lastAt, "command \(command.id) is of another time")
    lastAt = now
    switch command.body {
    case .reportArrival(let report):
      let call = report.call.call
      require(!open.contains(call) && !over.contains(call), "call \(call) arrives twice")
      open.insert(call)
    case .reportIVREntered(let report): requireOpen(report.run.call, "enters a menu")
    case .reportIVRExited(let report): requireOpen(report.call, "leaves a menu")
    case .enqueue(let wish): requireOpen(wish.call, "is put into a line")
    case .reportCallerHungUp(let report) where report.cause == Instruction.lineGone:
      require(!open.contains(report.call), "call \(report.call) has a line")
      require(asked.contains(report.call), "nobody asked for the line of call \(report.call)")
    case .reportCallerHungUp(let report):
      requireOpen(report.call, "is hung up")
      ended(report.call)
    case .reportAgentHungUp(let report):
      requireOpen(report.call, "is hung up by \(report.agent)")
      ended(report.call)
    case .reportJoined(let report): reportedJoined(report)
    case .reportOfferFailed(let report):
      let offer = OfferID(entry: EntryID(call: report.call, ordinal: report.entry), ordinal: report.offer)
      require(rung[offer] != nil, "offer \(offer) fails, but nobody was to ring")
    case .acceptOffer(let wish): requireRinging(wish.call, wish.agent)
    case .rejectOffer(let wish): requireRinging(wish.call, wish.agent)
    default: break
    }
  }

  /// A call that the core would not have, or its entry, is over.
  mutating func refused(_ command: Command) {
    if case .reportArrival(let report) = command.body { ended(report.call.call) }
  }

  mutating func compare(lines: [CallID]) {
    let known = open
    require(Set(lines) == known, "\(lines.count) lines are open where \(known.count) calls are")
  }

  /// Every line that was to be put through was, or the core heard why not.
  var leftUndone: [String] {
    putThrough.subtracting(joined).filter { open.contains($0.entry.call) }.sorted().map {
      "offer \($0) was never joined"
    }
  }

  private mutating func reportedJoined(_ report: ReportJoined) {
    let offer = OfferID(entry: EntryID(call: report.call, ordinal: report.entry), ordinal: report.offer)
    requireOpen(report.call, "is joined")
    require(putThrough.contains(offer), "offer \(offer) is joined, but was not to be put through")
    let isFirst = joined.insert(offer).inserted
    require(isFirst, "offer \(offer) is joined twice")
  }

  private mutating func requireRinging(_ call: CallID, _ agent: AgentID) {
    require(
      rung.contains { $0.key.entry.call == call && $0.value == agent },
      "\(agent) answers call \(call), but his phone was not to ring")
  }

  private mutating func requireOpen(_ call: CallID, _ what: String) {
    require(open.contains(call), "call \(call) \(what), but is not open")
  }

  private mutating func ended(_ call: CallID) {
    open.remove(call)
    over.insert(call)
  }

  private mutating func require(_ holds: Bool, _ breach: @autoclosure () -> String) {
    if !holds, breaches.count < 20 { breaches.append(breach()) }
  }
}
