import Testing

@testable import HTTPServer

/// Who is meant by a descriptor, and by when more must have come.
struct ConnectionTests {
  private static let start = ContinuousClock.now

  /// A descriptor that is closed is given to the next who comes: nothing that is meant for the one before reaches him.
  @Test func theNextOneAtADescriptorIsAnother() {
    var deadlines = ConnectionDeadlines(limits: HTTPLimits())
    deadlines.connected(7, at: Self.start)
    let first = deadlines.connection(of: 7)
    #expect(deadlines.has(first))
    deadlines.disconnected(7)
    #expect(!deadlines.has(first))
    deadlines.connected(7, at: Self.start)
    let second = deadlines.connection(of: 7)
    #expect(!deadlines.has(first) && deadlines.has(second))
    // What is said of the first changes nothing: the second's head is still waited for.
    deadlines.requestCame(first)
    deadlines.answered(first, at: Self.start + .seconds(1_000))
    #expect(deadlines.overdue(at: Self.start + .seconds(9)).isEmpty)
    #expect(deadlines.overdue(at: Self.start + .seconds(10)) == [.init(file: 7, isAnswer: false)])
  }

  @Test func anAnswerHasItsTime() {
    var deadlines = ConnectionDeadlines(limits: HTTPLimits())
    deadlines.connected(7, at: Self.start)
    let connection = deadlines.connection(of: 7)
    deadlines.headCame(connection, at: Self.start)
    deadlines.requestCame(connection)
    #expect(deadlines.overdue(at: Self.start + .seconds(1_000)).isEmpty)
    deadlines.answering(connection, byteCount: 160 << 10, at: Self.start)
    #expect(deadlines.overdue(at: Self.start + .seconds(39)).isEmpty)
    #expect(deadlines.overdue(at: Self.start + .seconds(40)) == [.init(file: 7, isAnswer: true)])
    #expect(deadlines.overdue(at: Self.start + .seconds(41)).isEmpty)
    deadlines.answered(connection, at: Self.start)
    #expect(deadlines.overdue(at: Self.start + .seconds(70)) == [.init(file: 7, isAnswer: false)])
  }
}
