import Events
import Values

// What happens to a call in a flow that the core runs: it comes, a prompt ends, digits come, or nothing comes in time.
extension Centre {
  /// An arrived call goes where its number leads; without an entry point it stays for telephony and policies.
  mutating func enterCentre(_ arrival: CallArrived, _ draft: inout CommitDraft) {
    guard arrival.direction == .inbound, let call = calls[arrival.call] else { return }
    switch entryPoints.target(of: arrival.dialled) {
    case .flow(let target)?:
      guard let flow = configuration.flow(target.flow), let first = flow.nodes.first else { return }
      write(.entered(IVREntered(call: call.id, flow: flow.name, guided: true)), &draft)
      goOn(call.id, at: first.name, &draft)
    case .queue(let target)?:
      let wish = QueueNode(queue: target.queue, priority: target.priority, skills: target.skills)
      if !joinLine(call, wish, &draft) { endLine(call.id, by: .system, cause: Self.queueFullCause, &draft) }
    case .unknown?, nil: break
    }
  }

  mutating func promptFinished(_ report: ReportPromptFinished, _ draft: inout CommitDraft) {
    guard let call = reportedCall(report.call, &draft) else { return }
    guard let run = call.run?.guided else {
      draft.odd = .callElsewhere(call.id)
      return
    }
    guard case .promptEnd(let ordinal, _) = run.waiting, run.node == report.node,
      report.ordinal == 0 || report.ordinal == ordinal
    else {
      draft.odd = .promptNotPlaying(call.id)
      return
    }
    endPrompt(call.id, run, assumed: false, &draft)
  }

  mutating func digitsPressed(_ report: ReportDigits, _ draft: inout CommitDraft) {
    guard let call = reportedCall(report.call, &draft) else { return }
    guard call.run?.guided != nil else {
      draft.odd = .callElsewhere(call.id)
      return
    }
    let keys = Array(report.digits.utf8.prefix(CoreLimits.digitsPerReport))
    if keys.allSatisfy(Keys.isKey) { hear(keys[...], call.id, &draft) }
    if draft.events.isEmpty { draft.odd = .digitsNotAwaited(call.id) }
  }

  /// Node by node, as far as the digits reach: who knows the menus types ahead. Nothing is left over behind a masked
  /// node, so that a digit too many of a secret is not written by the next.
  private mutating func hear(_ typed: ArraySlice<UInt8>, _ id: CallID, _ draft: inout CommitDraft) {
    var typed = typed
    while let run = calls[id]?.run?.guided, run.hears {
      if case .promptEnd = run.waiting, typed.first == run.lateTerminator { typed = typed.dropFirst() }
      guard !typed.isEmpty, let heard = run.hear(&typed) else { return }
      if run.isMasked { typed = [] }
      heardDigits(id, run, heard, &draft)
      if case .noMatch = heard { return }
    }
  }

  /// The time of a prompt or of the caller's next key is over.
  mutating func flowTimedOut(_ id: CallID, _ draft: inout CommitDraft) {
    guard let run = calls[id]?.run?.guided else { return }
    switch run.waiting {
    case .nothing: break
    case .promptEnd: endPrompt(id, run, assumed: true, &draft)
    case .firstDigit:
      write(.noInput(IVRNoInput(call: id, node: run.node, tries: run.tries + 1)), &draft)
      tryAgain(id, run, prompt: run.step?.input?.noInputPrompt, else: run.step?.input?.noInputNext, "noInput", &draft)
    case .nextDigit: heardDigits(id, run, run.heardAtEnd, &draft)
    }
  }
}

extension Configuration {
  func flow(_ name: String) -> Flow? { flows.first { $0.name == name } }
}
