package import Events
package import Sockets
import Storage
import SystemThreads
import WireRuntime

/// The way to the writer of a server, of this machine or another.
package struct CommandSocketPort: CommandPort {
  private let address: SocketAddress
  private let answerSeconds: Int
  private let lines: SocketLines

  /// An answer takes as long as its commands take to become durable; beyond this the server is not well.
  package static let answerSecondsMax = 30

  /// - Parameters:
  ///   - address: where the server listens.
  ///   - answerSeconds: how long an answer is waited for.
  package init(_ address: SocketAddress, answerSeconds: Int = Self.answerSecondsMax) {
    self.address = address
    self.answerSeconds = answerSeconds
    lines = SocketLines(to: address)
  }

  package func send(_ commands: [Command]) async throws -> [CommandReply] {
    let body = try SocketRequest(commands: commands).checkedWireBytes()
    let (address, seconds, lines) = (address, answerSeconds, lines)
    let reply = try await withCheckedThrowingContinuation { continuation in
      let isStarted = SystemThread.detach {
        continuation.resume(with: Result { try Self.exchange(body, over: lines, to: address, seconds) })
      }
      if !isStarted {
        continuation.resume(throwing: CommandPortFailure(.busy, "there is no thread left to send with"))
      }
    }
    if let failure = reply.failure { throw CommandPortFailure(failure) }
    guard reply.replies.count == commands.count else {
      throw CommandPortFailure(.lost, "the server answered \(reply.replies.count) of \(commands.count) commands")
    }
    return reply.replies
  }

  private static func exchange(
    _ body: [UInt8], over lines: SocketLines, to address: SocketAddress, _ seconds: Int
  ) throws -> SocketReply {
    do {
      return try SocketReply(wire: lines.exchange(body, answerSeconds: seconds))
    } catch SocketLines.LineFailure.unreachable(let code) {
      throw CommandPortFailure(.noWriter, "no trunkline server answers at \(address) (\(code))")
    } catch {
      throw CommandPortFailure(.lost, "the server went away before it answered: send the same command again")
    }
  }
}

extension CommandPortFailure {
  fileprivate init(_ failure: SocketFailure) {
    let kind: Kind =
      switch failure.kind {
      case .noWriter: .noWriter
      case .busy: .busy
      case .lost, .badRequest: .lost
      }
    self.init(kind, failure.message)
  }
}
