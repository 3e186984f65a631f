import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// Nothing comes, or it comes late, twice or in the wrong place.
@Suite struct FlowRaceStories {
  @Test func aPromptWhoseEndIsNeverReported() {
    #expect(CallStory.welcomed.centre.nextDeadline == time(11_000))
    #expect(
      CallStory.welcomed.at(11_000).when(.wake)
        == .then([
          finished(11_000, "welcome", 1, since: 1_000, assumed: true), started(11_000, "menu", "main-menu", 2),
        ]))
    let menu = CallStory.atMenu.at(14_000)
    #expect(menu.when(.wake) == .then([finished(14_000, "menu", 2, since: 3_000, assumed: true)]))
    #expect(menu.given(.wake).when(.heard("menu")) == .nothing(.promptNotPlaying(.one)))
    #expect(menu.given(.wake).centre.nextDeadline == time(19_000))
  }

  @Test func noInputTwice() {
    let silent = CallStory.asked.at(11_000)
    #expect(silent.when(.wake) == .then([noInput(11_000, "menu", 1), started(11_000, "menu", "main-menu", 3)]))
    let again = silent.given(.wake).at(14_000).given(.heard("menu")).at(19_000)
    #expect(
      again.when(.wake)
        == .then([
          noInput(19_000, "menu", 2), branch(19_000, "menu", "noInput"), left(19_000, .queued, .support),
          lined(19_000, .support),
        ]))
  }

  /// No input and no match count together; the way out is that of the last.
  @Test func noMatchAfterNoInput() {
    let again = CallStory.asked.at(11_000).given(.wake).at(12_000)
    #expect(
      again.when(.pressing("8"))
        == .then([
          noMatch(12_000, "menu", "8", 2), branch(12_000, "menu", "noMatch"), left(12_000, .completed),
          flowEnded(12_000, "served", .leftInIVR),
        ]))
  }

  @Test func theNextDigitDoesNotCome() {
    let half = CallStory.asked.at(8_000).given(.pressing("*")).at(10_000)
    #expect(half.when(.wake) == .then([noMatch(10_000, "menu", "*", 1), started(10_000, "menu", "sorry", 3)]))
    let enough = CallStory.askedForAccount.at(10_000).given(.pressing("1234")).at(12_000)
    #expect(
      enough.when(.wake)
        == .then([
          input(12_000, "account", "xxxx", masked: true), branch(12_000, "account", "collected"),
          left(12_000, .queued, .support), lined(12_000, .support),
        ]))
    let few = CallStory.askedForAccount.at(10_000).given(.pressing("123")).at(12_000)
    #expect(
      few.when(.wake)
        == .then([noMatch(12_000, "account", "xxx", 1), started(12_000, "account", "enter-account", 4)]))
  }

  /// The timer of the first digit is late: a digit came.
  @Test func lateTimers() {
    let story = CallStory.asked.at(8_000).given(.pressing("*")).at(9_900)
    #expect(story.when(.wake) == .nothing(nil))
    #expect(story.given(.pressing("0")).at(60_000).when(.wake) == .nothing(nil))
    #expect(CallStory.asked.at(8_000).given(.pressing("1")).at(12_000).when(.wake) == .nothing(nil))
    // Woken late, the caller is given the whole time of the next try.
    let late = CallStory.asked.at(30_000).given(.wake)
    #expect(late.centre.nextDeadline == time(40_000))
  }

  @Test func factsTwiceAndInTheWrongPlace() {
    #expect(CallStory.atMenu.when(.heard("welcome")) == .nothing(.promptNotPlaying(.one)))
    #expect(CallStory.atMenu.when(.heard("menu", 1)) == .nothing(.promptNotPlaying(.one)))
    #expect(CallStory.asked.when(.heard("menu")) == .nothing(.promptNotPlaying(.one)))
    #expect(CallStory.asked.when(.pressing("")) == .nothing(.digitsNotAwaited(.one)))
    #expect(CallStory.asked.when(.pressing("1é")) == .nothing(.digitsNotAwaited(.one)))
    let lined = CallStory.asked.at(8_000).given(.pressing("1"))
    #expect(lined.when(.pressing("1")) == .nothing(.callElsewhere(.one)))
    #expect(lined.when(.heard("menu")) == .nothing(.callElsewhere(.one)))
    let gone = CallStory.asked.given(.callerGone())
    #expect(gone.when(.pressing("1")) == .nothing(.callEnded(.one)))
    #expect(gone.when(.heard("menu")) == .nothing(.callEnded(.one)))
    #expect(CallStory().when(.pressing("1")) == .nothing(.unknownCall(.one)))
  }

  /// The end of a prompt that a digit stopped is reported after the next one began.
  @Test func theEndOfTheFormerPrompt() {
    let story = CallStory.atMenu.at(4_000).given(.pressing("7")).at(4_100)
    #expect(story.when(.heard("menu", 2)) == .nothing(.promptNotPlaying(.one)))
    #expect(story.when(.heard("menu", 3)) == .then([finished(4_100, "menu", 3, since: 4_000)]))
  }

  /// Telephony's own menus and the core's do not meet.
  @Test func whoRunsTheFlow() {
    let step = ReportIVRStep.noInput(IVRNoInput(call: .one, node: "menu"))
    #expect(CallStory.asked.when(.reportIVRStep(step)) == .nothing(.runIsGuided(.one)))
    #expect(
      CallStory.asked.when(.reportIVRExited(ReportIVRExited(call: .one, reason: .failed)))
        == .nothing(.runIsGuided(.one)))
    let own = IVREntered(call: .one, flow: "main", guided: true)
    let reported = CallStory(.withFlow).at(1_000).given(.arrival()).given(
      .reportIVREntered(ReportIVREntered(run: own)))
    #expect(reported.centre.calls[.one]?.run?.guided == nil)
    #expect(reported.when(.pressing("1")) == .nothing(.callElsewhere(.one)))
    #expect(reported.when(.heard("menu")) == .nothing(.callElsewhere(.one)))
  }

  /// The caller hangs up at every step (ref 6.2).
  @Test(arguments: 0..<6) func theCallerHangsUp(_ step: Int) {
    let story = [
      CallStory.welcomed, .atMenu, .asked, .asked.given(.pressing("*")), .askedForAccount, .atOrder,
    ][step]
    #expect(
      story.at(10_000).when(.callerGone())
        == .then([
          left(10_000, .callerLeft),
          ended(10_000, by: .caller, .leftInIVR, cause: "16", service: nil, entries: 0, ivr: 9_000),
        ]))
    #expect(story.at(10_000).given(.callerGone()).centre.nextDeadline == nil)
  }

  @Test func theWatchdog() {
    var short = Configuration.withFlow
    short.limits.callMsMax = .seconds(5)
    let story = CallStory(short).by(.telephony).at(1_000).given(.dialling(Configuration.flowNumber)).at(6_000)
    #expect(
      story.when(.wake)
        == .then([left(6_000, .failed), flowEnded(6_000, "watchdog", .leftInIVR)]))
  }

  /// More keys than anybody types ahead: the rest is not looked at.
  @Test func aFloodOfDigits() {
    let flood = String(repeating: "9", count: 10_000)
    guard case .then(let events) = CallStory.asked.at(8_000).when(.pressing(flood)) else { return #expect(Bool(false)) }
    #expect(events.count == 3 * CoreLimits.digitsPerReport)
  }

  /// No configuration that this build accepts leads there; a log of another build may.
  @Test(arguments: ["circle", "nowhere", "newer"]) func aFlowThatCannotBeRun(_ how: String) {
    var wrong = Configuration.withFlow
    wrong.queues[1].lengthMax = 1
    let step: FlowNode.Step =
      switch how {
      case "circle": .queue(QueueNode(queue: QueueID(unchecked: "gone"), otherwise: "a"))
      case "nowhere": .queue(QueueNode(queue: QueueID(unchecked: "gone"), otherwise: "b"))
      default: .unknown(24)
      }
    wrong.flows = [Flow(name: "main", nodes: [FlowNode(name: "a", step: step)])]
    var centre = Centre(id: .example)
    let configured = Event(
      occurredAt: .noon, body: .centre(.configured(CentreConfigured(version: 1, configuration: wrong))))
    centre.evolve(configured, in: CommitContext(at: .noon, actor: .system))
    let command = Command(
      id: CommandID(ID128(high: 1, low: 1)), centre: .example, at: .noon, recordedAt: .noon, actor: .telephony,
      body: .dialling(Configuration.flowNumber))
    guard case .accepted(let accepted) = centre.accept(command, position: Position(2)),
      case .call(.ended(let end))? = accepted.events.last?.body
    else { return #expect(Bool(false)) }
    #expect(end.cause == "flowFailed" && end.outcome == .failed)
    #expect(centre.open.isZero && accepted.events.count <= CoreLimits.eventsKeptForOneOutcome)
  }
}
