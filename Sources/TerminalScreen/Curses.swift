import CNcurses
import Glibc

/// ncurses, on the one thread that may call it.
enum Curses {
  /// `false`: this kind of terminal is not known. (`initscr` would end the process instead.)
  static func start() -> Bool {
    setlocale(LC_CTYPE, "")
    guard let screen = trunkline_open_screen() else { return false }
    set_term(screen)
    cbreak()
    noecho()
    curs_set(0)
    nodelay(trunkline_screen(), true)
    keypad(trunkline_screen(), true)
    // Esc alone is a key that nobody waits for.
    set_escdelay(25)
    if has_colors() {
      start_color()
      use_default_colors()
      for (pair, color) in [(1, COLOR_GREEN), (2, COLOR_YELLOW), (3, COLOR_RED)] {
        init_pair(Int16(pair), Int16(color), -1)
      }
    }
    return true
  }

  static func end() {
    erase()
    refresh()
    endwin()
  }

  static var size: ScreenSize {
    ScreenSize(columns: Int(getmaxx(trunkline_screen())), rows: Int(getmaxy(trunkline_screen())))
  }

  /// What has been typed since the last time.
  static func input() -> [ScreenEvent] {
    var events: [ScreenEvent] = []
    while true {
      var code: wint_t = 0
      switch get_wch(&code) {
      case ERR: return events
      case KEY_CODE_YES: if let event = special(Int32(bitPattern: code)) { events.append(event) }
      default:
        if code == 9 {
          events.append(.tab)
        } else if let scalar = Unicode.Scalar(code), code >= 32 {
          events.append(.key(Character(scalar)))
        }
      }
    }
  }

  private static func special(_ code: Int32) -> ScreenEvent? {
    switch code {
    case KEY_UP: .up
    case KEY_DOWN: .down
    case KEY_PPAGE: .pageUp
    case KEY_NPAGE: .pageDown
    case KEY_RESIZE: .resized(size)
    default: nil
    }
  }

  static func draw(_ frame: [StyledLine]) {
    erase()
    for (row, line) in frame.prefix(size.rows).enumerated() {
      move(Int32(row), 0)
      for piece in line.pieces {
        attr_set(attributes(piece.look), colorPair(piece.look), nil)
        addstr(piece.text)
      }
    }
    attr_set(0, 0, nil)
    refresh()
  }

  private static func attributes(_ look: StyledLine.Look) -> attr_t {
    switch look {
    case .plain, .good, .warning: 0
    case .strong: trunkline_bold()
    case .faint: trunkline_dim()
    case .alarm: trunkline_bold()
    case .bar: trunkline_reverse()
    }
  }

  private static func colorPair(_ look: StyledLine.Look) -> Int16 {
    guard has_colors() else { return 0 }
    return switch look {
    case .plain, .strong, .faint, .bar: 0
    case .good: 1
    case .warning: 2
    case .alarm: 3
    }
  }
}
