import CommandLineKit
import Events
import Metrics
import TerminalScreen
import Values

extension LiveLayout {
  // MARK: queues

  private var nameWidth: Int {
    min(20, max(8, picture.queues.map { TextWidth.of($0.name) }.max() ?? 8))
  }

  func queueHeader() -> StyledLine {
    let targets = Set(picture.queues.map(\.target))
    let level = targets.count == 1 ? "SL/\(targets.first!.count / 1_000)s" : "SL"
    let titles = ["Waiting", "Longest", "Answered", "Left", level, "", "ASA"]
    var text = " " + TextWidth.padded("Queues", to: nameWidth)
    for (title, width) in zip(titles, Self.queueWidths) {
      text += " " + TextWidth.padded(title, to: width, right: width != Self.barWidth)
    }
    return StyledLine(text, .strong)
  }

  /// Waiting, longest, answered, left, service level, its bar, average speed of answer.
  private static let queueWidths = [8, 8, 9, 6, 6, barWidth, 6]
  private static let barWidth = 10

  func queueLines() -> [StyledLine] {
    var lines = picture.queues.map { line(of: $0) }
    if picture.queues.count > 1 { lines.append(line(named: "all", picture.whole, look: .faint)) }
    return lines
  }

  private func line(of queue: LivePicture.Queue) -> StyledLine {
    let ringing = queue.ringing == 0 ? "" : "\(queue.ringing)\(unicode ? "☎" : "r") "
    var line = StyledLine(" " + TextWidth.padded(shortened(queue.name, nameWidth), to: nameWidth))
    let late = queue.longestWait.map { $0 > queue.target } ?? false
    let veryLate = queue.longestWait.map { $0.count > 3 * queue.target.count } ?? false
    let look: StyledLine.Look = veryLate ? .alarm : late ? .warning : queue.waiting == 0 ? .faint : .plain
    line.append(column("\(ringing)\(queue.waiting)", 0), look)
    line.append(column(queue.longestWait.map(clock) ?? dash, 1), look)
    append(queue.sums, to: &line, look: .plain)
    return line
  }

  private func line(named name: String, _ sums: QueueSums, look: StyledLine.Look) -> StyledLine {
    var line = StyledLine(" " + TextWidth.padded(name, to: nameWidth), look)
    let waiting = picture.queues.reduce(0) { $0 + $1.waiting }
    line.append(
      column("\(waiting)", 0) + column(picture.queues.compactMap(\.longestWait).max().map(clock) ?? dash, 1), look)
    append(sums, to: &line, look: look)
    return line
  }

  private func append(_ sums: QueueSums, to line: inout StyledLine, look: StyledLine.Look) {
    line.append(column("\(sums.answered)", 2) + column("\(sums.abandoned + sums.flowedOut + sums.failed)", 3), look)
    let level = sums.serviceLevel(.shortOut)
    let levelLook: StyledLine.Look = level.map { $0 >= 0.8 ? .good : $0 >= 0.5 ? .warning : .alarm } ?? .faint
    line.append(column(level.map { NumberText.decimal($0 * 100, places: 0) + " %" } ?? dash, 4), levelLook)
    let bar = level.map { Bars.horizontal($0, of: 1, width: Self.barWidth, unicode: unicode) } ?? ""
    line.append(" " + TextWidth.padded(bar, to: Self.barWidth), levelLook)
    let answer = sums.averageSpeedOfAnswerMs.map { clock(Milliseconds(Int64($0))) } ?? dash
    line.append(column(answer, 6), look)
  }

  private func column(_ text: String, _ index: Int) -> String {
    " " + TextWidth.padded(text, to: Self.queueWidths[index], right: true)
  }

  // MARK: agents

  func agentHeader() -> StyledLine {
    var line = StyledLine(" Agents", .strong)
    line.append("  \(picture.agents.count) in", .strong)
    for state in Self.statesShown where picture.count(state) > 0 {
      line.append(unicode ? " · " : " - ", .faint)
      line.append("\(picture.count(state)) \(word(state))", look(state))
    }
    return line
  }

  private static let statesShown: [AgentState] = [
    .idle, .offered, .talking, .holding, .wrapUp, .otherCall, .notReady, .disconnected,
  ]

  /// In columns, first down and then right, so that an agent keeps his place while others change.
  func agentLines() -> [StyledLine] {
    guard !picture.agents.isEmpty else { return [StyledLine(" nobody is logged in", .faint)] }
    let name = min(16, picture.agents.map { TextWidth.of($0.name) }.max() ?? 8)
    let cell = name + 22
    let across = max(1, (size.columns - 1) / cell)
    let down = (picture.agents.count + across - 1) / across
    return (0..<down).map { row in
      var line = StyledLine(" ")
      for index in stride(from: row, to: picture.agents.count, by: down) {
        append(picture.agents[index], name: name, cell: cell, to: &line)
      }
      return line
    }
  }

  private func append(_ agent: LivePicture.Agent, name: Int, cell: Int, to line: inout StyledLine) {
    line.append(TextWidth.padded(shortened(agent.name, name), to: name) + " ")
    let state = word(agent.state)
    let text = "\(state) \(clock(agent.lasted))"
    line.append(text, look(agent.state))
    let room = cell - name - 2 - TextWidth.of(text)
    let detail = room > 2 ? " " + shortened(agent.detail, room - 1) : ""
    line.append(TextWidth.padded(detail, to: room + 1), .faint)
  }

  private func word(_ state: AgentState) -> String {
    switch state {
    case .idle: "idle"
    case .offered: "rings"
    case .talking: "talks"
    case .holding: "holds"
    case .wrapUp: "wraps up"
    case .otherCall: "other"
    case .notReady: "away"
    case .disconnected: "lost"
    }
  }

  private func look(_ state: AgentState) -> StyledLine.Look {
    switch state {
    case .idle: .good
    case .offered, .holding: .warning
    case .talking, .wrapUp, .otherCall: .plain
    case .notReady: .faint
    case .disconnected: .alarm
    }
  }

  // MARK: calls

  func callHeader() -> StyledLine {
    var line = StyledLine(" Calls", .strong)
    line.append("  \(picture.calls.count) in progress", .strong)
    for phase in LivePicture.CallPhase.allCases where picture.count(phase) > 0 {
      line.append(unicode ? " · " : " - ", .faint)
      line.append("\(picture.count(phase)) \(word(phase))")
    }
    return line
  }

  private static let roomForAge = 96

  func callLines() -> [StyledLine] {
    guard !picture.calls.isEmpty else { return [StyledLine(" no call is open", .faint)] }
    return picture.calls.map { call in
      var line = StyledLine(" \(String("\(call.id)".suffix(8)))  ", .faint)
      line.append(TextWidth.padded(shortened(call.who.isEmpty ? dash : call.who, 16), to: 16) + " ")
      line.append(TextWidth.padded(word(call.phase), to: 8) + " ", call.phase == .waiting ? .warning : .plain)
      line.append(TextWidth.padded(clock(call.lasted), to: 8, right: true) + "  ")
      line.append(TextWidth.padded(shortened(call.queue, 14), to: 14) + " ")
      line.append(TextWidth.padded(shortened(call.agent, 14), to: 14))
      if size.columns >= Self.roomForAge { line.append("on the line for \(clock(call.age))", .faint) }
      return line
    }
  }

  private func word(_ phase: LivePicture.CallPhase) -> String {
    switch phase {
    case .waiting: "waits"
    case .ringing: "ringing"
    case .inIVR: "in IVR"
    case .talking: "talks"
    case .onHold: "on hold"
    case .arrived: "arrived"
    }
  }

  // MARK: text

  private var dash: String { unicode ? "–" : "-" }

  private func shortened(_ text: String, _ width: Int) -> String {
    TextWidth.truncated(TextWidth.harmless(text), to: width, mark: unicode ? "…" : "~")
  }
}

extension StyledLine {
  /// For a terminal that shows nothing else: any space is a space, any other character a question mark.
  var inASCII: StyledLine {
    var line = StyledLine()
    for piece in pieces {
      line.append(
        String(piece.text.map { $0.isASCII ? $0 : $0.isWhitespace ? " " : "?" }), piece.look)
    }
    return line
  }

  /// At most `columns` wide; what was cut ends in `mark`.
  func cut(to columns: Int, mark: String) -> StyledLine {
    var cut = StyledLine()
    var used = 0
    for piece in pieces {
      let width = TextWidth.of(piece.text)
      if used + width > columns {
        cut.append(TextWidth.truncated(piece.text, to: columns - used, mark: mark), piece.look)
        return cut
      }
      cut.append(piece.text, piece.look)
      used += width
    }
    return cut
  }
}
