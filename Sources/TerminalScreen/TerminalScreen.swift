import CNcurses
import Glibc
import Synchronization
import SystemThreads

/// The whole terminal, drawn by ncurses, which sends only what has changed.
///
/// ncurses keeps everything in globals and is for one thread: `TerminalScreen` has a thread of its own for it, and
/// there is one at a time. Frames that come faster than they can be drawn are passed over.
package final class TerminalScreen: Sendable {
  private struct State {
    var frame: [StyledLine]?
    var size = ScreenSize(columns: 80, rows: 24)
    var works = false
    var closing = false
  }

  /// What the person does, in order. Ends when the screen closes.
  package let events: AsyncStream<ScreenEvent>
  private let send: AsyncStream<ScreenEvent>.Continuation
  private let state = Mutex(State())
  private let wake: WakePipe
  private let started = Gate()
  private let ended = Gate()

  /// Takes the terminal over until `close`.
  /// - Throws: `NoTerminal` where input or output is none, or is of a kind that cannot be drawn on.
  package static func open() throws(NoTerminal) -> TerminalScreen {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw NoTerminal(reason: "this is no terminal") }
    guard let wake = WakePipe() else { throw NoTerminal(reason: "no pipe: \(String(cString: strerror(errno)))") }
    let screen = TerminalScreen(wake)
    guard SystemThread.detach({ screen.run() }) else {
      throw NoTerminal(reason: "there is no thread left for the screen")
    }
    screen.started.wait()
    guard screen.state.withLock({ $0.works }) else {
      let kind = getenv("TERM").map { String(cString: $0) } ?? "not set"
      throw NoTerminal(reason: "the terminal's kind (TERM is \(kind)) is not known here")
    }
    return screen
  }

  private init(_ wake: WakePipe) {
    self.wake = wake
    (events, send) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
  }

  package var size: ScreenSize { state.withLock { $0.size } }

  /// Draws these lines from the top; the rest of the screen is empty.
  package func show(_ frame: [StyledLine]) {
    state.withLock { $0.frame = frame }
    wake.wake()
  }

  /// Gives the terminal back as it was. Safe to call twice.
  package func close() {
    state.withLock { $0.closing = true }
    wake.wake()
    ended.wait()
  }

  /// On the screen's own thread, from its first line to its last.
  private func run() {
    let works = Curses.start()
    state.withLock { state in
      state.works = works
      if works { state.size = Curses.size }
    }
    started.open()
    if works {
      drawUntilClosed()
      Curses.end()
    }
    send.finish()
    ended.open()
  }

  private func drawUntilClosed() {
    while true {
      wake.wait(orInputFor: Self.lookEveryMs)
      for event in Curses.input() {
        if case .resized(let size) = event { state.withLock { $0.size = size } }
        send.yield(event)
      }
      let (frame, closing) = state.withLock { state in
        defer { state.frame = nil }
        return (state.frame, state.closing)
      }
      if closing { return }
      if let frame { Curses.draw(frame) }
    }
  }

  /// A change of the terminal's size comes as a signal, perhaps to another thread: it is seen after this time at most.
  private static let lookEveryMs: Int32 = 100
}

/// Why there is no full screen; the reason says what is in the way.
package struct NoTerminal: Error, Sendable, Equatable {
  package let reason: String
}
