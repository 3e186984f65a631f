import Events
import Values

// The steps of a flow that the core runs.
extension Centre {
  /// Goes on at a node, until the call waits for its caller or has left the flow. Nodes that wait for nothing are few
  /// in a row in every valid configuration; the limit is the second lock.
  mutating func goOn(_ id: CallID, at first: String, _ draft: inout CommitDraft) {
    var name = first
    for _ in 0..<CoreLimits.flowStepsPerCommand {
      guard let call = calls[id], let run = call.run?.guided else { return }
      switch run.flow.node(name)?.step {
      case .play(let play)?: return startPrompt(id, run, name, play.prompt.name, &draft)
      case .menu(let menu)?: return startPrompt(id, run, name, menu.prompt.name, &draft)
      case .collect(let collect)?: return startPrompt(id, run, name, collect.prompt.name, &draft)
      case .hangUp(let end)?:
        endRun(of: call, .completed, service: nil, priority: call.priority, &draft)
        return endLine(id, by: .system, cause: end.cause, &draft)
      case .queue(let wish)?:
        if joinLine(call, wish, &draft) { return }
        if wish.otherwise.isEmpty { return failFlow(call, cause: Self.queueFullCause, &draft) }
        write(.branchTaken(IVRBranchTaken(call: id, node: name, branch: "otherwise")), &draft)
        name = wish.otherwise
      case .unknown?, nil: return failFlow(call, cause: Self.flowFailedCause, &draft)
      }
    }
    if let call = calls[id] { failFlow(call, cause: Self.flowFailedCause, &draft) }
  }

  /// `false`: there is no such line, or no place in it.
  mutating func joinLine(_ call: Call, _ wish: QueueNode, _ draft: inout CommitDraft) -> Bool {
    guard let queue = queues[wish.queue], queue.line.count < Int(queue.lengthMax(configuration.limits)) else {
      return false
    }
    let priority = wish.priority == 0 ? call.priority : wish.priority
    let skills = queue.configuration.requirements(and: wish.skills).prefix(CoreLimits.skillsMax)
    endRun(of: call, .queued, service: wish.queue, priority: priority, &draft)
    joinLine(
      call.nextStay(queue: wish.queue, priority: priority, at: draft.occurredAt), skills: Array(skills), &draft)
    return true
  }

  private mutating func failFlow(_ call: Call, cause: String, _ draft: inout CommitDraft) {
    endRun(of: call, .failed, service: nil, priority: call.priority, &draft)
    endLine(call.id, by: .system, cause: cause, &draft)
  }

  private mutating func startPrompt(
    _ id: CallID, _ run: GuidedRun, _ node: String, _ prompt: String, _ draft: inout CommitDraft
  ) {
    write(
      .promptStarted(IVRPromptStarted(call: id, node: node, prompt: prompt, ordinal: run.prompts + 1)), &draft)
  }

  mutating func endPrompt(_ id: CallID, _ run: GuidedRun, assumed: Bool, _ draft: inout CommitDraft) {
    guard case .promptEnd(let ordinal, let since) = run.waiting else { return }
    write(
      .promptFinished(
        IVRPromptFinished(
          call: id, node: run.node, ordinal: ordinal, durationMs: draft.occurredAt.since(since), assumed: assumed)),
      &draft)
    if case .play(let play)? = run.step { goOn(id, at: play.next, &draft) }
  }

  mutating func heardDigits(_ id: CallID, _ run: GuidedRun, _ heard: HeardDigits, _ draft: inout CommitDraft) {
    func received(_ digits: String, masked: Bool? = nil, partial: Bool = false) -> IVREvent {
      .inputReceived(
        IVRInputReceived(
          call: id, node: run.node, digits: digits, masked: masked ?? run.isMasked, partial: partial))
    }
    switch heard {
    case .skipped(let count):
      write(received(Keys.masked(count), masked: true), &draft)
      if case .play(let play)? = run.step { goOn(id, at: play.next, &draft) }
    case .more(let digits): write(received(digits, partial: true), &draft)
    case .chosen(let option):
      write(received(option.digits), &draft)
      branch(id, run.node, option.name.isEmpty ? option.digits : option.name, to: option.next, &draft)
    case .collected(let digits):
      write(received(digits), &draft)
      guard case .collect(let collect)? = run.step else { return }
      branch(id, run.node, "collected", to: collect.next, &draft)
    case .noMatch(let digits):
      write(.noMatch(IVRNoMatch(call: id, node: run.node, digits: digits, tries: run.tries + 1)), &draft)
      tryAgain(id, run, prompt: run.step?.input?.noMatchPrompt, else: run.step?.input?.noMatchNext, "noMatch", &draft)
    }
  }

  /// The node's question once more, or the way out for who did not answer it. `run` is as it was before the try ended.
  mutating func tryAgain(
    _ id: CallID, _ run: GuidedRun, prompt: String?, else next: String?, _ name: String, _ draft: inout CommitDraft
  ) {
    guard let input = run.step?.input, let ownPrompt = run.step?.prompt?.name else { return }
    if run.tries + 1 < input.triesMax {
      startPrompt(id, run, run.node, prompt.flatMap { $0.isEmpty ? nil : $0 } ?? ownPrompt, &draft)
    } else {
      branch(id, run.node, name, to: next ?? "", &draft)
    }
  }

  private mutating func branch(
    _ id: CallID, _ node: String, _ branch: String, to next: String, _ draft: inout CommitDraft
  ) {
    write(.branchTaken(IVRBranchTaken(call: id, node: node, branch: branch)), &draft)
    goOn(id, at: next, &draft)
  }

  /// Causes of `call.ended` by the system: the caller found no place, and a flow that this build cannot run.
  static let queueFullCause = "queueFull"
  static let flowFailedCause = "flowFailed"
}
