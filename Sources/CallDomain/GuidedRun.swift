package import Events
package import Values

/// Where a call stands in a flow that the core runs.
package struct GuidedRun: Sendable, Equatable {
  package enum Waiting: Sendable, Equatable {
    /// Between two nodes; never at the end of a commit. Can transition to: promptEnd, the end of the run.
    case nothing
    /// This prompt plays. Can transition to: firstDigit, nextDigit, nothing.
    case promptEnd(ordinal: UInt32, since: Instant)
    /// The prompt was heard. Can transition to: nextDigit, nothing.
    case firstDigit
    /// Some digits came, more may. Can transition to: nextDigit, nothing.
    case nextDigit
  }

  /// As it was configured when the call entered it: a later configuration does not move a call that is on its way.
  package let flow: Flow
  package private(set) var node: String
  package private(set) var waiting = Waiting.nothing
  /// Of this try; masked where the node says so.
  package private(set) var digits = ""
  /// Ended without a match, in this stay at the node.
  package private(set) var tries: UInt32 = 0
  /// Started in this run.
  package private(set) var prompts: UInt32 = 0
  package private(set) var deadline: Instant?
  /// A terminator that the caller may still press after the last digit that was asked for.
  package private(set) var lateTerminator: UInt8?

  package init(_ flow: Flow) {
    self.flow = flow
    node = flow.nodes.first?.name ?? ""
  }

  package var step: FlowNode.Step? { flow.node(node)?.step }

  // What happened, as the events tell it. `false`: it does not fit.

  mutating func promptStarted(_ event: IVRPromptStarted, at: Instant) -> Bool {
    guard waiting == .nothing, event.ordinal == prompts + 1, let prompt = flow.node(event.node)?.prompt else {
      return false
    }
    node = event.node
    digits = ""
    prompts = event.ordinal
    wait(.promptEnd(ordinal: event.ordinal, since: at), until: at + prompt.msMax)
    return true
  }

  mutating func promptFinished(_ event: IVRPromptFinished, at: Instant) -> Bool {
    guard event.node == node, case .promptEnd(event.ordinal, _) = waiting else { return false }
    if let input = step?.input { wait(.firstDigit, until: at + input.firstDigitMs) } else { wait(.nothing, until: nil) }
    return true
  }

  mutating func inputReceived(_ event: IVRInputReceived, at: Instant) -> Bool {
    guard event.node == node, waiting != .nothing else { return false }
    digits = event.digits
    lateTerminator = nil
    if event.partial, let input = step?.input {
      wait(.nextDigit, until: at + input.interDigitMs)
    } else {
      wait(.nothing, until: nil)
      if case .collect(let collect)? = step, digits.utf8.count == Int(collect.digitsMax) {
        lateTerminator = collect.terminator.utf8.first
      }
    }
    return true
  }

  mutating func tryEnded(node: String, tries: UInt32) -> Bool {
    guard node == self.node, waiting != .nothing else { return false }
    self.tries = tries
    digits = ""
    lateTerminator = nil
    wait(.nothing, until: nil)
    return true
  }

  mutating func branchTaken(_ event: IVRBranchTaken) -> Bool {
    guard waiting == .nothing else { return false }
    node = event.node
    tries = 0
    return true
  }

  private mutating func wait(_ waiting: Waiting, until deadline: Instant?) {
    self.waiting = waiting
    self.deadline = deadline
  }
}

// As a snapshot keeps it.
extension GuidedRun {
  var snapshot: GuidedRunSnapshot {
    var snapshot = GuidedRunSnapshot(flow: flow, node: node, digits: digits, tries: tries, prompts: prompts)
    switch waiting {
    case .nothing: break
    case .promptEnd(let ordinal, let since):
      snapshot.waiting = .promptEnd
      snapshot.promptOrdinal = ordinal
      snapshot.promptSince = since
    case .firstDigit: snapshot.waiting = .firstDigit
    case .nextDigit: snapshot.waiting = .nextDigit
    }
    snapshot.deadline = deadline
    snapshot.lateTerminator = lateTerminator.map(UInt32.init)
    return snapshot
  }

  init(_ snapshot: GuidedRunSnapshot) {
    self.init(snapshot.flow)
    node = snapshot.node
    switch snapshot.waiting {
    case nil: break
    case .promptEnd?: waiting = .promptEnd(ordinal: snapshot.promptOrdinal, since: snapshot.promptSince)
    case .firstDigit?: waiting = .firstDigit
    case .nextDigit?: waiting = .nextDigit
    }
    digits = snapshot.digits
    tries = snapshot.tries
    prompts = snapshot.prompts
    deadline = snapshot.deadline
    lateTerminator = snapshot.lateTerminator.map(UInt8.init(truncatingIfNeeded:))
  }
}

extension Flow {
  /// A flow has few nodes: the search is shorter than a hash.
  package func node(_ name: String) -> FlowNode? { nodes.first { $0.name == name } }
}

extension FlowNode {
  package var prompt: FlowPrompt? { step.prompt }
}

extension FlowNode.Step {
  /// `nil`: nothing is heard at this node.
  package var prompt: FlowPrompt? {
    switch self {
    case .play(let play): play.prompt
    case .menu(let menu): menu.prompt
    case .collect(let collect): collect.prompt
    case .queue, .hangUp, .unknown: nil
    }
  }

  /// `nil`: the node does not wait for digits.
  package var input: FlowInput? {
    switch self {
    case .menu(let menu): menu.input
    case .collect(let collect): collect.input
    case .play, .queue, .hangUp, .unknown: nil
    }
  }
}
