import CallDomain
import Events
import Values
import VirtualTime

/// The log in words, a line each: milliseconds after noon, the event, the call's number, who, why.
struct Transcript: CommitWatcher {
  struct Line: Sendable, Equatable {
    let ms: Int64
    let type: String
    let details: [String]
    var text: String { ([String(ms), type] + details).joined(separator: " ") }
  }

  private(set) var lines: [Line] = []

  mutating func observe(_ commit: Commit) {
    for event in commit.events {
      guard let details = event.body.details else { continue }
      lines.append(
        Line(ms: event.occurredAt.since(.noon).count, type: event.typeName, details: details.filter { !$0.isEmpty }))
    }
  }
}

extension Event.Body {
  /// `nil`: of no interest to a story.
  fileprivate var details: [String]? {
    switch self {
    case .call(let event): event.details
    case .entry(let event): event.details
    case .offer(let event): event.details
    case .conversation(let event): event.details
    case .agent(let event): event.details
    case .ivr, .route, .centre, .history, .slice, .`extension`, .unknown: nil
    }
  }
}

extension CallEvent {
  fileprivate var details: [String]? {
    switch self {
    case .arrived(let event): [event.call.number]
    case .ended(let event): [event.call.number, event.outcome.name, event.by.name, event.cause]
    case .held(let event): [event.call.number, event.agent.text]
    case .retrieved(let event): [event.call.number, event.agent.text]
    case .answeredBySystem, .disconnected, .unknown: nil
    }
  }
}

extension EntryEvent {
  fileprivate var details: [String]? {
    switch self {
    case .enqueued(let event): [event.stay.call.number, event.stay.queue.text]
    case .priorityChanged(let event): [event.call.number, "\(event.to)"]
    case .requirementsRelaxed(let event): [event.stay.call.number, "\(event.step)"]
    case .abandoned(let event): [event.stay.call.number, event.during.name]
    case .flowedOut(let event): [event.stay.call.number, event.reason.name]
    case .failed(let event): [event.stay.call.number, event.cause]
    case .unknown: nil
    }
  }
}

extension OfferEvent {
  fileprivate var details: [String]? {
    switch self {
    case .made(let event): event.offer.details
    case .accepted(let event): event.offer.details
    case .joined(let event): event.offer.details
    case .rejected(let event): event.offer.details
    case .expired(let event): event.offer.details
    case .cancelled(let event): event.offer.details
    case .rescinded(let event): event.offer.details + [event.reason.name]
    case .failed(let event): event.offer.details + [event.cause.name]
    case .unknown: nil
    }
  }
}

extension Offer {
  fileprivate var details: [String] { [stay.call.number, agent.text] }
}

extension ConversationEvent {
  fileprivate var details: [String]? {
    switch self {
    case .started(let event): [event.stay.call.number, event.agent?.text ?? ""]
    case .ended(let event): [event.stay.call.number, event.agent?.text ?? "", event.by.name]
    case .unknown: nil
    }
  }
}

extension AgentEvent {
  fileprivate var details: [String]? {
    switch self {
    case .loggedIn(let event): [event.agent.text]
    case .loggedOut(let event): [event.agent.text, event.cause.name]
    case .becameReady(let event): [event.agent.text]
    case .becameNotReady(let event): [event.agent.text, event.reason]
    case .pendingStatusSet(let event): [event.agent.text, event.ready ? "ready" : event.reason]
    case .wrapUpStarted(let event): [event.agent.text, event.call.number]
    case .wrapUpExtended(let event): [event.agent.text]
    case .wrapUpEnded(let event): [event.agent.text, event.by.name]
    case .stationLost(let event): [event.agent.text]
    case .stationRestored(let event): [event.agent.text]
    case .skillsChanged(let event): [event.agent.text]
    case .struck(let event): [event.agent.text, "\(event.strikes)"]
    case .unknown: nil
    }
  }
}

extension CallID {
  /// As the stories number them.
  fileprivate var number: String { "\(bits.low)" }
}
