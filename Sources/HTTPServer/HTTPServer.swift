package import Sockets
import Synchronization
import SystemThreads

/// Answers requests by routes, within limits, until it is drained.
///
/// For loopback, a socket in the file system, or the network behind a reverse proxy: it knows no TLS.
package final class HTTPServer: HTTPDaemonDelegate {
  /// Between two looks for who is late.
  private static let look = Duration.milliseconds(250)

  package let counts: HTTPCounts
  let limits: HTTPLimits
  let names: Set<String>?
  let router: Router
  let bodies: BodyBudget
  private let socket: ListeningSocket
  private let daemon = Mutex<HTTPDaemon?>(nil)
  let deadlines: Mutex<ConnectionDeadlines>
  private let exchanges = Mutex<[ObjectIdentifier: Exchange]>([:])
  private let draining = Atomic<Bool>(false)
  private let stopping = Atomic<Bool>(false)

  /// Begins to answer.
  /// - Parameters:
  ///   - names: what clients may call it, in lower case and without a port; `nil`: anything.
  ///   - counts: where what happens is counted.
  /// - Throws: `ListeningFailure`, with why not.
  package static func start(
    at address: SocketAddress, routes: [Route], limits: HTTPLimits = HTTPLimits(), names: Set<String>? = nil,
    counts: HTTPCounts = HTTPCounts()
  ) throws(ListeningFailure) -> HTTPServer {
    let server = HTTPServer(try ListeningSocket.open(at: address), routes, limits, names, counts)
    guard let daemon = HTTPDaemon(listening: server.socket.file, limits: limits, delegate: server) else {
      server.socket.stopListening()
      server.socket.close()
      throw ListeningFailure("cannot serve HTTP at \(address): there is no thread or descriptor left")
    }
    server.daemon.withLock { $0 = daemon }
    return server
  }

  private init(
    _ socket: ListeningSocket, _ routes: [Route], _ limits: HTTPLimits, _ names: Set<String>?, _ counts: HTTPCounts
  ) {
    self.names = names
    self.counts = counts
    self.socket = socket
    self.limits = limits
    router = Router(routes: routes)
    bodies = BodyBudget(bytesMax: limits.bodiesBytesMax)
    deadlines = Mutex(ConnectionDeadlines(limits: limits))
  }

  /// Until the task is cancelled; then in order: requests under way are answered, streams end, connections close.
  package func run() async {
    while !Task.isCancelled {
      // The time between two looks.
      try? await Task.sleep(for: Self.look)
      dropWhoIsLate()
    }
    // A task of its own: this one is cancelled.
    await Task { await drain() }.value
  }

  package var isDraining: Bool { draining.load(ordering: .acquiring) }
  /// From here on nothing is suspended any more.
  var isStopping: Bool { stopping.load(ordering: .acquiring) }

  private func drain() async {
    let daemon = daemon.withLock { $0.take() }
    guard let daemon else { return }
    daemon.quiesce()
    socket.stopListening()
    draining.store(true, ordering: .releasing)
    for exchange in underWay { exchange.endStream() }
    await exchangesEnd(within: limits.drainTime)
    stopping.store(true, ordering: .releasing)
    for exchange in underWay { exchange.abandon() }
    await exchangesEnd(within: Self.look)
    // What is left takes nothing: its connection is cut.
    for exchange in underWay { cut(exchange) }
    await exchangesEnd(within: Self.look)
    // It joins the daemon's thread, and is therefore not called on the pool's.
    await withCheckedContinuation { continuation in
      let isStarted = SystemThread.detach {
        daemon.stop()
        continuation.resume()
      }
      if !isStarted { continuation.resume() }
    }
    socket.close()
  }

  private var underWay: [Exchange] { exchanges.withLock { Array($0.values) } }

  private func exchangesEnd(within time: Duration) async {
    let end = ContinuousClock.now + time
    while exchanges.withLock({ !$0.isEmpty }), ContinuousClock.now < end {
      // The time between two looks whether the last one has ended.
      try? await Task.sleep(for: .milliseconds(10))
    }
  }

  private func dropWhoIsLate() {
    let now = ContinuousClock.now
    deadlines.withLock { deadlines in
      let late = deadlines.overdue(at: now)
      counts.late(late.count)
      for one in late { one.isAnswer ? HTTPConnection.reset(one.file) : HTTPConnection.shut(one.file) }
    }
    for exchange in underWay where exchange.isStuck(since: now - limits.slowTime) {
      exchange.closeStream(.slow)
      cut(exchange)
    }
  }

  /// Under the lock: the descriptor of a connection that is known is open, and is not another's.
  private func cut(_ exchange: Exchange) {
    let connection = exchange.connectionID
    deadlines.withLock { if $0.has(connection) { HTTPConnection.reset(connection.file) } }
  }

  // MARK: what the daemon tells

  func connected(_ file: Int32) {
    deadlines.withLock { $0.connected(file, at: .now) }
    counts.connected()
  }

  func disconnected(_ file: Int32) {
    deadlines.withLock { $0.disconnected(file) }
    counts.disconnected()
  }

  func began(_ connection: HTTPConnection, target: UnsafePointer<CChar>?) -> Exchange {
    let id = deadlines.withLock { $0.connection(of: connection.file) }
    let exchange = Exchange(connection, id, target: target, of: self)
    exchanges.withLock { $0[ObjectIdentifier(exchange)] = exchange }
    return exchange
  }

  func ended(_ exchange: Exchange) {
    _ = exchanges.withLock { $0.removeValue(forKey: ObjectIdentifier(exchange)) }
    deadlines.withLock { $0.answered(exchange.connectionID, at: .now) }
    exchange.isOver()
  }
}
