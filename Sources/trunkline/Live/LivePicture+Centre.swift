import CallDomain
import EventLog
import Events
import Values

extension LivePicture {
  /// The centre as it is at `now`, which may be later than its last event: who waits goes on waiting.
  init(_ centre: Centre, counts: LiveCounts, now: Instant) {
    self.init(
      centre: centre.id, at: now, speed: 1, head: .zero, commitsPerSecond: 0,
      callsToday: CivilTime(now).dayNumber == counts.day ? counts.calls : 0)
    queues = centre.configuration.queues.compactMap { configured in
      centre.queues[configured.id].map { Queue($0, in: centre, counts, now) }
    }
    agents = centre.agents.values.filter { $0.logIn != nil }.sorted { $0.id < $1.id }.map { Agent($0, now) }
    calls = centre.calls.values.map { Call($0, now) }.sorted { $0.isShownBefore($1) }
  }
}

extension LivePicture.Queue {
  init(_ queue: Queue, in centre: Centre, _ counts: LiveCounts, _ now: Instant) {
    let entries = queue.line.calls.lazy.compactMap { centre.calls[$0]?.entry }
    self.init(
      name: queue.configuration.name.isEmpty ? queue.id.text : queue.configuration.name, waiting: queue.line.count,
      ringing: entries.count { !$0.offers.isEmpty },
      longestWait: entries.map { max(.zero, now.since($0.stay.enqueuedAt)) }.max(),
      target: queue.configuration.serviceLevelTargetMs, sums: counts.sums(of: queue.id))
  }
}

extension LivePicture.Agent {
  init(_ agent: Agent, _ now: Instant) {
    let left = agent.left(at: now)
    self.init(
      name: agent.id.text, state: agent.overlapping > 0 ? .talking : agent.state,
      lasted: left.map { $0.until.since($0.since) } ?? .zero, detail: left?.queue?.text ?? left?.reason ?? "")
  }
}

extension LivePicture.Call {
  init(_ call: Call, _ now: Instant) {
    let (phase, since, queue, agent): (LivePicture.CallPhase, Instant, String, String) =
      switch call.phase {
      case .arrived: (.arrived, call.arrivedAt, "", "")
      case .inIVR(let run): (.inIVR, run.enteredAt, "", "")
      case .queued(let entry):
        (
          entry.offers.isEmpty ? .waiting : .ringing, entry.stay.enqueuedAt, entry.stay.queue.text,
          entry.offers.first?.agent.text ?? ""
        )
      case .talking(let conversation):
        (
          conversation.heldSince == nil ? .talking : .onHold, conversation.heldSince ?? conversation.startedAt,
          conversation.stay.queue.text, conversation.agent?.text ?? ""
        )
      }
    let arrival = call.arrival
    self.init(
      id: call.id, phase: phase, who: arrival.caller.isEmpty ? arrival.customer : arrival.caller, queue: queue,
      agent: agent, lasted: max(.zero, now.since(since)), age: max(.zero, now.since(call.arrivedAt)))
  }

  /// Who waits comes first, the longest wait on top.
  func isShownBefore(_ other: LivePicture.Call) -> Bool {
    if phase != other.phase { return phase.rank < other.phase.rank }
    return lasted != other.lasted ? lasted > other.lasted : id < other.id
  }
}

extension LivePicture.CallPhase {
  fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
