import CommandLineKit
import Glibc
import Testing

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
