import Events
import FailPoints
import Glibc
package import Storage
import Synchronization
import SystemThreads
import WireRuntime

/// Lets programs of this machine send commands: each connection has a thread of its own, on which its bytes are read,
/// checked and answered, one request after the other.
///
/// A line that is silent for a minute, or does not take its answer within five seconds, is closed. Bytes that are no
/// request are answered with what is wrong, then the line is closed.
package final class LocalSocketServer: Sendable {
  /// Lines at once; more are closed at once.
  package static let linesMax = 64
  private static let silenceSeconds = 60
  private static let answerSeconds = 5

  private let path: String
  private let listening: Int32
  private let port: any CommandPort
  private let lines = Mutex<Set<Int32>>([])
  private let isClosed = Atomic<Bool>(false)

  /// Listens at `path`.
  /// - Throws: `taken` when another server does; a socket that a dead one left is replaced.
  package static func open(at path: String, port: any CommandPort) throws(LocalSocketError) -> LocalSocketServer {
    if LocalSocketPort.isAnswered(path) {
      throw LocalSocketError(
        .taken, "another trunkline server runs on this state folder: stop it first, or give this one another --state")
    }
    unlink(path)
    let file = SocketAddress.open()
    guard file >= 0 else { throw .system(errno, "open", path) }
    let bound = SocketAddress.with(path) { bind(file, $0, $1) }
    guard let bound, bound == 0, chmod(path, 0o600) == 0, listen(file, 64) == 0 else {
      let code = bound == nil ? ENAMETOOLONG : errno
      close(file)
      throw .system(code, "listen at", path)
    }
    let server = LocalSocketServer(path: path, listening: file, port: port)
    guard SystemThread.detach({ server.accept() }) else {
      server.stop()
      throw LocalSocketError(.system, "there is no thread left for the socket \(path)")
    }
    return server
  }

  private init(path: String, listening: Int32, port: any CommandPort) {
    self.path = path
    self.listening = listening
    self.port = port
  }

  /// Closes every line. What was sent and is not answered is for its sender to send again.
  package func stop() {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    unlink(path)
    // Ends the `accept` that waits; the thread closes the descriptor.
    shutdown(listening, Int32(SHUT_RDWR))
    lines.withLock { for line in $0 { shutdown(line, Int32(SHUT_RDWR)) } }
  }

  private func accept() {
    defer { close(listening) }
    while !isClosed.load(ordering: .acquiring) {
      let line = Glibc.accept(listening, nil, nil)
      guard line >= 0 else {
        if errno == EINTR || errno == ECONNABORTED { continue }
        return
      }
      _ = fcntl(line, F_SETFD, FD_CLOEXEC)
      SocketAddress.limit(line, receive: Self.silenceSeconds, send: Self.answerSeconds)
      let isAdmitted = lines.withLock { lines in
        guard lines.count < Self.linesMax, !isClosed.load(ordering: .acquiring) else { return false }
        lines.insert(line)
        return true
      }
      if !isAdmitted || !SystemThread.detach({ self.serve(line) }) { leave(line) }
    }
  }

  private func leave(_ line: Int32) {
    _ = lines.withLock { $0.remove(line) }
    close(line)
  }

  /// On the line's own thread.
  private func serve(_ line: Int32) {
    defer { leave(line) }
    while true {
      do throws(Frame.Failure) {
        let body = try Frame.read(from: line)
        let (reply, goesOn) = reply(to: body)
        if !reply.replies.isEmpty { FailPoint.answerBeforeSend.reach() }
        try Frame.write(reply.wireBytes(), to: line)
        if !goesOn { return }
      } catch {
        if case .tooLarge(let count) = error {
          let reply = Self.bad("a request of \(count) bytes: at most \(Frame.bytesMax) are taken")
          try? Frame.write(reply.wireBytes(), to: line)
        }
        return
      }
    }
  }

  private func reply(to body: [UInt8]) -> (LocalReply, goesOn: Bool) {
    let request: LocalRequest
    do {
      request = try LocalRequest(wire: body)
    } catch {
      return (Self.bad("these bytes are no request: \(error)"), false)
    }
    guard let centre = request.commands.first?.centre else { return (LocalReply(), true) }
    guard request.commands.allSatisfy({ $0.centre == centre }) else {
      return (Self.bad("the commands of one request are for one centre"), false)
    }
    return (blockingWait { await self.answer(request.commands) }, true)
  }

  private func answer(_ commands: [Command]) async -> LocalReply {
    do {
      return LocalReply(replies: try await port.send(commands))
    } catch let failure as CommandPortFailure {
      let kind: LocalFailure.Kind =
        switch failure.kind {
        case .noWriter: .noWriter
        case .busy: .busy
        case .lost: .lost
        }
      return LocalReply(failure: LocalFailure(kind: kind, message: failure.message))
    } catch {
      return LocalReply(failure: LocalFailure(kind: .lost, message: "\(error)"))
    }
  }

  private static func bad(_ message: String) -> LocalReply {
    LocalReply(failure: LocalFailure(kind: .badRequest, message: message))
  }
}
