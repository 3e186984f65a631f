import CommandLineKit
import Glibc
import Synchronization
import SystemThreads

/// Lines on their way to an output that may take none, as a pipe that nobody reads: whoever has something to say goes
/// on, and a thread of its own waits.
final class LineQueue: Sendable {
  /// Lines that wait at most: minutes of what a server says. More are dropped and counted.
  static let linesMax = 1_000
  /// The end of a process waits so long at most for what it said.
  private static let finishMs: Int32 = 1_000
  private static let lookMs: Int32 = 5

  private struct State {
    var lines: [String] = []
    var dropped = 0
    /// There is a thread that writes them.
    var isWriting = false
  }

  private let out: TextOutput
  private let dropped: @Sendable (_ count: Int) -> String
  private let state = Mutex(State())

  /// - Parameter dropped: the line that says how many are not there, in their place.
  init(to out: TextOutput, dropped: @escaping @Sendable (_ count: Int) -> String) {
    self.out = out
    self.dropped = dropped
  }

  func put(_ line: String) {
    let isFirst = state.withLock { state in
      if state.lines.count < Self.linesMax { state.lines.append(line) } else { state.dropped += 1 }
      defer { state.isWriting = true }
      return !state.isWriting
    }
    // Without a thread it waits for the next line.
    if isFirst, !SystemThread.detach({ self.drain() }) { state.withLock { $0.isWriting = false } }
  }

  /// Returns when everything is written, or was waited for long enough. Blocks its thread.
  func finish() {
    for _ in 0..<Self.finishMs / Self.lookMs where state.withLock({ $0.isWriting }) { poll(nil, 0, Self.lookMs) }
  }

  /// Whoever reads may be gone: the server goes on.
  private func drain() {
    while let (lines, count) = next() {
      for line in lines { try? out.line(line) }
      if count > 0 { try? out.line(dropped(count)) }
      try? out.flush()
    }
  }

  private func next() -> (lines: [String], dropped: Int)? {
    state.withLock { state in
      if state.lines.isEmpty && state.dropped == 0 {
        state.isWriting = false
        return nil
      }
      defer {
        state.lines = []
        state.dropped = 0
      }
      return (state.lines, state.dropped)
    }
  }
}
