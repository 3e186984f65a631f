import Glibc
import Synchronization

/// The open connections of clients that were given it, so that a test can break them as a network would.
package final class SocketRegistry: Sendable {
  private let open = Mutex<Set<Int32>>([])

  package init() {}

  func make(domain: Int32, type: Int32, protocol number: Int32) -> Int32 {
    let socket = Glibc.socket(domain, type | Int32(SOCK_CLOEXEC.rawValue), number)
    if socket >= 0 { open.withLock { _ = $0.insert(socket) } }
    return socket
  }

  func close(_ socket: Int32) -> Int32 {
    open.withLock { sockets in
      sockets.remove(socket)
      return Glibc.close(socket)
    }
  }

  /// Ends every connection, in both directions.
  /// - Returns: how many there were.
  package func breakAll() -> Int {
    open.withLock { sockets in
      for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
      return sockets.count
    }
  }
}
