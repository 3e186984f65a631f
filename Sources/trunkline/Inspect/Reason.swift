import CommandLineKit
import Events
import Values

/// A decision of routing, or what became of the offer that it made, in people's words.
struct Reason: Sendable, Equatable {
  let at: Instant
  let call: CallID
  let what: String
  let why: String
  private let agents: [AgentID]

  func tells(of call: CallID) -> Bool { self.call == call }
  func tells(of agent: AgentID) -> Bool { agents.contains(agent) }

  init?(_ event: Event) {
    at = event.occurredAt
    switch event.body {
    case .route(.decided(let route)):
      call = route.call
      agents = route.chosen + route.candidates.map(\.agent)
      what =
        route.chosen.isEmpty
        ? "nobody: \(route.noneReason)" : "chosen: " + route.chosen.map(\.text).joined(separator: ", ")
      why = RouteWords(route).text
    case .offer(let offer):
      guard let told = offer.told else { return nil }
      (call, what, why) = (told.offer.stay.call, told.what, told.why)
      agents = [told.offer.agent]
    case .entry(.enqueued(let event)):
      call = event.stay.call
      agents = []
      what = "enqueued"
      why = "place \(event.place) of \(event.queueLength) in \(event.stay.queue), priority \(event.stay.priority)"
    default: return nil
    }
  }
}

extension OfferEvent {
  /// What became of an offer; `nil` for what the decision has said already.
  fileprivate var told: (offer: Offer, what: String, why: String)? {
    switch self {
    case .made, .unknown: nil
    case .accepted(let event): (event.offer, "accepted", event.offer.agent.text)
    case .joined(let event): (event.offer, "joined", "\(event.offer.agent), rang \(DurationText.write(event.ringMs))")
    case .rejected(let event):
      (event.offer, "rejected", "\(event.offer.agent) after \(DurationText.write(event.ringMs)): a strike")
    case .expired(let event):
      (event.offer, "no answer", "\(event.offer.agent), rang \(DurationText.write(event.ringMs)): a strike")
    case .cancelled(let event):
      (event.offer, "cancelled", "the caller left while the phone of \(event.offer.agent) rang")
    case .rescinded(let event): (event.offer, "rescinded", "\(event.offer.agent): \(event.reason.name)")
    case .failed(let event): (event.offer, "failed", "\(event.offer.agent): \(event.cause.name)")
    }
  }
}
