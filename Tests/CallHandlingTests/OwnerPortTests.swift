import CallHandling
import Events
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values

/// Commands find the process that writes their centre, wherever it is just now.
@Suite(.timeLimit(.minutes(1))) struct OwnerPortTests {
  private static let slice = Slice(of: .example)
  private static let command = Command(
    id: CommandID(ID128(high: 1, low: 1)), centre: .example, at: .epoch, recordedAt: .epoch,
    actor: Actor(kind: .telephony), body: .deadlineReached(DeadlineReached()))

  /// Processes by where they take commands; each answers with its number as the position, or is not the writer.
  private final class Processes: Sendable {
    let writers = Mutex<[String: UInt64]>([:])
    let calls = Mutex<[String]>([])

    func connect(_ reach: String) -> (any CommandPort)? { reach.hasPrefix("host") ? Line(reach: reach, self) : nil }

    struct Line: CommandPort {
      let reach: String
      let processes: Processes

      init(reach: String, _ processes: Processes) {
        self.reach = reach
        self.processes = processes
      }

      func send(_ commands: [Command]) async throws -> [CommandReply] {
        processes.calls.withLock { $0.append(reach) }
        guard let number = processes.writers.withLock({ $0[reach] }) else {
          throw CommandPortFailure(.noWriter, "\(reach) does not write it")
        }
        if number == 0 { throw CommandPortFailure(.busy, "come back later") }
        return commands.map {
          CommandReply(command: $0.id, outcome: .accepted(CommandAccepted(position: Position(number), events: [])))
        }
      }
    }
  }

  private let ownership = MemoryOwnership()
  private let processes = Processes()

  private func port(own: OwnerPort.Own? = nil, patience: Duration = .seconds(30)) -> OwnerPort {
    OwnerPort(ownership, own: own, patience: patience) { [processes] in processes.connect($0) }
  }

  private func member(_ number: Int, writes: Bool) async throws {
    _ = try await ownership.begin(
      Member(owner: "\(number)", address: "process \(number)", reach: "host\(number):1"), for: .minutes(1))
    if writes {
      _ = try await ownership.take(.writer, Self.slice, by: "\(number)")
      processes.writers.withLock { $0["host\(number):1"] = UInt64(number) }
    }
  }

  private func position(_ port: OwnerPort) async throws -> UInt64? {
    guard case .accepted(let accepted)? = try await port.send([Self.command]).first?.outcome else { return nil }
    return accepted.position.number
  }

  @Test func theHolderIsFoundAndRemembered() async throws {
    try await member(1, writes: false)
    try await member(2, writes: true)
    let port = port()
    for _ in 0..<5 { #expect(try await position(port) == 2) }
    #expect(ownership.questions == 1)
  }

  @Test func aHandOverIsAWaitAndNoFailure() async throws {
    try await member(1, writes: true)
    try await member(2, writes: false)
    let port = port()
    #expect(try await position(port) == 1)
    processes.writers.withLock { $0 = [:] }
    try await ownership.release(Lease(role: .writer, slice: Self.slice, epoch: 1), by: "1")
    async let answer = position(port)
    await until { processes.calls.withLock { $0.count } > 3 }
    try await member(2, writes: true)
    #expect(try await answer == 2)
  }

  @Test func withoutAnybodyItFailsAtOnce() async throws {
    await #expect {
      try await port().send([Self.command])
    } throws: {
      ($0 as? CommandPortFailure)?.kind == .noWriter
    }
    // A member that takes no commands is nobody.
    _ = try await ownership.begin(Member(owner: "kpi", address: "reports"), for: .minutes(1))
    await #expect(throws: CommandPortFailure.self) { try await port().send([Self.command]) }
  }

  @Test func whoeverTakesCommandsBeginsASlice() async throws {
    try await member(3, writes: false)
    processes.writers.withLock { $0["host3:1"] = 3 }
    #expect(try await position(port()) == 3)
  }

  @Test func patienceEnds() async throws {
    try await member(1, writes: true)
    processes.writers.withLock { $0 = [:] }
    await #expect {
      try await port(patience: .milliseconds(60)).send([Self.command])
    } throws: {
      ($0 as? CommandPortFailure)?.message == "host1:1 does not write it"
    }
    #expect(processes.calls.withLock { $0.count } > 1)
  }

  @Test func aBusyWriterIsNotAskedAgain() async throws {
    try await member(1, writes: true)
    processes.writers.withLock { $0["host1:1"] = 0 }
    await #expect {
      try await port().send([Self.command])
    } throws: {
      ($0 as? CommandPortFailure)?.kind == .busy
    }
    #expect(processes.calls.withLock { $0 } == ["host1:1"])
  }

  /// A writer goes on for as long as the log accepts it: whoever knows it needs no database.
  @Test func theDatabaseMayBeAway() async throws {
    try await member(1, writes: true)
    let port = port()
    #expect(try await position(port) == 1)
    ownership.goAway(true)
    #expect(try await position(port) == 1)
    let own = Processes.Line(reach: "host9:1", processes)
    processes.writers.withLock { $0["host9:1"] = 9 }
    #expect(try await position(self.port(own: .init(reach: "host9:1", port: own))) == 9)
    await #expect(throws: CommandPortFailure.self) { try await self.port().send([Self.command]) }
  }

  /// The question costs a second while the database is away: whoever took a command is remembered.
  @Test func theOwnWriterIsRememberedWhileTheDatabaseIsAway() async throws {
    ownership.goAway(true)
    processes.writers.withLock { $0["host9:1"] = 9 }
    let port = port(own: .init(reach: "host9:1", port: Processes.Line(reach: "host9:1", processes)))
    for _ in 0..<5 { #expect(try await position(port) == 9) }
    #expect(ownership.questions == 1)
  }

  /// A writer that lost its place is back a moment later, and nobody can say that it is.
  @Test func oneFailureIsNotTheEndWhileTheDatabaseIsAway() async throws {
    try await member(1, writes: true)
    let plain = port()
    let beside = port(own: .init(reach: "host9:1", port: Processes.Line(reach: "host9:1", processes)))
    for port in [plain, beside] { #expect(try await position(port) == 1) }
    ownership.goAway(true)
    for port in [plain, beside] {
      processes.writers.withLock { $0 = [:] }
      let before = processes.calls.withLock { $0.count }
      async let answer = position(port)
      await until { processes.calls.withLock { $0.count } > before + 2 }
      processes.writers.withLock { $0["host1:1"] = 1 }
      #expect(try await answer == 1)
    }
    // This process has just become the writer.
    processes.writers.withLock { $0 = ["host9:1": 9] }
    #expect(try await position(beside) == 9)
    let asked = ownership.questions
    #expect(try await position(beside) == 9)
    #expect(ownership.questions == asked)
  }

  @Test func theOwnWriterIsReachedDirectly() async throws {
    try await member(1, writes: true)
    let own = Processes.Line(reach: "host1:1", processes)
    let port = OwnerPort(ownership, own: .init(reach: "host1:1", port: own)) { _ in nil }
    #expect(try await position(port) == 1)
  }
}
