import CallDomain
import Events
import Values

// What an import brings: plausible lives of recorded calls, and facts that contradict them.
extension CallSchedule {
  mutating func history(_ centre: Centre) -> RecordHistory {
    RecordHistory(facts: [HistoricFact(occurredAt: sourceClock(), fact: fact(centre))])
  }

  /// The source's clock steps back at times.
  private mutating func sourceClock() -> Instant {
    now - Milliseconds(random.chance(20) ? Int64(random.below(5_000)) : 0)
  }

  private mutating func span() -> Milliseconds {
    random.chance(3) ? Milliseconds(-1) : Milliseconds(Int64(random.below(4)) * 7_000)
  }

  private mutating func pickRecorded(_ centre: Centre, _ fits: (Call) -> Bool) -> CallID {
    if random.chance(6) { return anyCall() }
    let open = recentCalls().filter { centre.calls[$0]?.recorded == true }
    return random.one(of: open.filter { centre.calls[$0].map(fits) ?? false }) ?? random.one(of: open) ?? anyCall()
  }

  private mutating func fact(_ centre: Centre) -> HistoricFact.Fact {
    let open = recentCalls().filter { centre.calls[$0]?.recorded == true }
    if open.isEmpty, random.chance(60) { return arrival() }
    switch random.below(40) {
    case 0..<8: return arrival()
    case 8..<11: return .ivrEntered(IVREntered(call: pickRecorded(centre) { $0.phase == .arrived }))
    case 11..<13:
      return .ivrExited(
        HistoricIVRExit(call: pickRecorded(centre) { $0.run != nil }, reason: .queued, durationMs: span(), priority: 1))
    case 13..<19:
      let queue = random.chance(95) ? random.one(of: Self.queues) ?? .sales : QueueID(unchecked: "nowhere")
      return .enqueued(HistoricEnqueue(call: pickRecorded(centre) { $0.phase == .arrived }, queue: queue))
    case 19..<26:
      let agent = random.chance(85) ? random.one(of: Self.agents) : nil
      return .answered(
        HistoricAnswer(call: pickRecorded(centre) { $0.entry != nil }, agent: agent, waitMs: span()))
    case 26..<27: return .abandoned(HistoricAbandon(call: pickRecorded(centre) { $0.entry != nil }, waitMs: span()))
    case 27..<31:
      return .conversationEnded(
        HistoricConversationEnd(
          call: pickRecorded(centre) { $0.conversation != nil }, talkMs: span(),
          by: random.chance(50) ? .caller : .agent))
    case 31..<34:
      return .callEnded(
        HistoricCallEnd(
          call: pickRecorded(centre) { $0.totals.entries > 0 }, by: random.chance(50) ? .caller : .notRecorded))
    case 34..<37:
      return .loggedIn(HistoricLogIn(agent: pickAgent(centre) { $0.logIn == nil }, inferred: random.chance(50)))
    case 37..<38: return .loggedOut(HistoricLogOut(agent: pickAgent(centre) { $0.logIn != nil }))
    default:
      return .importAdvanced(
        ImportAdvanced(source: Digest256(1, 2, 3, 4), ordinal: UInt64(1 + random.below(20)), total: 20))
    }
  }

  private mutating func arrival() -> HistoricFact.Fact {
    if random.chance(90) { callsBegun = (callsBegun + 2) & ~1 }
    return .arrived(.inbound(.call(callsBegun)))
  }

  /// The next fact that brings an open recorded call nearer its end; `nil`: none is open.
  mutating func historyToDrain(_ centre: Centre) -> RecordHistory? {
    for number in 0...callsBegun {
      let id = CallID.call(number)
      guard let call = centre.calls[id], call.recorded else { continue }
      let fact: HistoricFact.Fact
      switch call.phase {
      case .arrived: fact = .callEnded(HistoricCallEnd(call: id, by: .system))
      case .inIVR: fact = .ivrExited(HistoricIVRExit(call: id, reason: .callerLeft, durationMs: .zero))
      case .queued: fact = .abandoned(HistoricAbandon(call: id, waitMs: .zero))
      case .talking: fact = .conversationEnded(HistoricConversationEnd(call: id, talkMs: .zero, by: .system))
      }
      return RecordHistory(facts: [HistoricFact(occurredAt: sourceClock(), fact: fact)])
    }
    return nil
  }
}
