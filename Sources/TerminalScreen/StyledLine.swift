/// A line of a full-screen view: pieces of text, each with one look.
package struct StyledLine: Sendable, Equatable {
  package enum Look: Sendable, Equatable, CaseIterable {
    case plain, strong, faint, good, warning, alarm
    /// Letters and ground changed places: titles.
    case bar
  }

  package struct Piece: Sendable, Equatable {
    package let text: String
    package let look: Look
  }

  package private(set) var pieces: [Piece] = []

  package init() {}

  package init(_ text: String, _ look: Look = .plain) { append(text, look) }

  package mutating func append(_ text: String, _ look: Look = .plain) {
    if !text.isEmpty { pieces.append(Piece(text: text, look: look)) }
  }

  /// Without looks.
  package var text: String { pieces.map(\.text).joined() }
}

package struct ScreenSize: Sendable, Hashable {
  package let columns: Int
  package let rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// What a person did.
package enum ScreenEvent: Sendable, Equatable {
  case key(Character)
  case up, down, pageUp, pageDown, tab
  case resized(ScreenSize)
}
