import Events
import Metrics
import TerminalScreen
import Testing
import Values

@testable import trunkline

/// What an operator reads on the screen.
@Suite struct LiveLayoutTests {
  @Test(arguments: [(60, 15), (80, 24), (132, 30), (200, 50)])
  func everyLineFitsTheScreen(columns: Int, rows: Int) {
    for (queues, agents, calls) in [(0, 0, 0), (1, 1, 1), (7, 28, 20), (60, 500, 900)] {
      let lines = layout(busy(queues: queues, agents: agents, calls: calls), columns, rows).frame()
      #expect(lines.count == rows)
      for line in lines { #expect(line.text.count <= columns, "\(line.text)") }
    }
  }

  @Test func aTinyScreenSaysTheLeast() {
    let lines = layout(busy(queues: 2, agents: 3, calls: 4), 40, 5).frame()
    #expect(lines[0].text == "bank: 4 waiting")
    #expect(lines.count == 2)
  }

  @Test func aQueueShowsWhoWaitsAndHowTheDayWent() throws {
    var picture = busy(queues: 1, agents: 0, calls: 0)
    var sums = QueueSums()
    sums.answered = 8
    sums.answeredWithin = 6
    sums.abandoned = 2
    sums.waitAnsweredMs = 80_000
    picture.queues = [
      LivePicture.Queue(
        name: "Regular", waiting: 3, ringing: 1, longestWait: .seconds(75), target: .seconds(20), sums: sums)
    ]
    let line = try #require(layout(picture, 80, 24).frame().first { $0.text.hasPrefix(" Regular") })
    #expect(words(line) == ["Regular", "1☎", "3", "1:15", "8", "2", "60", "%", "██████", "0:10"])
    // More than three times the target: an alarm.
    #expect(line.pieces.first { $0.text.contains("1:15") }?.look == .alarm)
  }

  @Test func theServiceLevelOfNobodyIsADash() throws {
    let line = try #require(
      layout(busy(queues: 1, agents: 0, calls: 0, offered: 0), 80, 24).frame().first { $0.text.hasPrefix(" queue-0") })
    #expect(words(line).contains("–"))
    #expect(!line.text.contains("%"))
  }

  @Test func theChosenSectionGetsTheRoomAndScrolls() {
    var view = layout(busy(queues: 3, agents: 4, calls: 100), 80, 24)
    view.choice.section = .calls
    let top = view.frame().map(\.text)
    #expect(top.contains { $0.contains("100 in progress") && $0.contains("1-") && $0.contains("of 100") })
    view.choice.scroll = 1_000
    let bottom = view.frame().map(\.text)
    #expect(bottom.contains { $0.contains("-100 of 100") })
  }

  @Test func recordedTextCannotDriveTheTerminal() throws {
    var picture = busy(queues: 1, agents: 0, calls: 0)
    picture.calls = [
      LivePicture.Call(
        id: CallID(ID128(high: 1, low: 2)), phase: .waiting, who: "\u{1B}[2Jevil", queue: "q", agent: "", lasted: .zero,
        age: .zero)
    ]
    for line in layout(picture, 100, 24).frame() { #expect(!line.text.unicodeScalars.contains { $0.value < 0x20 }) }
  }

  @Test func withoutUnicodeEverythingIsASCII() {
    let view = LiveLayout(
      picture: busy(queues: 7, agents: 28, calls: 20), size: ScreenSize(columns: 80, rows: 24), unicode: false)
    for line in view.frame() { #expect(line.text.utf8.allSatisfy { $0 < 0x80 }, "\(line.text)") }
  }

  /// What the speed comes to is said where it is less than was asked for, and the day's calls are not cut off by it.
  @Test func aSpeedThatIsNotReachedIsSaid() throws {
    var picture = busy(queues: 1, agents: 1, calls: 1)
    picture.centre = CentreID(unchecked: "anonymous-bank")
    (picture.speed, picture.pace) = (600, 590)
    picture.callsToday = 333
    let reached = try #require(layout(picture, 80, 24).frame().first).text
    #expect(reached.contains("×600 "))
    #expect(reached.hasSuffix("333 calls today "))
    picture.pace = 293
    let missed = try #require(layout(picture, 80, 24).frame().first).text
    #expect(missed.contains("×293 of 600 "))
    #expect(missed.hasSuffix("333 calls "))
  }

  @Test func aHeldPluginIsAnAlarm() throws {
    var picture = busy(queues: 1, agents: 1, calls: 1)
    picture.readers = [
      LivePicture.Reader(name: "kpi", behind: 12, held: "can't fold"),
      LivePicture.Reader(name: "calls", behind: 0, held: nil),
    ]
    let line = try #require(layout(picture, 120, 24).frame().first { $0.text.hasPrefix(" Log") })
    #expect(line.text.contains("kpi HELD: can't fold"))
    #expect(line.text.contains("calls at the head"))
    #expect(line.pieces.contains { $0.look == .alarm })
  }

  // MARK: pictures

  private func layout(_ picture: LivePicture, _ columns: Int, _ rows: Int) -> LiveLayout {
    LiveLayout(picture: picture, size: ScreenSize(columns: columns, rows: rows), unicode: true)
  }

  private func words(_ line: StyledLine) -> [String] { line.text.split(separator: " ").map(String.init) }

  private func busy(queues: Int, agents: Int, calls: Int, offered: Int64 = 5) -> LivePicture {
    var picture = LivePicture(
      centre: CentreID(unchecked: "bank"), at: Instant(ms: 916_225_935_000), speed: 60, head: Position(123_456),
      commitsPerSecond: 42, callsToday: 1_234)
    var sums = QueueSums()
    sums.answered = offered
    sums.answeredWithin = offered
    picture.queues = (0..<queues).map {
      LivePicture.Queue(
        name: "queue-\($0)", waiting: $0, ringing: 0, longestWait: $0 == 0 ? nil : .seconds(Int64($0)),
        target: .seconds(20), sums: sums)
    }
    let states: [AgentState] = [
      .idle, .offered, .talking, .holding, .wrapUp, .otherCall, .notReady, .disconnected,
    ]
    picture.agents = (0..<agents).map {
      LivePicture.Agent(
        name: "agent-\($0)", state: states[$0 % states.count], lasted: .seconds(Int64($0 * 100)),
        detail: "a-queue-of-a-long-name")
    }
    picture.calls = (0..<calls).map {
      LivePicture.Call(
        id: CallID(ID128(high: UInt64($0 + 1), low: 7)), phase: .waiting, who: "+4420794600\($0)", queue: "queue-0",
        agent: "", lasted: .seconds(9), age: .seconds(4_000))
    }
    return picture
  }
}
