import Glibc
import Sockets
import Synchronization

/// Connections to one server that nobody uses just now: the next sending takes one instead of making it.
final class SocketLines: Sendable {
  private static let idleMax = 8

  private let address: SocketAddress
  private let idle = Mutex<[Int32]>([])

  init(to address: SocketAddress) { self.address = address }

  deinit { idle.withLock { for file in $0 { close(file) } } }

  /// Sends the request and reads its answer. Blocks its thread.
  ///
  /// A kept line may have been closed meanwhile, by a server that ended or found it silent; the same request then goes
  /// over a new one, since commands sent twice take effect once.
  func exchange(_ body: [UInt8], answerSeconds: Int) throws(LineFailure) -> [UInt8] {
    if let kept = idle.withLock({ $0.popLast() }) {
      do {
        return try on(kept, body, answerSeconds)
      } catch {
        if error != .closed { throw .broken }
      }
    }
    switch Socket.connect(to: address) {
    case .success(let file):
      do {
        return try on(file, body, answerSeconds)
      } catch {
        throw .broken
      }
    case .failure(let code): throw .unreachable(code)
    }
  }

  enum LineFailure: Error {
    /// Nobody listens there, or the machine can't be reached.
    case unreachable(SystemCode)
    case broken
  }

  private func on(_ file: Int32, _ body: [UInt8], _ answerSeconds: Int) throws(Frame.Failure) -> [UInt8] {
    do throws(Frame.Failure) {
      Socket.limit(file, receive: answerSeconds, send: answerSeconds)
      let answer = try Self.answer(to: body, on: file)
      let isKept = idle.withLock { idle in
        guard idle.count < Self.idleMax else { return false }
        idle.append(file)
        return true
      }
      if !isKept { close(file) }
      return answer
    } catch {
      close(file)
      throw error
    }
  }

  /// A server that has no room says so and closes before it reads anything: what is sent to it then is lost, and what
  /// it said is there.
  private static func answer(to body: [UInt8], on file: Int32) throws(Frame.Failure) -> [UInt8] {
    do throws(Frame.Failure) {
      try Frame.write(body, to: file)
    } catch {
      if error != .closed { throw error }
    }
    return try Frame.read(from: file)
  }
}
