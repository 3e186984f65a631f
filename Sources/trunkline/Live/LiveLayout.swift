import CommandLineKit
import TerminalScreen
import Values

/// What the person who looks has chosen.
struct LiveChoice: Sendable, Equatable {
  enum Section: Sendable, Equatable, CaseIterable { case queues, agents, calls }

  /// Gets the rows that are left over, and scrolls.
  var section = Section.agents
  /// First line shown of that section.
  var scroll = 0
  var frozen = false
}

/// Lays a picture out for a screen: pure, so that a test can read what an operator reads.
struct LiveLayout: Sendable {
  let picture: LivePicture
  let size: ScreenSize
  let unicode: Bool
  var choice = LiveChoice()

  /// Below this the three sections have no room for what they say.
  static let smallest = ScreenSize(columns: 60, rows: 15)

  func frame() -> [StyledLine] {
    guard size.columns >= Self.smallest.columns, size.rows >= Self.smallest.rows else { return tooSmall() }
    let bodies: [LiveChoice.Section: [StyledLine]] = [
      .queues: queueLines(), .agents: agentLines(), .calls: callLines(),
    ]
    let rooms = rooms(for: bodies.mapValues(\.count))
    var lines = [title()]
    for section in LiveChoice.Section.allCases {
      let body = bodies[section] ?? []
      let room = rooms[section] ?? 0
      let first = section == choice.section ? min(choice.scroll, max(0, body.count - room)) : 0
      lines.append(header(section, shown: first..<min(body.count, first + room), of: body.count))
      lines += body[first..<min(body.count, first + room)]
    }
    while lines.count < size.rows - 2 { lines.append(StyledLine()) }
    lines += [readers(), keys()]
    return lines.map { (unicode ? $0 : $0.inASCII).cut(to: size.columns, mark: unicode ? "…" : "~") }
  }

  /// Rows of the sections: each its least, then the chosen one what it wants, then the others.
  private func rooms(for wanted: [LiveChoice.Section: Int]) -> [LiveChoice.Section: Int] {
    // Title, three headers, plugins, keys.
    var left = size.rows - 6
    var rooms: [LiveChoice.Section: Int] = [:]
    let leasts: [LiveChoice.Section: Int] = [.queues: 3, .agents: 2, .calls: 2]
    for section in LiveChoice.Section.allCases {
      let room = min(wanted[section] ?? 0, leasts[section] ?? 0, left)
      rooms[section] = room
      left -= room
    }
    for section in [LiveChoice.Section.queues, choice.section, .agents, .calls] {
      let more = min(left, (wanted[section] ?? 0) - (rooms[section] ?? 0))
      rooms[section, default: 0] += more
      left -= more
    }
    return rooms
  }

  private func title() -> StyledLine {
    let time = CivilTime(picture.at)
    let day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][time.weekday - 1]
    let clock = "\(picture.at.dateText) \(two(time.hour)):\(two(time.minute)):\(two(time.second)) UTC"
    let speed = picture.speed == 1 ? "" : "  \(unicode ? "×" : "x")\(speed())"
    let left = " Trunkline  \(picture.centre)  \(day) \(clock)\(speed)"
    let calls = "\(NumberText.grouped(picture.callsToday)) calls"
    let rights = picture.remark.isEmpty ? [calls + " today ", calls + " "] : [picture.remark + " "]
    let room = size.columns - TextWidth.of(left) - 2
    let right = rights.first { TextWidth.of($0) <= room } ?? rights[rights.count - 1]
    let space = max(2, size.columns - TextWidth.of(left) - TextWidth.of(right))
    return StyledLine(left + String(repeating: " ", count: space) + right, .bar)
  }

  /// What was asked for, and what it comes to where that is less.
  private func speed() -> String {
    let asked = NumberText.decimal(picture.speed, places: 0)
    guard let pace = picture.pace, pace < 0.9 * picture.speed else { return asked }
    return "\(NumberText.decimal(max(0, pace), places: 0)) of \(asked)"
  }

  private func header(_ section: LiveChoice.Section, shown: Range<Int>, of count: Int) -> StyledLine {
    var line: StyledLine
    switch section {
    case .queues: line = queueHeader()
    case .agents: line = agentHeader()
    case .calls: line = callHeader()
    }
    if shown.count < count { line.append("  \(shown.lowerBound + 1)-\(shown.upperBound) of \(count)", .faint) }
    return line
  }

  private func readers() -> StyledLine {
    var line = StyledLine(" Log ", .strong)
    line.append("\(NumberText.grouped(Int64(picture.head.number))) commits, ")
    line.append("\(NumberText.decimal(picture.commitsPerSecond, places: 0))/s")
    for reader in picture.readers {
      line.append("  \(reader.name) ", .strong)
      if let held = reader.held {
        line.append("HELD: \(TextWidth.harmless(held))", .alarm)
      } else if reader.behind == 0 {
        line.append("at the head", .good)
      } else {
        line.append(
          "\(NumberText.grouped(Int64(reader.behind))) behind", reader.behind > Self.lagMuch ? .warning : .plain)
      }
    }
    return line
  }

  /// A plugin this many commits behind is shown as late.
  private static let lagMuch: UInt64 = 5_000

  private func keys() -> StyledLine {
    let space = choice.frozen ? "go on" : "freeze"
    var line = StyledLine(" q leave  Tab \(sectionName)  Up/Down scroll  space \(space)", .faint)
    line.append(choice.frozen ? "  FROZEN" : "  SL(shortOut)", choice.frozen ? .warning : .faint)
    return line
  }

  private var sectionName: String {
    switch choice.section {
    case .queues: "[queues] agents calls"
    case .agents: "queues [agents] calls"
    case .calls: "queues agents [calls]"
    }
  }

  private func tooSmall() -> [StyledLine] {
    [
      StyledLine("\(picture.centre): \(picture.count(.waiting) + picture.count(.ringing)) waiting"),
      StyledLine("(\(Self.smallest.columns)x\(Self.smallest.rows) shows all)", .faint),
    ].prefix(size.rows).map { $0.cut(to: size.columns, mark: "~") }
  }

  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// `0:07`, `12:40`, `1:02:03`: a running clock, of one width while it runs.
  func clock(_ span: Milliseconds) -> String {
    let seconds = Int(max(0, span.count) / 1_000)
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
    return hours == 0 ? "\(minutes):\(two(seconds % 60))" : "\(hours):\(two(minutes)):\(two(seconds % 60))"
  }
}
