import Events
import Values

/// Calls of a busy centre as an import would bring them: step after step in order of time, without end.
///
/// Callers wait for the first free agent of their queue or give up; agents take the caller who has waited longest, and
/// log out for a quarter of an hour now and then. The same seed gives the same calls.
struct RecordedCalls {
  /// Facts that became known together: one commit.
  struct Step {
    let at: Instant
    let facts: [HistoricFact]
  }

  private struct Caller {
    let id: CallID
    let queue: Int
    let priority: Int32
    let arrivedAt: Int64
    let ivrMs: Int64
    var enqueuedAt: Int64 = 0
    var isWaiting = false
    var agent = 0
    var answeredAt: Int64 = 0
  }

  /// The bank's year.
  private static let start: Int64 = 915_148_800_000
  private static let patienceMsMean = 120_000.0
  private static let conversationsPerLogIn = 60

  private let shape: CentreShape
  private var numbers: SeededNumbers
  private var happenings = Happenings()
  private var callers: [Caller] = []
  private var freeCallers: [Int] = []
  /// Who waits, by queue: numbers of callers, first come first.
  private var lines: [[Int]]
  private var idle: IdleAgents
  private var steps: [Step] = []

  init(_ shape: CentreShape, seed: UInt64) {
    self.shape = shape
    numbers = SeededNumbers(seed: seed)
    lines = Array(repeating: [], count: shape.queues.count)
    idle = IdleAgents(shape)
    for agent in shape.agents.indices { happenings.add(.logIn(agent: agent), at: Self.start) }
    happenings.add(.arrival, at: Self.start + 1_000)
  }

  static var configuredAt: Instant { Instant(ms: start) }

  mutating func next() -> Step {
    while steps.isEmpty {
      let happening = happenings.removeFirst()
      switch happening.kind {
      case .arrival: arrive(happening.at)
      case .ivrExit(let call): leaveIVR(call, happening.at)
      case .patienceOver(let call, let id): giveUp(call, id, happening.at)
      case .conversationEnd(let call): endConversation(call, happening.at)
      case .logIn(let agent): logIn(agent, happening.at)
      }
    }
    return steps.removeFirst()
  }

  private mutating func arrive(_ now: Int64) {
    happenings.add(.arrival, at: now + numbers.exponential(mean: 1_000 / shape.callsPerSecond))
    let caller = Caller(
      id: CallID(numbers.id()), queue: numbers.below(shape.queues.count), priority: Int32(numbers.below(3)),
      arrivedAt: now, ivrMs: 4_000 + numbers.exponential(mean: 6_000))
    let call = place(caller)
    happenings.add(.ivrExit(call: call), at: now + caller.ivrMs)
    write(
      now,
      [
        .arrived(
          CallArrived(
            call: caller.id, direction: .inbound, line: "AA01-\(numbers.below(96))",
            customer: "+4930\(1_000_000 + numbers.below(9_000_000))", service: shape.queues[caller.queue],
            priority: caller.priority))
      ])
    write(now, [.ivrEntered(IVREntered(call: caller.id, flow: "vru"))])
  }

  private mutating func leaveIVR(_ call: Int, _ now: Int64) {
    callers[call].enqueuedAt = now
    let caller = callers[call]
    let queue = shape.queues[caller.queue]
    write(
      now,
      [
        .ivrExited(
          HistoricIVRExit(
            call: caller.id, reason: .queued, durationMs: Milliseconds(caller.ivrMs), service: queue,
            priority: caller.priority))
      ])
    write(
      now,
      [
        .enqueued(HistoricEnqueue(call: caller.id, queue: queue, priority: caller.priority))
      ])
    if let agent = idle.take(forQueue: caller.queue) {
      answer(call, agent, now)
    } else {
      callers[call].isWaiting = true
      lines[caller.queue].append(call)
      happenings.add(.patienceOver(call: call, id: caller.id), at: now + numbers.exponential(mean: Self.patienceMsMean))
    }
  }

  private mutating func answer(_ call: Int, _ agent: Int, _ now: Int64) {
    callers[call].isWaiting = false
    callers[call].agent = agent
    callers[call].answeredAt = now
    let caller = callers[call]
    write(
      now,
      [
        .answered(
          HistoricAnswer(
            call: caller.id, agent: shape.agents[agent], waitMs: Milliseconds(now - caller.enqueuedAt)))
      ])
    happenings.add(.conversationEnd(call: call), at: now + 5_000 + numbers.exponential(mean: shape.talkMsMean - 5_000))
  }

  private mutating func giveUp(_ call: Int, _ id: CallID, _ now: Int64) {
    let caller = callers[call]
    // Another caller may have the number by now.
    guard caller.id == id, caller.isWaiting else { return }
    callers[call].isWaiting = false
    lines[caller.queue].removeAll { $0 == call }
    write(
      now,
      [
        .abandoned(HistoricAbandon(call: caller.id, waitMs: Milliseconds(now - caller.enqueuedAt))),
        .callEnded(HistoricCallEnd(call: caller.id, by: .caller)),
      ])
    freeCallers.append(call)
  }

  private mutating func endConversation(_ call: Int, _ now: Int64) {
    let caller = callers[call]
    write(
      now,
      [
        .conversationEnded(
          HistoricConversationEnd(call: caller.id, talkMs: Milliseconds(now - caller.answeredAt), by: .notRecorded)),
        .callEnded(HistoricCallEnd(call: caller.id, by: .notRecorded)),
      ])
    freeCallers.append(call)
    if numbers.below(Self.conversationsPerLogIn) == 0 {
      write(now, [.loggedOut(HistoricLogOut(agent: shape.agents[caller.agent]))])
      happenings.add(.logIn(agent: caller.agent), at: now + 900_000)
    } else {
      becomeFree(caller.agent, now)
    }
  }

  private mutating func logIn(_ agent: Int, _ now: Int64) {
    write(now, [.loggedIn(HistoricLogIn(agent: shape.agents[agent], inferred: true))])
    becomeFree(agent, now)
  }

  /// Takes the caller who has waited longest in the agent's queues.
  private mutating func becomeFree(_ agent: Int, _ now: Int64) {
    let queue = shape.queues(ofAgent: agent).min { waitingSince($0) < waitingSince($1) }
    if let queue, !lines[queue].isEmpty {
      answer(lines[queue].removeFirst(), agent, now)
    } else {
      idle.add(agent)
    }
  }

  private func waitingSince(_ queue: Int) -> Int64 { lines[queue].first.map { callers[$0].enqueuedAt } ?? .max }

  private mutating func place(_ caller: Caller) -> Int {
    if let free = freeCallers.popLast() {
      callers[free] = caller
      return free
    }
    callers.append(caller)
    return callers.count - 1
  }

  private mutating func write(_ now: Int64, _ facts: [HistoricFact.Fact]) {
    let at = Instant(ms: now)
    steps.append(Step(at: at, facts: facts.map { HistoricFact(occurredAt: at, fact: $0) }))
  }
}
