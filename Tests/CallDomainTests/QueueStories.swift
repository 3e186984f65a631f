import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// Entries: the line, its order, its ends.
@Suite struct QueueStories {
  static let german = SkillRequirement(skill: .german, minLevel: 5)

  @Test func theLineGrows() {
    let story = CallStory.queued().at(3_000).given(.arrival(.two))
    let wish = Enqueue(call: .two, queue: .sales, priority: 4, skills: [SkillRequirement(skill: .loans, minLevel: 2)])
    #expect(
      story.when(.enqueue(wish))
        == .then([
          at(
            3_000,
            .entry(
              .enqueued(
                EntryEnqueued(
                  stay: .of(.two, .sales, at: 3_000, priority: 4),
                  skills: [Self.german, SkillRequirement(skill: .loans, minLevel: 2)], place: 2, queueLength: 2))))
        ]))
  }

  /// Overflow keeps the first enqueue: the call is older than those who came to the other queue in between.
  @Test func anotherQueueKeepsTheOriginalTime() {
    let story = CallStory.queued(.sales).at(3_000).given(.arrival(.two), .enqueueing(.two, .support))
      .at(4_000).given(.flowing(.overflow))
    let stay = Stay(
      call: .one, entry: 2, queue: .support, enqueuedAt: time(4_000), originalEnqueuedAt: time(2_000))
    #expect(
      story.when(.enqueueing(.one, .support))
        == .then([at(4_000, .entry(.enqueued(EntryEnqueued(stay: stay, place: 1, queueLength: 2))))]))
    let line = story.given(.enqueueing(.one, .support)).centre.queues[.support]?.line
    #expect(line.map { Array($0.calls) } == [.one, .two])
  }

  @Test func priorityChanges() {
    let story = CallStory.offered(.anna).at(6_000)
    let wish = ChangePriority(call: .one, priority: 5)
    #expect(
      story.when(.changePriority(wish))
        == .then([at(6_000, .entry(.priorityChanged(EntryPriorityChanged(call: .one, entry: 1, from: 0, to: 5))))]))
    let urgent = Stay.of(.one, .sales, at: 2_000, priority: 5)
    #expect(
      story.given(.changePriority(wish)).at(8_000).when(.accepting(.anna))
        == .then([at(8_000, .offer(.accepted(OfferAccepted(offer: .to(.anna, urgent)))))]))
  }

  @Test func flowingOutWhileWaiting() {
    let story = CallStory.queued().at(6_000)
    #expect(story.when(.flowing(.voicemail)) == .then([flowedOut(6_000, .voicemail, target: "callback")]))
    #expect(
      story.given(.flowing(.voicemail)).at(9_000).when(.callerGone())
        == .then([ended(9_000, by: .caller, .flowedOut, cause: "16", wait: 4_000)]))
  }

  /// The better of two outcomes is the call's.
  @Test func theOutcomeIsTheBest() {
    let story = CallStory.queued().at(6_000).given(.flowing(.overflow), .enqueueing(.one, .support)).at(8_000)
    #expect(
      story.when(.callerGone())
        == .then([
          at(
            8_000,
            .entry(
              .abandoned(
                EntryAbandoned(
                  stay: Stay(
                    call: .one, entry: 2, queue: .support, enqueuedAt: time(6_000), originalEnqueuedAt: time(2_000)),
                  waitMs: span(2_000), during: .waiting, withinTarget: true, short: true)))),
          ended(8_000, by: .caller, .abandoned, cause: "16", entries: 2, wait: 6_000),
        ]))
  }

  /// Within the target means at most the target, short means at most the threshold.
  @Test func thresholdsAreInclusive() {
    func outcome(_ ms: Int64) -> (within: Bool, short: Bool)? {
      guard case .then(let events) = CallStory.queued().at(ms).when(.callerGone()),
        case .entry(.abandoned(let event))? = events.first?.body
      else { return nil }
      return (event.withinTarget, event.short)
    }
    #expect(outcome(7_000) ?? (false, false) == (true, true))
    #expect(outcome(7_001) ?? (false, true) == (true, false))
    #expect(outcome(22_000) ?? (false, true) == (true, false))
    #expect(outcome(22_001) ?? (true, true) == (false, false))
  }

  @Test func aFullQueueRefuses() {
    var story = CallStory()
    for number in 1...4 { story = story.given(.arrival(.call(UInt64(number)))) }
    for number in 1...3 { story = story.given(.enqueueing(.call(UInt64(number)), .support)) }
    #expect(story.when(.enqueueing(.call(4), .support)) == .rejected(.queueFull(.support, limit: 3)))
    #expect(
      story.given(.callerGone(.call(2))).when(.enqueueing(.call(4), .support))
        != .rejected(.queueFull(.support, limit: 3)))
  }

  /// Whatever is offered or tried, the flow of a queue is conserved.
  @Test func conservation() {
    let story = CallStory.talking().at(10_000).given(.arrival(.two), .enqueueing(.two), .callerGone(.two))
    let flow = story.centre.queues[.sales]?.flow
    #expect(flow?.enqueued == 2)
    #expect(flow?.answered == 1)
    #expect(flow?.abandoned == 1)
    #expect(story.centre.conservationViolations().isEmpty)
  }
}
