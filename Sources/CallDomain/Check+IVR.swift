import Events
import Values

extension Check {
  mutating func check(_ event: IVREvent) {
    switch event {
    case .entered(let event): checkEntered(event)
    case .promptStarted(let event):
      guard let guided = run(of: event.call)?.guided else { return }
      require(event.ordinal == guided.prompts + 1, .repeated, "prompt \(event.ordinal) after \(guided.prompts)")
      require(guided.waiting == .nothing, .transition, "call \(event.call) hears two things")
      requirePrompt(event, guided)
    case .promptFinished(let event):
      guard let guided = run(of: event.call)?.guided else { return }
      guard case .promptEnd(event.ordinal, let since) = guided.waiting, guided.node == event.node else {
        return require(false, .transition, "prompt \(event.ordinal) does not play")
      }
      requireSpan(event.durationMs, is: at.since(since), "prompt")
    case .inputReceived(let event):
      guard let guided = listening(event.call, event.node) else { return }
      requireMasked(event.digits, guided)
      require(!guided.isMasked || event.masked, .repeated, "masked")
    case .noInput(let event):
      guard let guided = listening(event.call, event.node) else { return }
      require(guided.waiting == .firstDigit, .transition, "digits came, or the prompt plays")
      require(event.tries == guided.tries + 1, .repeated, "try \(event.tries) after \(guided.tries)")
    case .noMatch(let event):
      guard let guided = listening(event.call, event.node) else { return }
      requireMasked(event.digits, guided)
      require(event.tries == guided.tries + 1, .repeated, "try \(event.tries) after \(guided.tries)")
    case .branchTaken(let event):
      guard let guided = run(of: event.call)?.guided else { return }
      require(guided.waiting == .nothing, .transition, "call \(event.call) waits for its caller")
      require(guided.flow.node(event.node) != nil, .repeated, "\(event.node) is not a node of \(guided.flow.name)")
    case .exited(let event):
      guard let run = run(of: event.call) else { return }
      require(event.enteredAt == run.enteredAt, .repeated, "enteredAt")
      requireSpan(event.durationMs, is: max(.zero, at.since(run.enteredAt)), "duration")
    case .unknown: break
    }
  }

  /// I4: a guided run waits for something that comes or is given up.
  mutating func checkAtEnd(_ event: IVREvent) {
    let call: CallID
    switch event {
    case .entered(let event): call = event.call
    case .promptStarted(let event): call = event.call
    case .promptFinished(let event): call = event.call
    case .inputReceived(let event): call = event.call
    case .noInput(let event): call = event.call
    case .noMatch(let event): call = event.call
    case .branchTaken(let event): call = event.call
    case .exited, .unknown: return
    }
    guard let guided = open(call)?.run?.guided else { return }
    require(guided.deadline != nil, .i4, "call \(call) waits in its flow for ever")
  }

  private mutating func checkEntered(_ event: IVREntered) {
    guard let call = open(event.call), call.phase == .arrived else {
      return require(false, .transition, "call \(event.call) is elsewhere or not open")
    }
    guard event.guided else { return }
    require(!call.recorded, .transition, "a recorded call is not guided")
    require(centre.configuration.flow(event.flow) != nil, .repeated, "\(event.flow) is not a flow")
  }

  private mutating func run(of call: CallID) -> IVRRun? {
    let run = open(call)?.run
    require(run != nil, .transition, "call \(call) is not in a flow")
    return run
  }

  /// The guided run of a call that stands at this node and has not answered there.
  private mutating func listening(_ call: CallID, _ node: String) -> GuidedRun? {
    guard let guided = run(of: call)?.guided else { return nil }
    require(guided.node == node && guided.waiting != .nothing, .transition, "nothing at \(node) waits for digits")
    return guided
  }

  private mutating func requireMasked(_ digits: String, _ guided: GuidedRun) {
    require(!guided.isMasked || digits.utf8.allSatisfy { $0 == UInt8(ascii: "x") }, .repeated, "digits are not masked")
  }

  private mutating func requirePrompt(_ event: IVRPromptStarted, _ guided: GuidedRun) {
    guard let step = guided.flow.node(event.node)?.step, let prompt = step.prompt else {
      return require(false, .repeated, "nothing is heard at \(event.node)")
    }
    let names = [prompt.name, step.input?.noInputPrompt, step.input?.noMatchPrompt]
    require(names.contains(event.prompt), .repeated, "\(event.prompt) is not heard at \(event.node)")
  }
}
