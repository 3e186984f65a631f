import Glibc
import Testing

@testable import CommandLineKit

@Suite struct OutputTests {
  /// As in `trunkline events | head`: the program is told, not killed.
  @Test func aClosedPipeIsAnErrorAndNoSignal() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let output = TextOutput(descriptor: ends[1])
    try output.write("seen\n")
    try output.flush()
    var seen = [UInt8](repeating: 0, count: 16)
    #expect(read(ends[0], &seen, seen.count) == 5)
    close(ends[0])
    try output.write("not seen\n")
    #expect(throws: OutputClosed.self) { try output.flush() }
    #expect(throws: OutputClosed.self) { try output.write("nobody is there any more\n") }
    close(ends[1])
  }

  /// As in `trunkline events > file` on a full disk: half a file must not pass for a whole one.
  @Test func aFullDiskIsToldAndIsNoClosedPipe() throws {
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    let output = TextOutput(descriptor: full)
    try output.write("lost\n")
    #expect(throws: OutputClosed(fault: "No space left on device")) { try output.flush() }
  }

  @Test func whatCannotBeWrittenEndsInAMessageAndACode() async {
    let err = CapturedText()
    let full = TextOutput { _ in OutputClosed(fault: "No space left on device") }
    for line in ["break endless", "events", "help"] {
      let words = line.split(separator: " ").map(String.init)
      let code = await Fixture.program.run(words, surroundings: Surroundings(out: full, err: err.output()))
      #expect(code == .environment)
    }
    let told = err.text.split(separator: "\n").filter { $0.hasPrefix("fixture: the output can't be written") }
    #expect(told.count == 3, "\(err.text)")
  }

  @Test func aRemarkThatNobodyHearsStopsNoWork() throws {
    let out = CapturedText()
    let deaf = TextOutput { _ in OutputClosed() }
    let console = Console(Surroundings(out: out.output(), err: deaf))
    try console.remark("going on")
    try console.remark("still going on")
    try console.out.line("done")
    try console.out.flush()
    #expect(out.text == "done\n")
  }

  @Test func aMessageDoesNotDriveTheTerminal() throws {
    let err = CapturedText()
    let console = Console(Surroundings(out: CapturedText().output(), err: err.output()))
    try console.remark("type “\u{1B}[31m” and \u{0}\n\tand more")
    #expect(err.text == "type “\\u{1b}[31m” and \\u{0}\n\tand more\n")
  }

  /// As after `2>&-`; other numbers, since the test needs its own.
  @Test func descriptorsThatWereClosedAreFilled() {
    let range: ClosedRange<Int32> = 800...802
    StandardDescriptors.fill(range)
    for descriptor in range {
      #expect(write(descriptor, "x", 1) == 1, "descriptor \(descriptor)")
      close(descriptor)
    }
  }

  @Test func fewWritesForManyLines() throws {
    let text = CapturedText()
    let output = text.output()
    for _ in 0..<100 { try output.line("line") }
    #expect(text.text == "")
    try output.flush()
    #expect(text.text.count == 500)
  }

  @Test func remarksAreForPeopleWhoWantThem() async throws {
    let out = CapturedText()
    let err = CapturedText()
    let surroundings = Surroundings(out: out.output(), err: err.output())
    try Console(surroundings, words: ["events", "-q"]).remark("silent")
    try Console(surroundings, words: ["events", "--", "-q"]).remark("heard")
    #expect(err.text == "heard\n")
    #expect(out.text == "")
  }
}
