import Glibc
import Synchronization

/// What a command line finds around it; tests give their own.
package struct Surroundings: Sendable {
  package var environment: @Sendable (String) -> String?
  package var out: TextOutput
  package var err: TextOutput
  /// `nil` where the output is no terminal.
  package var outColumns: Int?
  package var errColumns: Int?

  package init(
    environment: @escaping @Sendable (String) -> String? = { _ in nil }, out: TextOutput, err: TextOutput,
    outColumns: Int? = nil, errColumns: Int? = nil
  ) {
    self.environment = environment
    self.out = out
    self.err = err
    self.outColumns = outColumns
    self.errColumns = errColumns
  }

  /// Those of this process.
  package static var process: Surroundings {
    Surroundings(
      environment: { name in getenv(name).map { String(cString: $0) } },
      out: TextOutput(descriptor: STDOUT_FILENO), err: TextOutput(descriptor: STDERR_FILENO),
      outColumns: columns(of: STDOUT_FILENO), errColumns: columns(of: STDERR_FILENO))
  }

  private static func columns(of descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return known ? Int(size.ws_col) : Console.widthDefault
  }
}

/// Nothing more can be written to an output.
package struct OutputClosed: Error, Hashable, Sendable {
  /// `nil` when its reader went away: stop quietly, there is nobody left to write for. Otherwise what the system said,
  /// as of a full disk: what was written is not whole, and somebody must hear of it.
  package let fault: String?
  package init(fault: String? = nil) { self.fault = fault }
}

/// A buffered text output that tells when nobody reads it any more.
package final class TextOutput: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    var closed: OutputClosed?
  }

  /// Takes bytes; why they could not be written, or `nil`.
  private let sink: @Sendable (UnsafeRawBufferPointer) -> OutputClosed?
  private let state = Mutex(State())

  package init(sink: @escaping @Sendable (UnsafeRawBufferPointer) -> OutputClosed?) { self.sink = sink }

  /// Writes go out on the caller's thread: a command line has one reader, and waiting for it is right.
  package convenience init(descriptor: Int32) {
    self.init { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        } else if errno == EAGAIN {
          var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&ready, 1, -1)
        } else if errno != EINTR {
          return OutputClosed(fault: errno == EPIPE ? nil : String(cString: strerror(errno)))
        }
      }
      return nil
    }
  }

  package func write(_ text: String) throws(OutputClosed) {
    let closed = state.withLock { state in
      state.buffer.append(contentsOf: text.utf8)
      if state.buffer.count >= Self.bufferBytesMax { drain(&state) }
      return state.closed
    }
    if let closed { throw closed }
  }

  package func line(_ text: String = "") throws(OutputClosed) { try write(text + "\n") }

  package func flush() throws(OutputClosed) {
    let closed = state.withLock { state in
      drain(&state)
      return state.closed
    }
    if let closed { throw closed }
  }

  private func drain(_ state: inout State) {
    if state.closed == nil, !state.buffer.isEmpty { state.closed = state.buffer.withUnsafeBytes(sink) }
    state.buffer.removeAll(keepingCapacity: true)
  }

  /// Fewer system calls than lines; small enough to be seen at once.
  private static let bufferBytesMax = 32_768
}

/// Keeps what is written, for tests and for output that is needed as a value.
package final class CapturedText: Sendable {
  private let bytes = Mutex<[UInt8]>([])
  package init() {}

  package var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

  /// An output that ends up here; it closes after `limit` bytes, as `head` does.
  package func output(closingAfter limit: Int = .max) -> TextOutput {
    TextOutput { chunk in
      self.bytes.withLock { bytes in
        guard bytes.count < limit else { return OutputClosed() }
        bytes.append(contentsOf: chunk)
        return nil
      }
    }
  }
}
