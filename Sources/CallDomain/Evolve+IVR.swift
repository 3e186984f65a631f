import Events
import Values

// Folding the family `ivr`. A guided run moves with its events; another only begins and ends.
extension Centre {
  mutating func evolve(_ event: IVREvent, _ at: Instant) -> Bool {
    switch event {
    case .entered(let event): return entered(event, at)
    case .exited(let event):
      return change(event.call) { call in
        guard case .inIVR = call.phase else { return false }
        call.phase = .arrived
        call.totals.ivr += event.durationMs
        if let service = event.service { call.service = service }
        call.priority = event.priority
        return true
      }
    case .promptStarted(let event): return step(event.call) { $0.promptStarted(event, at: at) }
    case .promptFinished(let event): return step(event.call) { $0.promptFinished(event, at: at) }
    case .inputReceived(let event): return step(event.call) { $0.inputReceived(event, at: at) }
    case .noInput(let event): return step(event.call) { $0.tryEnded(node: event.node, tries: event.tries) }
    case .noMatch(let event): return step(event.call) { $0.tryEnded(node: event.node, tries: event.tries) }
    case .branchTaken(let event): return step(event.call) { $0.branchTaken(event) }
    case .unknown: return true
    }
  }

  private mutating func entered(_ event: IVREntered, _ at: Instant) -> Bool {
    let flow = event.guided ? configuration.flow(event.flow) : nil
    return change(event.call) { call in
      guard call.phase == .arrived, !event.guided || flow != nil && !call.recorded else { return false }
      call.phase = .inIVR(IVRRun(flow: event.flow, enteredAt: at, guided: flow.map { GuidedRun($0) }))
      return true
    }
  }

  private mutating func step(_ id: CallID, _ change: (inout GuidedRun) -> Bool) -> Bool {
    var deadline: Instant?
    let fits = self.change(id) { call in
      guard case .inIVR(var run) = call.phase else { return false }
      guard var guided = run.guided else { return true }
      let fits = change(&guided)
      deadline = guided.deadline
      run.guided = guided
      call.phase = .inIVR(run)
      return fits
    }
    if fits, let deadline { register(.flow(id), due: deadline) }
    return fits
  }
}
