import Events
import FailPoints
import Glibc
package import Sockets
package import Storage
import Synchronization
import SystemThreads
import WireRuntime

/// Lets programs send commands: each connection has a thread of its own, on which its bytes are read, checked and
/// answered, one request after the other.
///
/// A line that is silent for a minute, or does not take its answer within five seconds, is closed. Bytes that are no
/// request are answered with what is wrong, then the line is closed.
package final class CommandSocketServer: Sendable {
  /// Lines at once, those that are kept for later among them; more are told so and closed, and their senders come
  /// again.
  package static let linesMax = 256
  private static let silenceSeconds = 60
  private static let answerSeconds = 5
  private static let pauseMs: Int32 = 20

  private let address: SocketAddress
  private let listening: Int32
  private let port: any CommandPort
  private let lines = Mutex<Set<Int32>>([])
  private let isClosed = Atomic<Bool>(false)

  /// Listens at the address.
  /// - Throws: `taken` when another server does; a socket that a dead one left is replaced.
  package static func open(
    at address: SocketAddress, port: any CommandPort
  ) throws(CommandSocketError) -> CommandSocketServer {
    switch Socket.listen(at: address) {
    case .failure(let code) where code.number == EADDRINUSE:
      let what =
        switch address {
        case .path:
          "another trunkline server runs on this state folder: stop it first, or give this one another --state"
        case .network: "another program listens at \(address): stop it, or choose another port"
        }
      throw CommandSocketError(.taken, what)
    case .failure(let code):
      throw CommandSocketError(.system, "cannot listen at \(address): \(code)")
    case .success(let file):
      let server = CommandSocketServer(address: address, listening: file, port: port)
      guard SystemThread.detach({ server.accept() }) else {
        server.stop()
        throw CommandSocketError(.system, "there is no thread left for the socket \(address)")
      }
      return server
    }
  }

  private init(address: SocketAddress, listening: Int32, port: any CommandPort) {
    self.address = address
    self.listening = listening
    self.port = port
  }

  /// Lines that are open just now.
  var lineCount: Int { lines.withLock { $0.count } }

  /// Closes every line. What was sent and is not answered is for its sender to send again.
  package func stop() {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    if case .path(let path) = address { unlink(path) }
    // Ends the `accept` that waits; the thread closes the descriptor.
    shutdown(listening, Int32(SHUT_RDWR))
    lines.withLock { for line in $0 { shutdown(line, Int32(SHUT_RDWR)) } }
  }

  private func accept() {
    defer { close(listening) }
    while !isClosed.load(ordering: .acquiring) {
      let line = Glibc.accept(listening, nil, nil)
      guard line >= 0 else {
        // What stands against one connection passes; where descriptors or memory are out, others give some back.
        let code = errno
        if [EBADF, EINVAL, ENOTSOCK].contains(code) { return }
        if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) { poll(nil, 0, Self.pauseMs) }
        continue
      }
      _ = fcntl(line, F_SETFD, FD_CLOEXEC)
      if case .network = address { Socket.makePrompt(line) }
      Socket.limit(line, receive: Self.silenceSeconds, send: Self.answerSeconds)
      let isAdmitted = lines.withLock { lines in
        guard lines.count < Self.linesMax, !isClosed.load(ordering: .acquiring) else { return false }
        lines.insert(line)
        return true
      }
      if !isAdmitted {
        refuse(line, "\(Self.linesMax) lines are open here: come again later")
      } else if !SystemThread.detach({ self.serve(line) }) {
        refuse(line, "there is no thread left here: come again later")
      }
    }
  }

  /// Before anything was read: nothing of what is on its way takes effect.
  private func refuse(_ line: Int32, _ reason: String) {
    let reply = SocketReply(failure: SocketFailure(kind: .busy, message: reason))
    // The kernel takes it at once: nothing was sent on this line before.
    try? Frame.write(reply.wireBytes(), to: line)
    leave(line)
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

  private func reply(to body: [UInt8]) -> (SocketReply, goesOn: Bool) {
    let request: SocketRequest
    do {
      request = try SocketRequest(wire: body)
    } catch {
      return (Self.bad("these bytes are no request: \(error)"), false)
    }
    guard let centre = request.commands.first?.centre else { return (SocketReply(), true) }
    guard request.commands.allSatisfy({ $0.centre == centre }) else {
      return (Self.bad("the commands of one request are for one centre"), false)
    }
    return (blockingWait { await self.answer(request.commands) }, true)
  }

  private func answer(_ commands: [Command]) async -> SocketReply {
    do {
      return SocketReply(replies: try await port.send(commands))
    } catch let failure as CommandPortFailure {
      let kind: SocketFailure.Kind =
        switch failure.kind {
        case .noWriter: .noWriter
        case .busy: .busy
        case .lost: .lost
        }
      return SocketReply(failure: SocketFailure(kind: kind, message: failure.message))
    } catch {
      return SocketReply(failure: SocketFailure(kind: .lost, message: "\(error)"))
    }
  }

  private static func bad(_ message: String) -> SocketReply {
    SocketReply(failure: SocketFailure(kind: .badRequest, message: message))
  }
}
