/// Lays rows out in columns. It waits for the first rows to learn the widths, then lets each further row through, so
/// that a table of a million rows needs no more memory than a page.
struct TableLayout {
  private let columns: [Column]
  /// `nil` leaves lines as long as they are: a pipe has no width.
  private let widthMax: Int?
  private let style: Style
  private let unicode: Bool
  private var waiting: [[String]] = []
  private var widths: [Int]?

  /// Rows that decide the widths.
  static let rowsToLearnFrom = 1_000
  private static let gap = "  "
  private static let shrunkMin = 6

  init(columns: [Column], widthMax: Int? = nil, style: Style = Style(enabled: false), unicode: Bool = true) {
    self.columns = columns
    self.widthMax = widthMax
    self.style = style
    self.unicode = unicode
  }

  /// The lines that can be shown now; often none.
  mutating func take(_ row: [Cell]) -> String {
    let cells = row.map { $0.shown(unicode: unicode) }
    if let widths { return line(cells, widths) }
    waiting.append(cells)
    return waiting.count >= Self.rowsToLearnFrom ? release() : ""
  }

  /// The heading, if it was not shown yet, and every row that waits.
  mutating func release() -> String {
    if widths != nil { return "" }
    let widths = fitted(naturalWidths())
    self.widths = widths
    defer { waiting = [] }
    return style.paint(String(line(columns.map(\.title), widths).dropLast()), .heading) + "\n"
      + waiting.map { line($0, widths) }.joined()
  }

  private func naturalWidths() -> [Int] {
    columns.indices.map { index in
      waiting.reduce(TextWidth.of(columns[index].title)) { max($0, TextWidth.of($1[index])) }
    }
  }

  /// Takes columns away from the widest that may shrink until the line fits or nothing is left to take.
  private func fitted(_ natural: [Int]) -> [Int] {
    guard let widthMax else { return natural }
    var widths = natural
    var excess = widths.reduce(0, +) + Self.gap.count * (widths.count - 1) - widthMax
    while excess > 0 {
      let candidates = widths.indices.filter { columns[$0].shrinks && widths[$0] > Self.shrunkMin }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let parts = columns.indices.map { index in
      let text =
        widthMax == nil
        ? cells[index] : TextWidth.truncated(cells[index], to: widths[index], mark: unicode ? "…" : "~")
      let isLastWord = index == columns.count - 1 && columns[index].alignment == .left
      return isLastWord ? text : TextWidth.padded(text, to: widths[index], right: columns[index].alignment == .right)
    }
    return parts.joined(separator: Self.gap) + "\n"
  }
}
