import CMicrohttpd

/// What the daemon's thread tells.
protocol HTTPDaemonDelegate: AnyObject, Sendable {
  func connected(_ file: Int32)
  func disconnected(_ file: Int32)
  func began(_ connection: HTTPConnection, target: UnsafePointer<CChar>?) -> Exchange
  func ended(_ exchange: Exchange)
}

/// A running libmicrohttpd: one thread with epoll for all connections.
///
/// `@unchecked Sendable`: the manual, of MHD_resume_connection and MHD_quiesce_daemon, which are all that other threads
/// call: “can be called from any thread”.
final class HTTPDaemon: @unchecked Sendable {
  private let daemon: OpaquePointer
  private let delegate: Unmanaged<Delegate>

  private final class Delegate: Sendable {
    let to: any HTTPDaemonDelegate
    init(_ delegate: any HTTPDaemonDelegate) { to = delegate }
  }

  /// - Parameter listening: a socket that listens already; it stays its owner's.
  /// - Returns: `nil` when there is no thread or descriptor left.
  init?(listening: Int32, limits: HTTPLimits, delegate: any HTTPDaemonDelegate) {
    let held = Unmanaged.passRetained(Delegate(delegate))
    let given = http_limits(
      connections: UInt32(limits.connectionsMax), connections_of_an_address: UInt32(limits.connectionsOfAnAddressMax),
      connection_bytes: limits.headBytesMax, idle_seconds: UInt32(limits.idleTime.components.seconds))
    let calls = http_calls(
      began: began, advanced: advanced, ended: ended, connected: connected, disconnected: disconnected)
    guard let daemon = http_start(listening, given, calls, held.toOpaque()) else {
      held.release()
      return nil
    }
    self.daemon = daemon
    self.delegate = held
  }

  /// No connection is accepted any more.
  func quiesce() { http_quiesce(daemon) }

  /// Ends the thread. No exchange may be suspended, and none is told of anything after it.
  func stop() {
    http_stop(daemon)
    delegate.release()
  }

  fileprivate static func delegate(_ pointer: UnsafeMutableRawPointer) -> any HTTPDaemonDelegate {
    Unmanaged<Delegate>.fromOpaque(pointer).takeUnretainedValue().to
  }
}

// On the daemon's thread, all of them.

private func connected(_ server: UnsafeMutableRawPointer, _ file: Int32) {
  HTTPDaemon.delegate(server).connected(file)
}

private func disconnected(_ server: UnsafeMutableRawPointer, _ file: Int32) {
  HTTPDaemon.delegate(server).disconnected(file)
}

private func began(
  _ server: UnsafeMutableRawPointer, _ connection: OpaquePointer, _ target: UnsafePointer<CChar>?
) -> UnsafeMutableRawPointer {
  let exchange = HTTPDaemon.delegate(server).began(HTTPConnection(connection), target: target)
  return Unmanaged.passRetained(exchange).toOpaque()
}

private func advanced(
  _ server: UnsafeMutableRawPointer, _ connection: OpaquePointer, _ method: UnsafePointer<CChar>,
  _ version: UnsafePointer<CChar>, _ bytes: UnsafePointer<CChar>?, _ count: UnsafeMutablePointer<Int>,
  _ exchange: UnsafeMutableRawPointer
) -> Int32 {
  let exchange = Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue()
  if !exchange.hasHead { return exchange.headCame(method: method, version: version) ? 1 : 0 }
  guard count.pointee > 0 else { return exchange.bodyEnded() ? 1 : 0 }
  let piece = UnsafeRawBufferPointer(start: bytes, count: count.pointee)
  count.pointee = 0
  return exchange.bodyCame(piece) ? 1 : 0
}

private func ended(_ server: UnsafeMutableRawPointer, _ exchange: UnsafeMutableRawPointer) {
  HTTPDaemon.delegate(server).ended(Unmanaged<Exchange>.fromOpaque(exchange).takeRetainedValue())
}
