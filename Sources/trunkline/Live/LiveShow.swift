import CommandLineKit
import EventLog
import Events
import TerminalScreen
import Values

/// Shows a centre while it lives: a full screen where there is one, a line now and then where there is none.
struct LiveShow: Sendable {
  let replica: LiveReplica
  /// The centre's own time.
  let now: @Sendable () -> Instant
  let speed: Double
  /// How far the plugins are; asked for each picture.
  let standings: @Sendable (Position) async -> PluginStandings
  let console: Console

  /// How often the screen is drawn, and how often a line is written.
  private static let frameEvery = Duration.milliseconds(250)
  private static let lineEvery = Duration.seconds(5)

  /// Until the person stops it, or `task` is cancelled.
  func run() async throws {
    if console.outIsTerminal, let screen = try? TerminalScreen.open() {
      // The screen is given back before anything else is written, whatever ends the show.
      defer { screen.close() }
      await draw(on: screen)
    } else {
      try await write(every: Self.lineEvery)
    }
  }

  private func draw(on screen: TerminalScreen) async {
    await withTaskGroup(of: Void.self) { group in
      let chooser = LiveChooser()
      group.addTask {
        for await event in screen.events {
          if await chooser.took(event) == .stop { return }
          await show(on: screen, chooser)
        }
      }
      group.addTask {
        while !Task.isCancelled {
          await show(on: screen, chooser)
          // The next frame is due then.
          try? await Task.sleep(for: Self.frameEvery)
        }
      }
      await group.next()
      group.cancelAll()
    }
  }

  private func show(on screen: TerminalScreen, _ chooser: LiveChooser) async {
    let choice = await chooser.choice
    let picture = await chooser.picture(unless: choice.frozen) { await self.picture(&$0) }
    screen.show(LiveLayout(picture: picture, size: screen.size, unicode: console.unicode, choice: choice).frame())
  }

  /// A line at once, and then so often.
  func write(every span: Duration) async throws {
    var meter = RateMeter()
    while !Task.isCancelled {
      let picture = await picture(&meter)
      try console.out.line(LiveLine(picture: picture).text)
      try console.out.flush()
      // The next line is due then.
      try? await Task.sleep(for: span)
    }
  }

  private func picture(_ meter: inout RateMeter) async -> LivePicture {
    var picture = await replica.picture(at: now())
    picture.speed = speed
    picture.pace = meter.pace(at: picture.at)
    picture.commitsPerSecond = meter.rate(at: picture.head)
    let standings = await standings(picture.head)
    picture.readers = standings.readers
    if picture.remark.isEmpty { picture.remark = standings.remark }
    return picture
  }
}

/// What the person has chosen, and the picture that was drawn last.
private actor LiveChooser {
  enum Next: Equatable { case goOn, stop }

  private(set) var choice = LiveChoice()
  private var meter = RateMeter()
  private var last: LivePicture?

  func took(_ event: ScreenEvent) -> Next {
    switch event {
    case .key("q"): return .stop
    case .key(" "): choice.frozen.toggle()
    case .tab:
      let all = LiveChoice.Section.allCases
      choice.section = all[((all.firstIndex(of: choice.section) ?? 0) + 1) % all.count]
      choice.scroll = 0
    case .down: choice.scroll += 1
    case .up: choice.scroll = max(0, choice.scroll - 1)
    case .pageDown: choice.scroll += Self.page
    case .pageUp: choice.scroll = max(0, choice.scroll - Self.page)
    case .key, .resized: break
    }
    return .goOn
  }

  private static let page = 10

  func picture(unless frozen: Bool, _ make: (inout RateMeter) async -> LivePicture) async -> LivePicture {
    if frozen, let last { return last }
    var meter = meter
    let picture = await make(&meter)
    self.meter = meter
    last = picture
    return picture
  }
}

/// Commits a second and the centre's seconds in one of ours, over the last second or so.
struct RateMeter: Sendable {
  private struct Slope {
    private var since: (moment: ContinuousClock.Instant, value: Double)?
    private(set) var last: Double?

    /// `nil`: not measured yet.
    mutating func rate(at value: Double) -> Double? {
      let now = ContinuousClock.now
      guard let since else {
        since = (now, value)
        return nil
      }
      let seconds = (now - since.moment) / .seconds(1)
      if seconds >= 1 {
        last = (value - since.value) / seconds
        self.since = (now, value)
      }
      return last
    }
  }
  private var commits = Slope()
  private var time = Slope()

  mutating func rate(at head: Position) -> Double { commits.rate(at: Double(head.number)) ?? 0 }
  mutating func pace(at now: Instant) -> Double? { time.rate(at: Double(now.ms) / 1_000) }
}

/// The picture in one line, for logs and pipes.
struct LiveLine: Sendable {
  let picture: LivePicture

  var text: String { "\(picture.at)  \(facts)" }

  /// Without the time.
  var facts: String {
    let sums = picture.whole
    let longest = picture.queues.compactMap(\.longestWait).max().map { DurationText.write($0) } ?? "-"
    let level = sums.serviceLevel(.shortOut).map { NumberText.decimal($0 * 100, places: 1) + " %" } ?? "-"
    let waiting = picture.queues.reduce(0) { $0 + $1.waiting }
    var text = "waiting \(waiting) (longest \(longest))  calls open \(picture.calls.count)"
    text +=
      "  agents \(picture.agents.count): idle \(picture.count(.idle)), talking \(picture.count(AgentState.talking))"
    text += "  answered \(sums.answered), abandoned \(sums.abandoned), SL(shortOut) \(level)  log \(picture.head)"
    for reader in picture.readers {
      text += "  \(reader.name) " + (reader.held == nil ? "-\(reader.behind)" : "HELD")
    }
    return picture.remark.isEmpty ? text : text + "  (\(picture.remark))"
  }
}
