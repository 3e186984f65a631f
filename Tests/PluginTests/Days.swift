import Events
import Values

extension Story {
  /// An hour of a small centre that has everything the plugins count at least once. Quarter hours begin at 0, 900,000 …
  static var busyHour: Story {
    var story = Story()
    let first = Stay.of(1, at: 10_000)
    let second = Stay.of(2, .help, at: 895_000, priority: 2)
    let third = Stay.of(3, at: 896_000)
    let fourth = Stay.of(4, at: 897_000)
    let fifth = Stay.of(5, at: 1_000_000)
    func offer(_ stay: Stay, _ ordinal: UInt32, _ agent: AgentID, at ms: Int64) -> Offer {
      Offer(stay: stay, ordinal: ordinal, agent: agent, madeAt: time(ms))
    }
    story.commit(
      at(
        0,
        .centre(
          .configured(
            CentreConfigured(
              version: 1,
              configuration: Configuration(
                queues: [.of(.sales, target: 20_000), .of(.help, target: 30_000)],
                limits: Limits(openCallsMax: 100, queueLengthMax: 100, callMsMax: span(1_000_000))))))))
    story.commit(at(0, .agent(.loggedIn(AgentLoggedIn(agent: .anna)))))
    story.commit(
      at(
        5_000,
        .agent(.becameReady(AgentBecameReady(agent: .anna, cause: .`self`, left: .notReady("login", 0, 5_000))))))
    story.commit(at(10_000, .entry(.enqueued(EntryEnqueued(stay: first)))))

    // The first call: rings at Anna's, who refuses; rings again; is answered after 25 s.
    let refused = offer(first, 1, .anna, at: 12_000)
    let taken = offer(first, 2, .anna, at: 30_000)
    story.commit(
      at(12_000, .offer(.made(OfferMade(offer: refused, deadline: time(32_000), left: .idle(5_000, 12_000))))))
    story.commit(
      at(
        15_000,
        .offer(
          .rejected(OfferRejected(offer: refused, ringMs: span(3_000), left: .busy(.offered, 12_000, 15_000, first))))),
      at(15_000, .agent(.struck(AgentStruck(agent: .anna, strikes: 1, call: first.call)))))
    story.commit(
      at(30_000, .offer(.made(OfferMade(offer: taken, deadline: time(50_000), left: .idle(15_000, 30_000))))))
    story.commit(at(34_000, .offer(.accepted(OfferAccepted(offer: taken)))))
    story.commit(
      at(35_000, .offer(.joined(OfferJoined(offer: taken, ringMs: span(5_000))))),
      at(
        35_000,
        .conversation(
          .started(
            ConversationStarted(
              stay: first, agent: .anna, offer: 2, waitMs: span(25_000), ringMs: span(5_000),
              left: .busy(.offered, 30_000, 35_000, first), withinTarget: false)))))
    story.commit(
      at(
        800_000,
        .call(.held(CallHeld(call: first.call, agent: .anna, left: .busy(.talking, 35_000, 800_000, first))))))
    story.commit(
      at(
        950_000,
        .call(
          .retrieved(
            CallRetrieved(
              call: first.call, agent: .anna, holdMs: span(150_000), left: .busy(.holding, 800_000, 950_000, first))))))

    // Meanwhile: one leaves at once, one is answered by nobody that is known, one takes a callback.
    story.commit(at(895_000, .entry(.enqueued(EntryEnqueued(stay: second)))))
    story.commit(at(896_000, .entry(.enqueued(EntryEnqueued(stay: third)))))
    story.commit(at(897_000, .entry(.enqueued(EntryEnqueued(stay: fourth)))))
    story.commit(
      at(
        899_000,
        .entry(
          .abandoned(
            EntryAbandoned(stay: third, waitMs: span(3_000), during: .waiting, withinTarget: true, short: true)))),
      at(
        899_000,
        .call(
          .ended(
            CallEnded(
              call: third.call, by: .caller, arrivedAt: time(890_000), outcome: .abandoned, service: .sales, entries: 1,
              ivrMs: span(6_000), waitMs: span(3_000), direction: .inbound)))))
    story.commit(
      at(
        900_000,
        .conversation(
          .started(ConversationStarted(stay: second, waitMs: span(5_000), ringMs: .zero, withinTarget: true)))))
    story.commit(
      at(
        912_000,
        .entry(.flowedOut(EntryFlowedOut(stay: fourth, waitMs: span(15_000), reason: .callback, withinTarget: true)))))

    // The end of both conversations; Anna's wrap-up crosses into the third quarter.
    story.commit(
      at(
        1_790_000,
        .conversation(
          .ended(
            ConversationEnded(
              stay: first, agent: .anna, startedAt: time(35_000), talkMs: span(1_605_000), holdMs: span(150_000),
              waitMs: span(25_000), by: .caller, left: .busy(.talking, 950_000, 1_790_000, first))))),
      at(
        1_790_000,
        .agent(
          .wrapUpStarted(
            AgentWrapUpStarted(agent: .anna, call: first.call, queue: .sales, deadline: time(1_900_000))))))
    story.commit(
      at(
        1_810_000,
        .agent(
          .wrapUpEnded(
            AgentWrapUpEnded(
              agent: .anna, by: .agent, stay: first, wrapUpMs: span(20_000),
              left: .busy(.wrapUp, 1_790_000, 1_810_000, first))))))
    story.commit(
      at(
        1_805_000,
        .conversation(
          .ended(
            ConversationEnded(
              stay: second, startedAt: time(900_000), talkMs: span(905_000), holdMs: .zero, waitMs: span(5_000),
              by: .notRecorded)))))
    story.commit(
      at(1_000_000, .entry(.enqueued(EntryEnqueued(stay: fifth)))),
      at(1_100_000, .entry(.failed(EntryFailed(stay: fifth, waitMs: span(100_000), cause: "trunk lost")))))
    story.commit(
      at(
        1_830_000,
        .agent(
          .becameNotReady(
            AgentBecameNotReady(agent: .anna, reason: "lunch", cause: .`self`, left: .idle(1_810_000, 1_830_000))))))
    story.commit(
      at(
        2_800_000,
        .agent(
          .loggedOut(
            AgentLoggedOut(
              agent: .anna, cause: .`self`, loggedInAt: time(0), left: .notReady("lunch", 1_830_000, 2_800_000))))))
    return story
  }
}

extension QueueConfiguration {
  static func of(_ queue: QueueID, target: Int64) -> QueueConfiguration {
    QueueConfiguration(
      id: queue, serviceLevelTargetMs: span(target), shortAbandonMs: span(5_000), ringMsMax: span(20_000),
      wrapUpMsMax: span(60_000))
  }
}
