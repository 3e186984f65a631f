import Values

/// Decides when progress is worth a line and what the line says. Time comes in, so that tests need no clock.
struct ProgressMeter {
  enum Drawing: Equatable {
    /// In place of the last one, on a terminal.
    case redraw(String)
    case line(String)
  }

  enum Manner: Equatable, Sendable {
    case bar(width: Int, unicode: Bool)
    case lines
    case silent
  }

  let label: String
  /// What is counted, in the plural: `rows`.
  let unit: String
  /// `nil` while nobody knows how many there will be.
  let total: Int64?
  let manner: Manner
  private var lastDrawn: Milliseconds?

  /// The eye follows no more than ten pictures a second.
  static let redrawEvery = Milliseconds(100)
  /// A log file should not fill with progress.
  static let lineEvery = Milliseconds.seconds(5)

  init(label: String, unit: String, total: Int64?, manner: Manner) {
    self.label = label
    self.unit = unit
    self.total = total
    self.manner = manner
  }

  /// `elapsed` since the start. `nil` when it is too early for another drawing.
  mutating func advanced(to done: Int64, elapsed: Milliseconds) -> Drawing? {
    let every = manner == .lines ? Self.lineEvery : Self.redrawEvery
    let due = (lastDrawn ?? (manner == .lines ? .zero : .zero - every)) + every
    guard elapsed >= due else { return nil }
    lastDrawn = elapsed
    switch manner {
    case .silent: return nil
    case .bar(let width, let unicode): return .redraw(barLine(done, elapsed, width: width, unicode: unicode))
    case .lines: return .line(text(done, elapsed, finished: false))
    }
  }

  /// The last drawing, which stays.
  mutating func finished(at done: Int64, elapsed: Milliseconds) -> Drawing? {
    switch manner {
    case .silent: nil
    case .bar: .redraw(text(done, elapsed, finished: true) + "\n")
    case .lines: .line(text(done, elapsed, finished: true))
    }
  }

  private func barLine(_ done: Int64, _ elapsed: Milliseconds, width: Int, unicode: Bool) -> String {
    let words = text(done, elapsed, finished: false)
    let room = width - TextWidth.of(words) - 4
    guard let total, total > 0, room >= 10 else { return TextWidth.truncated(words, to: width - 1, mark: "") }
    let length = min(30, room)
    let bar = Bars.horizontal(Double(done), of: Double(total), width: length, unicode: unicode)
    return words + " [" + TextWidth.padded(bar, to: length) + "]"
  }

  private func text(_ done: Int64, _ elapsed: Milliseconds, finished: Bool) -> String {
    var text = "\(label): \(NumberText.grouped(done))"
    if let total, !finished { text += " of \(NumberText.grouped(total))" }
    text += " \(unit)"
    if finished { text += " in \(DurationText.write(elapsed))" }
    guard elapsed.count > 0, done > 0 else { return text }
    let perSecond = Double(done) * 1_000 / Double(elapsed.count)
    text += ", \(NumberText.grouped(Int64(perSecond)))/s"
    if let total, !finished, total > done {
      let left = Double(total - done) / perSecond * 1_000
      text += ", \(DurationText.write(Milliseconds(Int64(left.rounded(.up))))) left"
    }
    return text
  }
}
