import Synchronization

/// A request and its answer. The daemon's thread brings it forward; the handler, on the pool, brings the answer.
///
/// `@unchecked Sendable`: what is not in `shared` is used by the daemon's thread alone.
final class Exchange: @unchecked Sendable {
  private struct Shared {
    /// Brought by the handler, for the daemon's thread to send.
    var response: HTTPResponse?
    var isSuspended = false
    /// The connection belongs to it no more.
    var isOver = false
    var stream: ResponseStream?
    var work: Task<Void, Never>?
  }

  /// A body that is too large is read to its end, so that the client hears why; one that does not end is cut off.
  private static let passedOverMax = 8

  let connection: HTTPConnection
  let connectionID: ConnectionID
  private let server: HTTPServer
  private let target: [UInt8]
  private let targetStart: UnsafePointer<CChar>?
  private let began = ContinuousClock.now
  private var request: HTTPRequest?
  /// What answers it; `nil`: nothing of ours.
  private var route: Route?
  /// Known before the request was whole.
  private var refusal: HTTPProblem?
  /// Bytes of the body that were not kept.
  private var passedOver = 0
  private var closesAfter = false
  private(set) var hasHead = false
  private let shared = Mutex(Shared())

  /// - Parameter id: which of the connections that had its descriptor.
  init(_ connection: HTTPConnection, _ id: ConnectionID, target: UnsafePointer<CChar>?, of server: HTTPServer) {
    self.connection = connection
    self.server = server
    connectionID = id
    targetStart = target
    self.target = target.map { Array(UnsafeRawBufferPointer(start: $0, count: length(of: $0))) } ?? []
  }

  // MARK: the daemon's thread

  /// - Returns: `false`: the connection is closed at once; so for all of these.
  func headCame(method: UnsafePointer<CChar>, version: UnsafePointer<CChar>) -> Bool {
    hasHead = true
    server.deadlines.withLock { $0.headCame(connectionID, at: .now) }
    do throws(HTTPProblem) {
      let head = try block(method, version).read()
      closesAfter = head.isChunked
      try head.check(bodyBytesMax: server.limits.bodyBytesMax)
      let target = try RequestTarget(target)
      try head.checkAuthority(target.authority)
      if server.isDraining { throw .stopping }
      request = HTTPRequest(method: head.method, path: target.path, query: target.query, headers: head.headers)
      try head.checkHost(target.authority, among: server.names)
      try head.checkOrigin()
      try find(head)
      return true
    } catch {
      closesAfter = true
      return send(error.response)
    }
  }

  /// What is refused is refused before its body is read, and then closed: what follows can't be told from it.
  private func find(_ head: RequestHead) throws(HTTPProblem) {
    do throws(HTTPProblem) {
      try findRoute(bodyBytes: head.bodyByteCount ?? 0)
    } catch {
      if head.hasBody { throw error }
      refusal = error
    }
  }

  private func findRoute(bodyBytes: Int) throws(HTTPProblem) {
    guard let request else { return }
    let (route, parameters) = try server.router.find(request.method, request.path)
    self.route = route
    self.request?.parameters = parameters
    try route.check(request.contentType)
    if route.takesBody, !server.bodies.hasRoom(for: bodyBytes) { throw .bodiesFull }
  }

  private func block(_ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>) throws(HTTPProblem) -> HeadBlock {
    guard let targetStart else { throw .malformed("the request line has no target") }
    let start = targetStart - method
    let place = version - method
    let count = connection.headByteCount
    // The library keeps a head in one piece of memory, in this order.
    guard start > 0, place >= start + target.count, count > place else {
      throw .malformed("the request line has no version")
    }
    return HeadBlock(
      bytes: UnsafeRawBufferPointer(start: method, count: count), target: start..<start + target.count,
      version: place, fieldCount: connection.fieldCount)
  }

  func bodyCame(_ piece: UnsafeRawBufferPointer) -> Bool {
    let limit = server.limits.bodyBytesMax
    let held = request?.body.count ?? 0
    let isKept = route?.takesBody ?? false
    if refusal == nil {
      if (isKept ? held : passedOver) + piece.count > limit {
        giveUp(.bodyTooLarge(limit))
      } else if isKept, !server.bodies.take(piece.count) {
        giveUp(.bodiesFull)
      } else if isKept {
        request?.body.append(contentsOf: piece)
        return true
      }
    }
    passedOver += piece.count
    return passedOver <= limit * Self.passedOverMax
  }

  /// The rest of the body is passed over.
  private func giveUp(_ problem: HTTPProblem) {
    refusal = problem
    closesAfter = true
    forgetBody()
  }

  private func forgetBody() {
    server.bodies.giveBack(request?.body.count ?? 0)
    request?.body = []
  }

  /// Called again when the answer is there.
  func bodyEnded() -> Bool {
    if let refusal { return send(refusal.response) }
    guard let request, let route else { return true }
    server.deadlines.withLock { $0.requestCame(connectionID) }
    let response = shared.withLock { shared -> HTTPResponse? in
      if let response = shared.response.take() { return response }
      // Whoever was suspended now would be resumed by nobody, and the library aborts for it.
      if server.isStopping { return HTTPProblem.stopping.response }
      guard shared.work == nil else { return nil }
      shared.isSuspended = true
      connection.suspend()
      shared.work = Task { await self.handle(request, route.handler) }
      return nil
    }
    return response.map(send) ?? true
  }

  private func send(_ response: HTTPResponse) -> Bool {
    let method = request?.method ?? ""
    if case .stream = response.body, method != "HEAD", !server.counts.streamOpened(atMost: server.limits.streamsMax) {
      return send(HTTPProblem.streamsFull.response)
    }
    var headers = response.headers
    if closesAfter || server.isDraining { headers.append(.init("Connection", "close")) }
    server.counts.answered(method: method, pattern: route?.pattern ?? "", status: response.status, after: .now - began)
    switch response.body {
    case .bytes(let bytes):
      isWhole(bytes.count)
      return connection.answer(response.status, headers, bytes)
    case .stream(let produce):
      if method == "HEAD" { isWhole(0) } else { open(produce) }
      return connection.answer(response.status, headers, streamOf: self)
    }
  }

  /// Nothing more comes than so many bytes: from now on it is the client that is waited for.
  private func isWhole(_ byteCount: Int) {
    server.deadlines.withLock { $0.answering(connectionID, byteCount: byteCount, at: .now) }
  }

  private func open(_ produce: @escaping @Sendable (ResponseStream) async throws -> Void) {
    // The stream does not keep the exchange: the exchange keeps it.
    let stream = ResponseStream { [weak self] in
      guard let self else { return }
      resume()
    }
    shared.withLock { shared in
      shared.stream = stream
      shared.work = Task {
        do {
          try await produce(stream)
          isWhole(stream.byteCount)
          stream.end()
        } catch ResponseStream.Closed.stopping {
          // Its end is on the way, behind what it wrote before.
        } catch {
          stream.close(.abandoned)
        }
      }
    }
    // Whoever ended the others may not have seen it.
    if server.isDraining { stream.end() }
  }

  func pull(into room: UnsafeMutableRawBufferPointer) -> ResponseStream.Pulled {
    shared.withLock { shared in
      guard let stream = shared.stream else { return .end }
      let pulled = stream.pull(into: room)
      guard pulled == .nothingYet else { return pulled }
      if server.isStopping { return .end }
      shared.isSuspended = true
      connection.suspend()
      return .nothingYet
    }
  }

  /// The connection is closed, or goes on with another.
  func isOver() {
    let (stream, work) = shared.withLock { shared in
      shared.isOver = true
      return (shared.stream, shared.work)
    }
    if let stream {
      stream.close(.left)
      server.counts.streamClosed(stream.closed)
    }
    work?.cancel()
    forgetBody()
  }

  // MARK: any thread

  private func handle(_ request: HTTPRequest, _ handler: HTTPHandler) async {
    let response = await handler(request)
    resume { $0.response = response }
  }

  private func resume(_ change: (inout Shared) -> Void = { _ in }) {
    shared.withLock { shared in
      if shared.isOver { return }
      change(&shared)
      guard shared.isSuspended else { return }
      shared.isSuspended = false
      connection.resume()
    }
  }

  func isStuck(since instant: ContinuousClock.Instant) -> Bool {
    shared.withLock { $0.stream }?.isStuck(since: instant) ?? false
  }

  /// The client of a stream is dropped.
  func closeStream(_ reason: ResponseStream.Closed) { shared.withLock { $0.stream }?.close(reason) }

  /// The client of a stream gets its end; any other exchange is left to its handler.
  func endStream() { shared.withLock { $0.stream }?.end() }

  /// An answer that does not come is not waited for any more.
  func abandon() {
    resume { shared in
      if shared.stream == nil, shared.response == nil { shared.response = HTTPProblem.stopping.response }
    }
    closeStream(.stopping)
  }
}

private func length(of text: UnsafePointer<CChar>) -> Int {
  var count = 0
  while text[count] != 0 { count += 1 }
  return count
}
