import Events
import TelephonyKit
import Values

// Callers come, wait, give up and leave.
extension SimulatedTelephony {
  mutating func planNextCaller(of stream: Int) {
    guard let at = streams[stream].next() else { return }
    if let until = scenario.until, at >= until { return }
    callersToCome += 1
    agenda.plan(.streamBringsCaller(stream), at: at)
  }

  mutating func planTrace(_ index: Int) {
    guard index < scenario.callers.count else { return }
    callersToCome += 1
    agenda.plan(.traceBringsCaller(index), at: max(scenario.callers[index].arrivesAt, scenario.from))
  }

  mutating func streamBroughtCaller(_ index: Int, at now: Instant) {
    callersToCome -= 1
    if scenario.callersMax > 0, counts.callers >= scenario.callersMax { return }
    let stream = streams[index].stream
    // Drawn for the blocked as well, so that the others stay as they are whatever the number of lines.
    let patience = stream.patience.drawn(&streams[index].random)
    let service = stream.service.drawn(&streams[index].random) ?? .zero
    var queue: QueueID?
    var menu: Milliseconds?
    var leaves = false
    var place = SimulatedCaller.Place.waiting
    var number = ""
    var habit: FlowHabit?
    switch stream.path {
    case .direct(let id): queue = id
    case .menu(let id, let time, let leave):
      queue = id
      menu = time.drawn(&streams[index].random) ?? .zero
      leaves = streams[index].random.happens(leave)
      place = .inMenu
    case .flow(let dialled, let his):
      number = dialled
      habit = his
      place = .inFlow
    }
    planNextCaller(of: index)
    callerCame(
      SimulatedCaller(
        id: nextCallID(), queue: queue, priority: stream.priority, skills: stream.skills, patience: patience,
        service: service, menu: menu, leavesInMenu: leaves, line: "", customer: "", dialled: number, habit: habit,
        place: place), at: now)
  }

  mutating func traceBroughtCaller(_ index: Int, at now: Instant) {
    callersToCome -= 1
    let traced = scenario.callers[index]
    planTrace(index + 1)
    let patience = traced.patience.drawn(&traceRandom)
    let service = traced.service.drawn(&traceRandom) ?? .zero
    callerCame(
      SimulatedCaller(
        id: nextCallID(), queue: traced.queue, priority: traced.priority, skills: [], patience: patience,
        service: service, menu: traced.menu, leavesInMenu: traced.leavesInMenu, line: traced.line,
        customer: traced.customer, place: .inMenu), at: now)
  }

  private mutating func nextCallID() -> CallID {
    callSerial += 1
    return CallID(ID128(high: callHigh, low: callSerial))
  }

  private mutating func callerCame(_ caller: SimulatedCaller, at now: Instant) {
    counts.callers += 1
    if scenario.lines > 0, callers.count >= scenario.lines {
      counts.blocked += 1
      return
    }
    callers[caller.id] = caller
    reportArrival(of: caller, at: now)
    if caller.place == .inFlow {
      agenda.plan(.hearsNothing(caller.id), at: now + Self.silenceMax)
    } else if let menu = caller.menu {
      report(.reportIVREntered(ReportIVREntered(run: IVREntered(call: caller.id, flow: Self.menuName))), at: now)
      agenda.plan(.menuEnds(caller.id), at: now + menu)
    } else {
      enqueue(caller, at: now)
      startWaiting(caller.id, at: now)
    }
  }

  private mutating func reportArrival(of caller: SimulatedCaller, at now: Instant) {
    report(
      .reportArrival(
        ReportArrival(
          call: CallArrived(
            call: caller.id, direction: .inbound, line: caller.line, dialled: caller.dialled, customer: caller.customer,
            service: caller.queue, priority: caller.priority))), at: now)
  }

  private mutating func enqueue(_ caller: SimulatedCaller, at now: Instant) {
    guard let queue = caller.queue else { return }
    wire.send(
      .enqueue(Enqueue(call: caller.id, queue: queue, priority: caller.priority, skills: caller.skills)), at: now)
  }

  mutating func startWaiting(_ id: CallID, at now: Instant) {
    guard let index = callers.index(forKey: id), let patience = callers.values[index].patience else { return }
    callers.values[index].patienceEnds = now + patience
    agenda.plan(.patienceEnds(id), at: now + patience)
  }

  mutating func menuEnded(_ id: CallID, at now: Instant) {
    guard let index = callers.index(forKey: id) else { return }
    let caller = callers.values[index]
    if caller.leavesInMenu { return hangUp(id, at: now) }
    callers.values[index].place = .waiting
    report(
      .reportIVRExited(
        ReportIVRExited(call: id, reason: .queued, service: caller.queue, priority: caller.priority)), at: now)
    enqueue(caller, at: now)
    startWaiting(id, at: now)
  }

  /// An earlier end of his patience is passed over, should it have begun again.
  mutating func patienceEnded(_ id: CallID, at now: Instant) {
    guard let caller = callers[id], caller.place == .waiting, let ends = caller.patienceEnds, ends <= now else {
      return
    }
    hangUp(id, at: now)
  }

  /// The caller's line goes away by his own hand.
  mutating func hangUp(_ id: CallID, at now: Instant) {
    callers[id] = nil
    report(.reportCallerHungUp(ReportCallerHungUp(call: id)), isEnd: true, at: now)
  }

  /// Back in line after a conversation that the core undid: he goes on waiting for as long as he has patience left.
  mutating func waitsAgain(_ id: CallID, at now: Instant) {
    guard let index = callers.index(forKey: id) else { return }
    callers.values[index].place = .waiting
    if let ends = callers.values[index].patienceEnds { agenda.plan(.patienceEnds(id), at: max(now, ends)) }
  }

  mutating func enqueueAgain(_ id: CallID, at now: Instant) {
    guard let caller = callers[id], caller.place == .waiting else { return }
    reportArrival(of: caller, at: now)
    enqueue(caller, at: now)
  }

  /// Who hears nothing for so long hangs up: the core never heard of him.
  private static let silenceMax = Milliseconds.seconds(20)

  /// As recorded calls name the bank's voice response unit.
  private static let menuName = "vru"
}
