import Synchronization

/// A request and its answer. The daemon's thread brings it forward; the handler, on the pool, brings the answer.
///
/// `@unchecked Sendable`: what is not in `shared` is used by the daemon's thread alone.
final class Exchange: @unchecked Sendable {
  private struct Answer {
    let response: HTTPResponse
    /// What gave it, as `/calls/{call}`; empty: nothing of ours.
    var pattern = ""
  }
  private struct Shared {
    /// Brought by the handler, for the daemon's thread to send.
    var answer: Answer?
    var isSuspended = false
    /// The connection belongs to it no more.
    var isOver = false
    var stream: ResponseStream?
    var work: Task<Void, Never>?
  }

  /// A body that is too large is read to its end, so that the client hears why; one that does not end is cut off.
  private static let passedOverMax = 8

  let connection: HTTPConnection
  let file: Int32
  private let server: HTTPServer
  private let target: [UInt8]
  private let targetStart: UnsafePointer<CChar>?
  private let began = ContinuousClock.now
  private var request: HTTPRequest?
  private var passedOver = 0
  private var isTooLarge = false
  private var closesAfter = false
  private(set) var hasHead = false
  private let shared = Mutex(Shared())

  init(_ connection: HTTPConnection, target: UnsafePointer<CChar>?, of server: HTTPServer) {
    self.connection = connection
    self.server = server
    file = connection.file
    targetStart = target
    self.target = target.map { Array(UnsafeRawBufferPointer(start: $0, count: length(of: $0))) } ?? []
  }

  // MARK: the daemon's thread

  /// - Returns: `false`: the connection is closed at once; so for all of these.
  func headCame(method: UnsafePointer<CChar>, version: UnsafePointer<CChar>) -> Bool {
    hasHead = true
    server.headCame(file)
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
      return true
    } catch {
      closesAfter = true
      return send(Answer(response: error.response))
    }
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
    if let count = request?.body.count, count + piece.count <= limit, !isTooLarge {
      request?.body.append(contentsOf: piece)
      return true
    }
    isTooLarge = true
    request?.body = []
    passedOver += piece.count
    return passedOver <= limit * Self.passedOverMax
  }

  /// Called again when the answer is there.
  func bodyEnded() -> Bool {
    if isTooLarge {
      closesAfter = true
      return send(Answer(response: HTTPProblem.bodyTooLarge(server.limits.bodyBytesMax).response))
    }
    guard let request else { return true }
    server.requestCame(file)
    let answer = shared.withLock { shared -> Answer? in
      if let answer = shared.answer.take() { return answer }
      // Whoever was suspended now would be resumed by nobody, and the library aborts for it.
      if server.isStopping { return Answer(response: HTTPProblem.stopping.response) }
      guard shared.work == nil else { return nil }
      shared.isSuspended = true
      connection.suspend()
      shared.work = Task { await self.handle(request) }
      return nil
    }
    return answer.map(send) ?? true
  }

  private func send(_ answer: Answer) -> Bool {
    let response = answer.response
    var headers = response.headers
    if closesAfter || server.isDraining { headers.append(.init("Connection", "close")) }
    let method = request?.method ?? ""
    server.counts.answered(method: method, pattern: answer.pattern, status: response.status, after: .now - began)
    switch response.body {
    case .bytes(let bytes): return connection.answer(response.status, headers, bytes)
    case .stream(let produce):
      if method != "HEAD" { open(produce) }
      return connection.answer(response.status, headers, streamOf: self)
    }
  }

  private func open(_ produce: @escaping @Sendable (ResponseStream) async throws -> Void) {
    // The stream does not keep the exchange: the exchange keeps it.
    let stream = ResponseStream { [weak self] in
      guard let self else { return }
      resume()
    }
    server.counts.streamOpened()
    shared.withLock { shared in
      shared.stream = stream
      shared.work = Task {
        do {
          try await produce(stream)
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
  }

  // MARK: any thread

  private func handle(_ request: HTTPRequest) async {
    let (pattern, response) = await server.respond(to: request)
    resume { $0.answer = Answer(response: response, pattern: pattern) }
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
      if shared.stream == nil, shared.answer == nil { shared.answer = Answer(response: HTTPProblem.stopping.response) }
    }
    closeStream(.stopping)
  }
}

private func length(of text: UnsafePointer<CChar>) -> Int {
  var count = 0
  while text[count] != 0 { count += 1 }
  return count
}
