import Events
import Glibc
import Sockets
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values
import WireRuntime

@testable import CommandSocket

/// A server of this machine, and whoever speaks to it.
@Suite(.serialized) struct CommandSocketTests {
  /// Accepts everything at the position that its call number says.
  private struct Accepting: CommandPort {
    func send(_ commands: [Command]) async throws -> [CommandReply] {
      commands.map {
        CommandReply(
          command: $0.id, outcome: .accepted(CommandAccepted(position: Position($0.id.bits.low), events: [])))
      }
    }
  }

  private struct Busy: CommandPort {
    func send(_ commands: [Command]) async throws -> [CommandReply] {
      throw CommandPortFailure(.busy, "come back later")
    }
  }

  private static func command(_ number: UInt64, centre: String = "bank") -> Command {
    Command(
      id: CommandID(ID128(high: 1, low: number)), centre: CentreID(unchecked: centre), at: .epoch, recordedAt: .epoch,
      actor: Actor(kind: .telephony), body: .deadlineReached(DeadlineReached()))
  }

  /// The other tests have the processors as well: an answer may take longer here than where a server is well.
  private static func port(_ address: SocketAddress) -> CommandSocketPort {
    CommandSocketPort(address, answerSeconds: 600)
  }

  private static func path() -> String { "/tmp/trunkline-socket-\(UInt64.random(in: 0 ... .max))" }

  /// The two ways in; all that is promised holds for both.
  enum Way: CaseIterable {
    case path, tcp

    func address() -> SocketAddress {
      switch self {
      case .path: .path(CommandSocketTests.path())
      case .tcp: .network(host: "127.0.0.1", port: UInt16.random(in: 20_000..<30_000))
      }
    }
  }

  @Test(arguments: Way.allCases) func whatIsSentIsAnsweredInOrder(_ way: Way) async throws {
    let address = way.address()
    let server = try CommandSocketServer.open(at: address, port: Accepting())
    defer { server.stop() }
    let port = Self.port(address)
    let replies = try await port.send((1...50).map { Self.command($0) })
    #expect(replies.map(\.command.bits.low) == Array(1...50))
    await withTaskGroup(of: Int.self) { group in
      for number in 1...20 {
        group.addTask { (try? await port.send([Self.command(UInt64(number))]).count) ?? 0 }
      }
      #expect(await group.reduce(0, +) == 20)
    }
  }

  @Test(arguments: Way.allCases) func aFailureComesAsItIs(_ way: Way) async throws {
    let address = way.address()
    let server = try CommandSocketServer.open(at: address, port: Busy())
    defer { server.stop() }
    await #expect(throws: CommandPortFailure(.busy, "come back later")) {
      try await Self.port(address).send([Self.command(1)])
    }
  }

  @Test(arguments: Way.allCases) func withoutAServerThatIsSaid(_ way: Way) async {
    let error = await #expect(throws: CommandPortFailure.self) {
      try await CommandSocketPort(way.address()).send([Self.command(1)])
    }
    #expect(error?.kind == .noWriter)
    #expect(error?.message.contains("no trunkline server answers") == true)
  }

  @Test(arguments: Way.allCases) func aSecondServerIsRefused(_ way: Way) throws {
    let address = way.address()
    let first = try CommandSocketServer.open(at: address, port: Accepting())
    defer { first.stop() }
    let error = #expect(throws: CommandSocketError.self) {
      try CommandSocketServer.open(at: address, port: Accepting())
    }
    #expect(error?.kind == .taken)
  }

  @Test func aDeadOnesSocketIsTaken() throws {
    let path = Self.path()
    // As a killed server leaves it: a socket that nobody listens at.
    close(try Socket.listen(at: .path(path)).get())
    let next = try CommandSocketServer.open(at: .path(path), port: Accepting())
    close(try Socket.connect(to: .path(path)).get())
    next.stop()
  }

  /// A slip of the fingers must not cost somebody a file.
  @Test func aFileOfAnotherKindStays() throws {
    let path = Self.path()
    defer { unlink(path) }
    let file = open(path, O_CREAT | O_WRONLY, 0o600)
    #expect(write(file, "notes", 5) == 5)
    close(file)
    let error = #expect(throws: CommandSocketError.self) {
      try CommandSocketServer.open(at: .path(path), port: Accepting())
    }
    #expect(error.map { "\($0)" }?.contains("no socket is there") == true)
    var status = stat()
    #expect(lstat(path, &status) == 0 && status.st_size == 5)
  }

  /// Bytes from outside: answered with what is wrong, then the line is closed; the next one is served.
  @Test(
    arguments: [
      [0, 0, 0, 5, 255, 255, 255, 255, 255], [0, 0, 0, 1, 10], [255, 255, 255, 255], [0, 80, 0, 0],
    ] as [[UInt8]], Way.allCases)
  func bytesThatAreNoRequest(bytes: [UInt8], _ way: Way) async throws {
    let address = way.address()
    let server = try CommandSocketServer.open(at: address, port: Accepting())
    defer { server.stop() }
    let reply = try Self.exchange(bytes, at: address)
    #expect(reply.failure?.kind == .badRequest)
    #expect(reply.replies.isEmpty)
    #expect(try await Self.port(address).send([Self.command(1)]).count == 1)
  }

  @Test(arguments: Way.allCases) func commandsOfTwoCentresAreNoRequest(_ way: Way) throws {
    let address = way.address()
    let server = try CommandSocketServer.open(at: address, port: Accepting())
    defer { server.stop() }
    let body = SocketRequest(commands: [Self.command(1), Self.command(2, centre: "other")]).wireBytes()
    let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: body.count >> $0) }
    #expect(try Self.exchange(length + body, at: address).failure?.kind == .badRequest)
  }

  /// Whoever opens lines and says nothing does not keep others out for longer than the limit allows.
  @Test(arguments: Way.allCases) func linesBeyondTheLimitAreToldSo(_ way: Way) async throws {
    let address = way.address()
    let server = try CommandSocketServer.open(at: address, port: Accepting())
    defer { server.stop() }
    var silent: [Int32] = []
    for _ in 0..<CommandSocketServer.linesMax {
      silent.append(try Socket.connect(to: address).get())
    }
    let lines = { server.lineCount }
    await until { lines() == CommandSocketServer.linesMax }
    // Also who has a request on its way already, which nobody reads.
    for _ in 0..<20 {
      await #expect(throws: CommandPortFailure(.busy, "256 lines are open here: come again later")) {
        try await Self.port(address).send((1...500).map { Self.command($0) })
      }
    }
    for file in silent { close(file) }
    var isServed = false
    let deadline = ContinuousClock.now + .seconds(120)
    while !isServed, ContinuousClock.now < deadline {
      isServed = (try? await Self.port(address).send([Self.command(1)]).count) == 1
    }
    #expect(isServed)
  }

  private static func exchange(_ bytes: [UInt8], at address: SocketAddress) throws -> SocketReply {
    let file = try Socket.connect(to: address).get()
    defer { close(file) }
    Socket.limit(file, receive: 120, send: 120)
    #expect(bytes.withUnsafeBytes { send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } == bytes.count)
    return try SocketReply(wire: Frame.read(from: file))
  }

  /// A line is kept for the next sending; one that its server closed meanwhile is no failure.
  @Test(arguments: Way.allCases) func aKeptLineMayBeOver(_ way: Way) async throws {
    let address = way.address()
    let port = Self.port(address)
    let first = try CommandSocketServer.open(at: address, port: Accepting())
    for number in 1...3 as ClosedRange<UInt64> { #expect(try await port.send([Self.command(number)]).count == 1) }
    #expect(first.lineCount == 1)
    first.stop()
    let lines = { first.lineCount }
    await until { lines() == 0 }
    let next = try CommandSocketServer.open(at: address, port: Accepting())
    defer { next.stop() }
    #expect(try await port.send([Self.command(4)]).first?.command.bits.low == 4)
  }
}
