import Glibc

/// Messages on a stream socket, each after its length.
enum Frame {
  /// A request of many commands is far smaller; more is not ours.
  static let bytesMax = 4 << 20

  enum Failure: Error, Equatable {
    /// The other side closed, between two messages or in one.
    case closed
    /// The other side was silent, or took nothing, for too long.
    case silent
    case tooLarge(Int)
    case system(Int32)
  }

  /// Blocks its thread.
  static func read(from file: Int32) throws(Failure) -> [UInt8] {
    let header = try bytes(4, from: file)
    let length = header.reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytesMax else { throw .tooLarge(length) }
    return try bytes(length, from: file)
  }

  static func write(_ body: [UInt8], to file: Int32) throws(Failure) {
    let length = UInt32(body.count)
    var frame = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
    frame += body
    var sent = 0
    while sent < frame.count {
      let count = frame.withUnsafeBytes { send(file, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL)) }
      if count > 0 {
        sent += count
      } else if errno != EINTR {
        throw failure(errno)
      }
    }
  }

  private static func bytes(_ count: Int, from file: Int32) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var got = 0
    while got < count {
      let read = bytes.withUnsafeMutableBytes { recv(file, $0.baseAddress! + got, count - got, 0) }
      if read > 0 {
        got += read
      } else if read == 0 {
        throw .closed
      } else if errno != EINTR {
        throw failure(errno)
      }
    }
    return bytes
  }

  private static func failure(_ code: Int32) -> Failure {
    switch code {
    case EPIPE, ECONNRESET: .closed
    case EAGAIN, ETIMEDOUT: .silent
    default: .system(code)
    }
  }
}
