package import Events
package import Values

/// One stay of a call in one queue, as long as it is open. Its machine:
/// waiting ⇄ offered → answered; waiting | offered → abandoned | flowedOut | failed. Every end takes it out of its call
/// and its queue's line; an offer without success leaves it waiting at its old place.
package struct Entry: Sendable, Equatable {
  package internal(set) var stay: Stay
  /// What is asked of an agent now; changed by relaxation.
  package internal(set) var skills: [SkillRequirement]
  /// Steps of relaxation crossed so far.
  package internal(set) var step: UInt32 = 0
  package internal(set) var offersMade: UInt32 = 0
  /// To whom the last offer went that ended without an answer.
  package internal(set) var lastOffered: AgentID?
  /// Why nobody could be chosen, by the last decision since the last offer and relaxation; `nil`: there is none.
  package internal(set) var nobodyBecause: String?
  /// By ordinal. Empty: waiting. Not empty: offered.
  package internal(set) var offers: [OpenOffer] = []
  /// Counts the entries of the centre. With `stay.originalEnqueuedAt` its key in the line.
  package let arrival: UInt64

  package var id: EntryID { EntryID(call: stay.call, ordinal: stay.entry) }
  package var phase: EntryPhase { offers.isEmpty ? .waiting : .offered }
  package var acceptedOffer: OpenOffer? { offers.first { $0.isAccepted } }
  var key: WaitingLine.Key { WaitingLine.Key(original: stay.originalEnqueuedAt, arrival: arrival, call: stay.call) }

  package func offer(_ ordinal: UInt32) -> OpenOffer? { offers.first { $0.ordinal == ordinal } }
  package func offer(to agent: AgentID) -> OpenOffer? { offers.first { $0.agent == agent } }
  package func offerID(_ offer: OpenOffer) -> OfferID { OfferID(entry: id, ordinal: offer.ordinal) }

  /// The queue asks for something else from now on. Steps that were crossed stay crossed.
  mutating func requirementsChanged(from former: QueueConfiguration, to queue: QueueConfiguration) -> Bool {
    if step == 0 {
      let own = skills.filter { asked in !former.skills.contains { $0.skill == asked.skill } }
      skills = Array(queue.requirements(and: own).prefix(CoreLimits.skillsMax))
    } else {
      step = min(step, UInt32(queue.relaxation.count))
      skills = step == 0 ? queue.skills : queue.relaxation[Int(step) - 1].skills
    }
    nobodyBecause = nil
    return true
  }

  mutating func offerMade(_ offer: Offer, deadline: Instant) {
    offersMade = max(offersMade, offer.ordinal)
    nobodyBecause = nil
    offers.append(
      OpenOffer(ordinal: offer.ordinal, agent: offer.agent, madeAt: offer.madeAt, deadline: deadline))
  }

  /// `false`: there is no such open offer.
  mutating func offerAccepted(_ ordinal: UInt32, at: Instant) -> Bool {
    guard let index = offers.firstIndex(where: { $0.ordinal == ordinal }) else { return false }
    offers[index].accepted(at: at)
    return true
  }

  /// `nil`: there is no such open offer.
  mutating func offerEnded(_ ordinal: UInt32) -> OpenOffer? {
    guard let index = offers.firstIndex(where: { $0.ordinal == ordinal }) else { return nil }
    lastOffered = offers[index].agent
    return offers.remove(at: index)
  }
}

/// How an entry ended.
enum EntryEnd: Sendable { case answered, abandoned, flowedOut, failed }
