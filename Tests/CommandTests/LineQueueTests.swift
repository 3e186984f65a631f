import CommandLineKit
import Glibc
import Synchronization
import SystemThreads
import Testing
import Values

@testable import trunkline

/// What a server says while nobody reads it.
@Suite(.timeLimit(.minutes(1))) struct LineQueueTests {
  /// A pipe that is full, and a thread that reads it after a while: a test that finds everything blocked ends.
  private final class DeafPipe: Sendable {
    let writing: Int32
    let isRead = Atomic<Bool>(false)
    private let reading: Int32
    private let bytes = Mutex<[UInt8]>([])
    private let end = Gate()

    init() {
      var ends: [Int32] = [0, 0]
      precondition(pipe(&ends) == 0)
      (reading, writing) = (ends[0], ends[1])
      _ = fcntl(writing, F_SETFL, O_NONBLOCK)
      while Glibc.write(writing, "\n", 1) == 1 {}
      _ = fcntl(writing, F_SETFL, 0)
    }

    func readFrom(_ pauseMs: Int32) {
      _ = SystemThread.detach { [self] in
        poll(nil, 0, pauseMs)
        read()
      }
    }

    func read() {
      guard !isRead.exchange(true, ordering: .relaxed) else { return }
      _ = SystemThread.detach { [self] in
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = Glibc.read(reading, &piece, piece.count), count > 0 {
          bytes.withLock { $0 += piece[..<count] }
        }
        end.open()
      }
    }

    /// What was written, once all is.
    func lines() -> [Substring] {
      close(writing)
      end.wait()
      return bytes.withLock { String(decoding: $0, as: UTF8.self) }.split(separator: "\n")
    }
  }

  @Test func anOutputThatNobodyReadsStopsNobody() async {
    let pipe = DeafPipe()
    let log = ServiceLog(
      Console(Surroundings(out: TextOutput(descriptor: pipe.writing), err: CapturedText().output())), as: .text)
    pipe.readFrom(10_000)
    let tasks = sysconf(Int32(_SC_NPROCESSORS_ONLN)) + 1
    let each = LineQueue.linesMax
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<tasks {
        group.addTask {
          for line in 0..<each { log.write(.init(level: .info, event: "x.y", message: "task \(task) says \(line)")) }
        }
      }
    }
    // All have said everything, and nobody has read a line.
    let isRead = pipe.isRead.load(ordering: .relaxed)
    #expect(!isRead)
    pipe.read()
    // A busy machine takes longer than a process waits at its end; what is done is not waited for.
    for _ in 0..<30 { log.finish() }
    let lines = pipe.lines()
    let said = lines.filter { $0.contains(" says ") }.count
    #expect(said >= each && said < tasks * each)
    #expect(
      lines.last?.hasSuffix("\(tasks * each - said) lines were dropped: nobody took them") == true, "\(lines.suffix(1))"
    )
  }

  @Test func whatIsSaidIsWrittenInItsOrder() {
    let text = CapturedText()
    let log = ServiceLog(Console(Surroundings(out: text.output(), err: CapturedText().output())), as: .text)
    for number in 0..<50 { log.write(.init(level: .info, event: "x.y", message: "line \(number)")) }
    log.finish()
    let lines = text.text.split(separator: "\n").map { $0.split(separator: " ").suffix(2).joined(separator: " ") }
    #expect(lines == (0..<50).map { "line \($0)" })
  }
}
