import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// A call in a flow that the core runs: from the number that was dialled to the line or the end.
@Suite struct FlowStories {
  @Test func theNumberLeadsIntoTheFlow() {
    let arrival = CallArrived.dialling(Configuration.flowNumber)
    #expect(
      CallStory(.withFlow).at(1_000).when(.reportArrival(ReportArrival(call: arrival)))
        == .then([
          at(1_000, .call(.arrived(arrival))),
          at(1_000, .ivr(.entered(IVREntered(call: .one, flow: "main", guided: true)))),
          started(1_000, "welcome", "welcome", 1),
        ]))
  }

  @Test func anotherNumberLeadsStraightIntoTheLine() {
    let arrival = CallArrived.dialling("+31201239999")
    #expect(
      CallStory(.withFlow).at(1_000).when(.reportArrival(ReportArrival(call: arrival)))
        == .then([at(1_000, .call(.arrived(arrival))), lined(1_000, .support, priority: 5)]))
  }

  @Test func whoDialsAFullLineIsTurnedAway() {
    let arrival = CallArrived.dialling(Configuration.directNumber)
    #expect(
      CallStory(.withFlow).at(1_000).full().when(.reportArrival(ReportArrival(call: arrival)))
        == .then([at(1_000, .call(.arrived(arrival))), flowEnded(1_000, "queueFull", .failed)]))
  }

  /// The exact number, else the longest pattern, else the default; and no default: as before there were flows.
  @Test func theNumberThatFitsBest() {
    var configuration = Configuration.withFlow
    func reaction(_ arrival: CallArrived) -> Int {
      CallStory(configuration).given(.reportArrival(ReportArrival(call: arrival))).centre.calls[.one]
        .map { $0.run != nil ? 1 : $0.entry != nil ? 2 : 0 } ?? -1
    }
    #expect(reaction(.dialling("+3120123")) == 2)
    #expect(reaction(.dialling("+3120122")) == 0)
    #expect(reaction(.dialling("")) == 0)
    configuration.entryPoints.append(EntryPoint(dialled: "*", target: .flow(EntryPointFlow(flow: "main"))))
    #expect(reaction(.dialling("")) == 1)
    #expect(reaction(.dialling("+3120122")) == 1)
    #expect(reaction(.dialling("+31201230000")) == 2)
    #expect(reaction(CallArrived(call: .one, direction: .outbound, dialled: Configuration.flowNumber)) == 0)
  }

  @Test func aPromptEndsAndTheNextNodeAsks() {
    #expect(
      CallStory.welcomed.at(3_000).when(.heard("welcome", 1))
        == .then([finished(3_000, "welcome", 1, since: 1_000), started(3_000, "menu", "main-menu", 2)]))
    #expect(CallStory.atMenu.at(6_000).when(.heard("menu")) == .then([finished(6_000, "menu", 2, since: 3_000)]))
    #expect(CallStory.asked.centre.nextDeadline == time(11_000))
  }

  @Test func aDigitLeadsIntoALine() {
    let skills = [
      SkillRequirement(skill: .german, minLevel: 5), SkillRequirement(skill: .loans, minLevel: 3),
    ]
    #expect(
      CallStory.asked.at(8_000).when(.pressing("1"))
        == .then([
          input(8_000, "menu", "1"), branch(8_000, "menu", "sales"), left(8_000, .queued, .sales, priority: 2),
          lined(8_000, .sales, priority: 2, skills: skills),
        ]))
  }

  @Test func severalDigitsOneByOne() {
    let first = CallStory.asked.at(8_000)
    #expect(first.when(.pressing("*")) == .then([input(8_000, "menu", "*", partial: true)]))
    #expect(first.given(.pressing("*")).centre.nextDeadline == time(10_000))
    #expect(
      first.given(.pressing("*")).at(9_000).when(.pressing("0"))
        == .then([
          input(9_000, "menu", "*0"), branch(9_000, "menu", "*0"), left(9_000, .completed),
          flowEnded(9_000, "served", .leftInIVR),
        ]))
  }

  /// An option that leads to its own node asks once more, with all tries.
  @Test func theMenuAgain() {
    let again = CallStory.asked.at(8_000).given(.pressing("7")).at(9_000)
    #expect(
      again.when(.pressing("9"))
        == .then([
          input(9_000, "menu", "9"), branch(9_000, "menu", "again"), started(9_000, "menu", "main-menu", 4),
        ]))
    #expect(
      again.given(.pressing("9")).at(9_500).when(.pressing("7"))
        == .then([noMatch(9_500, "menu", "7", 1), started(9_500, "menu", "sorry", 5)]))
  }

  @Test func aDigitStopsAPromptThatMayBeInterrupted() {
    #expect(
      CallStory.atMenu.at(4_000).when(.pressing("3"))
        == .then([
          input(4_000, "menu", "3"), branch(4_000, "menu", "3"), started(4_000, "order", "enter-order", 3),
        ]))
    // What stops a plain prompt is for the node after it, which may ask for a secret: only that one writes it.
    #expect(
      CallStory.welcomed.at(2_000).when(.pressing("3"))
        == .then([
          input(2_000, "welcome", "x", masked: true), started(2_000, "menu", "main-menu", 2), input(2_000, "menu", "3"),
          branch(2_000, "menu", "3"), started(2_000, "order", "enter-order", 3),
        ]))
  }

  @Test func digitsBeforeTheEndOfAnotherPromptAreNotHeard() {
    let story = CallStory.asked.at(8_000).given(.pressing("2"))
    #expect(story.at(8_500).when(.pressing("1234")) == .nothing(.digitsNotAwaited(.one)))
  }

  @Test func whoKnowsTheMenusTypesAhead() {
    #expect(
      CallStory.asked.at(8_000).when(.pressing("345#"))
        == .then([
          input(8_000, "menu", "3"), branch(8_000, "menu", "3"), started(8_000, "order", "enter-order", 3),
          input(8_000, "order", "45"), branch(8_000, "order", "collected"), left(8_000, .queued, .support),
          lined(8_000, .support),
        ]))
  }

  @Test func digitsUntilTheTerminatorOrTheLast() {
    let some = CallStory.atOrder.at(9_000).given(.pressing("4"))
    let end = [branch(10_000, "order", "collected"), left(10_000, .queued, .support), lined(10_000, .support)]
    #expect(some.at(10_000).when(.pressing("5#")) == .then([input(10_000, "order", "45")] + end))
    #expect(some.at(10_000).when(.pressing("56")) == .then([input(10_000, "order", "456")] + end))
    #expect(
      some.at(10_000).when(.pressing("#"))
        == .then([noMatch(10_000, "order", "4", 1), started(10_000, "order", "enter-order", 4)]))
  }

  /// No digit of a masked input is ever written, neither here nor by the node that comes after it.
  @Test func secretDigits() {
    let end = [branch(10_000, "account", "collected"), left(10_000, .queued, .support), lined(10_000, .support)]
    #expect(
      CallStory.askedForAccount.at(10_000).when(.pressing("1234#"))
        == .then([input(10_000, "account", "xxxx", masked: true)] + end))
    #expect(
      CallStory.askedForAccount.at(10_000).when(.pressing("12"))
        == .then([input(10_000, "account", "xx", masked: true, partial: true)]))
    #expect(
      CallStory.askedForAccount.at(10_000).when(.pressing("12#"))
        == .then([noMatch(10_000, "account", "xx", 1), started(10_000, "account", "enter-account", 4)]))
    var open = Configuration.withFlow
    open.flows[0].nodes[2].step = .collect(
      CollectNode(
        prompt: .heard("enter-account"), input: .asked(noInput: "order", noMatch: "order"), digitsMin: 4, digitsMax: 4,
        terminator: "#", masked: true, next: "order"))
    let story = CallStory(open).by(.telephony).at(1_000).given(
      .dialling(Configuration.flowNumber), .heard("welcome"), .pressing("2"))
    #expect(
      story.when(.pressing("12349"))
        == .then([
          input(1_000, "account", "xxxx", masked: true), branch(1_000, "account", "collected"),
          started(1_000, "order", "enter-order", 4),
        ]))
    // The terminator of who does not count his digits is no input of the next node.
    let next = story.given(.pressing("1234")).at(1_100)
    #expect(next.when(.pressing("#")) == .nothing(.digitsNotAwaited(.one)))
    #expect(next.when(.pressing("#7")) == .then([input(1_100, "order", "7", partial: true)]))
  }

  @Test func aFullLineIsAWayOfItsOwn() {
    let story = CallStory.asked.full().at(8_000).given(.pressing("3")).at(9_000)
    #expect(
      story.when(.pressing("45#"))
        == .then([
          input(9_000, "order", "45"), branch(9_000, "order", "collected"), branch(9_000, "to-support", "otherwise"),
          started(9_000, "busy", "all-busy", 4),
        ]))
    #expect(
      story.given(.pressing("45#")).at(11_000).when(.heard("busy"))
        == .then([
          finished(11_000, "busy", 4, since: 9_000), left(11_000, .completed), flowEnded(11_000, "served", .leftInIVR),
        ]))
    var without = Configuration.withFlow
    without.flows[0].nodes[5].step = .queue(QueueNode(queue: .support))
    without.flows[0].nodes[6] = FlowNode(name: "unused", step: .hangUp(HangUpNode()))
    without.flows[0].nodes.remove(at: 6)
    let end = CallStory(without).by(.telephony).at(1_000).given(.dialling(Configuration.flowNumber)).full().at(8_000)
      .given(.heard("welcome"))
    #expect(
      end.when(.pressing("345#"))
        == .then([
          input(8_000, "menu", "3"), branch(8_000, "menu", "3"), started(8_000, "order", "enter-order", 3),
          input(8_000, "order", "45"), branch(8_000, "order", "collected"), left(8_000, .failed),
          flowEnded(8_000, "queueFull", .failed),
        ]))
  }

  /// The call has the flow that it entered; its line may be gone by then.
  @Test func aLaterConfigurationDoesNotMoveTheCall() {
    var fewer = Configuration.example
    fewer.queues.removeLast()
    for index in fewer.agents.indices { fewer.agents[index].queues = [.sales] }
    let story = CallStory.asked.given(.configure(Configure(configuration: fewer))).at(8_000)
    #expect(
      story.when(.pressing("345#"))
        == .then([
          input(8_000, "menu", "3"), branch(8_000, "menu", "3"), started(8_000, "order", "enter-order", 3),
          input(8_000, "order", "45"), branch(8_000, "order", "collected"), branch(8_000, "to-support", "otherwise"),
          started(8_000, "busy", "all-busy", 4),
        ]))
  }

  @Test func policiesAndTheSystemTakeTheCallOutOfTheFlow() {
    #expect(
      CallStory.asked.at(8_000).when(.enqueueing())
        == .then([
          left(8_000, .queued, .sales), lined(8_000, .sales, skills: [SkillRequirement(skill: .german, minLevel: 5)]),
        ]))
    #expect(
      CallStory.asked.at(8_000).when(.endingCall)
        == .then([left(8_000, .completed), flowEnded(8_000, "closed", .leftInIVR)]))
  }
}
