import Synchronization
import Values

/// Progress of a long piece of work on the second output: a bar on a terminal, a line now and then elsewhere, nothing
/// when quiet. May be advanced from any thread.
package final class ProgressBar: Sendable {
  private let meter: Mutex<ProgressMeter>
  private let started = ContinuousClock.now
  private let err: TextOutput

  /// Nobody knows how many there will be.
  package convenience init(_ label: String, unit: String, console: Console) {
    self.init(label, unit, nil, console)
  }

  package convenience init(_ label: String, unit: String, total: some BinaryInteger, console: Console) {
    self.init(label, unit, Int64(clamping: total), console)
  }

  private init(_ label: String, _ unit: String, _ total: Int64?, _ console: Console) {
    let manner: ProgressMeter.Manner =
      console.quiet
      ? .silent : console.errIsTerminal ? .bar(width: console.width, unicode: console.unicode) : .lines
    meter = Mutex(ProgressMeter(label: label, unit: unit, total: total, manner: manner))
    err = console.err
  }

  /// `done` of the whole, not since the last time.
  package func advance(to done: some BinaryInteger) {
    let done = Int64(clamping: done)
    show(meter.withLock { $0.advanced(to: done, elapsed: elapsed) })
  }

  package func finish(at done: some BinaryInteger) {
    let done = Int64(clamping: done)
    show(meter.withLock { $0.finished(at: done, elapsed: elapsed) })
  }

  private var elapsed: Milliseconds {
    let (seconds, attoseconds) = (ContinuousClock.now - started).components
    return Milliseconds(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }

  private func show(_ drawing: ProgressMeter.Drawing?) {
    let text: String
    switch drawing {
    case nil: return
    // To the first column, the new text, and the rest of the old line erased.
    case .redraw(let line): text = "\r" + (line.hasSuffix("\n") ? line.dropLast() + "\u{1B}[K\n" : line + "\u{1B}[K")
    case .line(let line): text = line + "\n"
    }
    // A reader of progress who went away is no reason to stop the work.
    try? err.write(text)
    try? err.flush()
  }
}
