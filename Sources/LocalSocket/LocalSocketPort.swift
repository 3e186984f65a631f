package import Events
import Glibc
import Storage
import SystemThreads
import WireRuntime

/// The way to the writer of a server of this machine. Each sending is a line of its own.
package struct LocalSocketPort: CommandPort {
  private let path: String
  private let answerSeconds: Int

  /// An answer takes as long as its commands take to become durable; beyond this the server is not well.
  package static let answerSecondsMax = 30

  /// - Parameters:
  ///   - path: where the server listens.
  ///   - answerSeconds: how long an answer is waited for.
  package init(path: String, answerSeconds: Int = Self.answerSecondsMax) {
    self.path = path
    self.answerSeconds = answerSeconds
  }

  package static func isAnswered(_ path: String) -> Bool {
    guard let file = connected(path, answerSecondsMax) else { return false }
    close(file)
    return true
  }

  private static func connected(_ path: String, _ seconds: Int) -> Int32? {
    let file = SocketAddress.open()
    guard file >= 0 else { return nil }
    let code = SocketAddress.with(path) { connect(file, $0, $1) }
    guard code == 0 else {
      close(file)
      return nil
    }
    SocketAddress.limit(file, receive: seconds, send: seconds)
    return file
  }

  package func send(_ commands: [Command]) async throws -> [CommandReply] {
    let body = try LocalRequest(commands: commands).checkedWireBytes()
    let (path, seconds) = (path, answerSeconds)
    let reply = try await withCheckedThrowingContinuation { continuation in
      let isStarted = SystemThread.detach {
        continuation.resume(with: Result { try Self.exchange(body, path, seconds) })
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

  private static func exchange(_ body: [UInt8], _ path: String, _ seconds: Int) throws -> LocalReply {
    guard let file = connected(path, seconds) else {
      throw CommandPortFailure(
        .noWriter, "no trunkline server runs on this state folder: start one with trunkline serve")
    }
    defer { close(file) }
    do {
      try Frame.write(body, to: file)
      return try LocalReply(wire: Frame.read(from: file))
    } catch {
      throw CommandPortFailure(.lost, "the server went away before it answered: send the same command again")
    }
  }
}

extension CommandPortFailure {
  fileprivate init(_ failure: LocalFailure) {
    let kind: Kind =
      switch failure.kind {
      case .noWriter: .noWriter
      case .busy: .busy
      case .lost, .badRequest: .lost
      }
    self.init(kind, failure.message)
  }
}
