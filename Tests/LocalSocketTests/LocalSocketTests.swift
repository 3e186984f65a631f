import Events
import Glibc
import Storage
import Synchronization
import Testing
import Values
import WireRuntime

@testable import LocalSocket

/// A server of this machine, and whoever speaks to it.
@Suite(.serialized) struct LocalSocketTests {
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
  private static func port(_ path: String) -> LocalSocketPort { LocalSocketPort(path: path, answerSeconds: 600) }

  private static func path() -> String { "/tmp/trunkline-socket-\(UInt64.random(in: 0 ... .max))" }

  @Test func whatIsSentIsAnsweredInOrder() async throws {
    let path = Self.path()
    let server = try LocalSocketServer.open(at: path, port: Accepting())
    defer { server.stop() }
    let port = Self.port(path)
    let replies = try await port.send((1...50).map { Self.command($0) })
    #expect(replies.map(\.command.bits.low) == Array(1...50))
    await withTaskGroup(of: Int.self) { group in
      for number in 1...20 {
        group.addTask { (try? await port.send([Self.command(UInt64(number))]).count) ?? 0 }
      }
      #expect(await group.reduce(0, +) == 20)
    }
  }

  @Test func aFailureComesAsItIs() async throws {
    let path = Self.path()
    let server = try LocalSocketServer.open(at: path, port: Busy())
    defer { server.stop() }
    await #expect(throws: CommandPortFailure(.busy, "come back later")) {
      try await Self.port(path).send([Self.command(1)])
    }
  }

  @Test func withoutAServerItIsSaidWhatToDo() async {
    let error = await #expect(throws: CommandPortFailure.self) {
      try await LocalSocketPort(path: Self.path()).send([Self.command(1)])
    }
    #expect(error?.kind == .noWriter)
    #expect(error?.message.contains("trunkline serve") == true)
  }

  @Test func aSecondServerIsRefusedAndADeadOnesSocketIsTaken() throws {
    let path = Self.path()
    let first = try LocalSocketServer.open(at: path, port: Accepting())
    #expect(throws: LocalSocketError.self) { try LocalSocketServer.open(at: path, port: Accepting()) }
    first.stop()
    // As a killed server leaves it: a socket that nobody listens at.
    let left = SocketAddress.open()
    #expect(SocketAddress.with(path) { bind(left, $0, $1) } == 0)
    close(left)
    let next = try LocalSocketServer.open(at: path, port: Accepting())
    #expect(LocalSocketPort.isAnswered(path))
    next.stop()
  }

  /// Bytes from outside: answered with what is wrong, then the line is closed; the next one is served.
  @Test(
    arguments: [
      [0, 0, 0, 5, 255, 255, 255, 255, 255], [0, 0, 0, 1, 10], [255, 255, 255, 255], [0, 80, 0, 0],
    ] as [[UInt8]])
  func bytesThatAreNoRequest(bytes: [UInt8]) async throws {
    let path = Self.path()
    let server = try LocalSocketServer.open(at: path, port: Accepting())
    defer { server.stop() }
    let reply = try Self.exchange(bytes, at: path)
    #expect(reply.failure?.kind == .badRequest)
    #expect(reply.replies.isEmpty)
    #expect(try await Self.port(path).send([Self.command(1)]).count == 1)
  }

  @Test func commandsOfTwoCentresAreNoRequest() throws {
    let path = Self.path()
    let server = try LocalSocketServer.open(at: path, port: Accepting())
    defer { server.stop() }
    let body = LocalRequest(commands: [Self.command(1), Self.command(2, centre: "other")]).wireBytes()
    let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: body.count >> $0) }
    #expect(try Self.exchange(length + body, at: path).failure?.kind == .badRequest)
  }

  /// Whoever opens lines and says nothing does not keep others out for longer than the limit allows.
  @Test func linesBeyondTheLimitAreClosed() async throws {
    let path = Self.path()
    let server = try LocalSocketServer.open(at: path, port: Accepting())
    defer { server.stop() }
    var silent: [Int32] = []
    for _ in 0..<LocalSocketServer.linesMax {
      let file = SocketAddress.open()
      #expect(SocketAddress.with(path) { connect(file, $0, $1) } == 0)
      silent.append(file)
    }
    await #expect(throws: CommandPortFailure.self) { try await Self.port(path).send([Self.command(1)]) }
    for file in silent { close(file) }
    var isServed = false
    let deadline = ContinuousClock.now + .seconds(120)
    while !isServed, ContinuousClock.now < deadline {
      isServed = (try? await Self.port(path).send([Self.command(1)]).count) == 1
    }
    #expect(isServed)
  }

  private static func exchange(_ bytes: [UInt8], at path: String) throws -> LocalReply {
    let file = SocketAddress.open()
    defer { close(file) }
    SocketAddress.limit(file, receive: 120, send: 120)
    #expect(SocketAddress.with(path) { connect(file, $0, $1) } == 0)
    #expect(bytes.withUnsafeBytes { send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } == bytes.count)
    return try LocalReply(wire: Frame.read(from: file))
  }
}
