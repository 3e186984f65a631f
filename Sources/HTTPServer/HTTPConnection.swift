import CMicrohttpd

/// A connection of libmicrohttpd while it has a request.
///
/// `@unchecked Sendable`: the manual: a connection may be resumed from any thread; all else is called on the daemon's
/// own, from its callbacks.
struct HTTPConnection: @unchecked Sendable {
  private let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  var file: Int32 { http_file(pointer) }
  var headByteCount: Int { http_head_bytes(pointer) }
  var fieldCount: Int { Int(MHD_get_connection_values(pointer, .HEADER_KIND, nil, nil)) }

  /// Until `resume`. A resumption that comes before it is lost: whoever may resume holds the same lock.
  func suspend() { MHD_suspend_connection(pointer) }
  func resume() { MHD_resume_connection(pointer) }

  /// - Returns: `false`: the connection can't answer any more.
  func answer(_ status: Int, _ headers: [HTTPResponse.Header], _ bytes: [UInt8]) -> Bool {
    // With RESPMEM_MUST_COPY the buffer is only read, before the call returns.
    let made = bytes.withUnsafeBytes {
      MHD_create_response_from_buffer($0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), .RESPMEM_MUST_COPY)
    }
    return queue(made, status, headers)
  }

  /// The exchange's stream is read until it ends, unless the request was HEAD.
  func answer(_ status: Int, _ headers: [HTTPResponse.Header], streamOf exchange: Exchange) -> Bool {
    let held = Unmanaged.passRetained(exchange)
    guard let made = http_stream(held.toOpaque(), read, freed) else {
      held.release()
      return false
    }
    return queue(made, status, headers)
  }

  private func queue(_ made: OpaquePointer?, _ status: Int, _ headers: [HTTPResponse.Header]) -> Bool {
    guard let made else { return false }
    defer { MHD_destroy_response(made) }
    for header in headers { MHD_add_response_header(made, header.name, Self.oneLine(header.value)) }
    return MHD_queue_response(pointer, UInt32(status), made) == .YES
  }

  /// What came from outside may not end the line that it stands in.
  private static func oneLine(_ value: String) -> String {
    String(decoding: value.utf8.filter { $0 >= 0x20 && $0 != 0x7f }, as: UTF8.self)
  }

  /// The daemon finds the connection closed. Only for a descriptor that is known to be open; so for the next.
  static func shut(_ file: Int32) { http_shut(file) }

  /// The same, and the kernel forgets at once what it still holds for the client.
  static func reset(_ file: Int32) { http_reset(file) }
}

private func read(
  _ exchange: UnsafeMutableRawPointer, _ position: UInt64, _ into: UnsafeMutablePointer<CChar>, _ bytesMax: Int
) -> Int {
  let exchange = Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue()
  switch exchange.pull(into: UnsafeMutableRawBufferPointer(start: into, count: bytesMax)) {
  case .bytes(let count): return count
  case .nothingYet: return 0
  case .end: return http_end_of_stream()
  case .broken: return http_end_with_error()
  }
}

private func freed(_ exchange: UnsafeMutableRawPointer) { Unmanaged<Exchange>.fromOpaque(exchange).release() }
