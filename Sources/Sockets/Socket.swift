package import Glibc

/// Stream sockets, by their descriptors.
package enum Socket {
  /// Of a socket that listens.
  package struct Listening: Sendable {
    /// Connections that wait to be taken.
    package var backlog: Int32
    /// Of a path: who may speak to it, beside who may enter its folder.
    package var mode: mode_t
    /// What the kernel holds for a client that takes nothing; its own measure is megabytes. Connections inherit it.
    package var sendBytes: Int32?
    /// Whether connections over TCP are as `makePrompt` makes them: not where a client may take its time.
    package var isPrompt: Bool

    package init(backlog: Int32 = 64, mode: mode_t = 0o600, sendBytes: Int32? = nil, isPrompt: Bool = true) {
      self.backlog = backlog
      self.mode = mode
      self.sendBytes = sendBytes
      self.isPrompt = isPrompt
    }
  }

  /// Whoever listens, or is silent, on another machine is not waited for longer than this.
  private static let connectSeconds = 3

  /// A connected socket. Blocks its thread.
  /// - Returns: the descriptor, or what stands against it.
  package static func connect(to address: SocketAddress) -> Result<Int32, SystemCode> {
    first(of: address) { file, name, length in
      // A connection that nobody answers ends with the time for sending.
      limit(file, receive: connectSeconds, send: connectSeconds)
      let code = Glibc.connect(file, name, length)
      if code == 0, case .network = address { makePrompt(file) }
      return code
    }
  }

  /// A socket that listens. A path that somebody listens at is in use, and so is one where no socket is; a socket that
  /// a dead program left is taken.
  package static func listen(
    at address: SocketAddress, _ listening: Listening = Listening()
  ) -> Result<Int32, SystemCode> {
    if case .path(let path) = address {
      switch connect(to: address) {
      case .success(let file):
        close(file)
        return .failure(SystemCode(EADDRINUSE))
      // Only then nobody has it: a file of another kind is somebody's, and who is too busy to answer lives.
      case .failure(let code) where code.number == ECONNREFUSED && isSocket(path): unlink(path)
      case .failure(let code) where code.number == ENOENT: break
      case .failure where isSocket(path): return .failure(SystemCode(EADDRINUSE))
      case .failure: return .failure(SystemCode(EEXIST, "a file that is no socket is there"))
      }
    }
    return first(of: address) { file, name, length in
      if case .network = address { set(SO_REUSEADDR, of: file, at: SOL_SOCKET, 1) }
      if case .network = address, listening.isPrompt { makePrompt(file) }
      if let bytes = listening.sendBytes { set(SO_SNDBUF, of: file, at: SOL_SOCKET, bytes) }
      guard bind(file, name, length) == 0 else { return -1 }
      if case .path(let path) = address, chmod(path, listening.mode) != 0 { return -1 }
      return Glibc.listen(file, listening.backlog)
    }
  }

  private static func isSocket(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }

  /// What one call may take from now on, in seconds.
  package static func limit(_ file: Int32, receive: Int, send: Int) {
    for (option, seconds) in [(SO_RCVTIMEO, receive), (SO_SNDTIMEO, send)] {
      var time = timeval(tv_sec: seconds, tv_usec: 0)
      setsockopt(file, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  /// Of a connection over TCP: an answer goes out at once, and a machine that is not reached any more is noticed within
  /// some four seconds, by what was sent and not taken or by silence.
  package static func makePrompt(_ file: Int32) {
    let options = [
      (TCP_NODELAY, 1), (TCP_USER_TIMEOUT, 4_000), (TCP_KEEPIDLE, 2), (TCP_KEEPINTVL, 1), (TCP_KEEPCNT, 2),
    ]
    for (option, value) in options { set(option, of: file, at: Int32(IPPROTO_TCP), Int32(value)) }
    set(SO_KEEPALIVE, of: file, at: SOL_SOCKET, 1)
  }

  private static func set(_ option: Int32, of file: Int32, at level: Int32, _ value: Int32) {
    var value = value
    setsockopt(file, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// The first of the names of an address for which `use` gives zero.
  private static func first(
    of address: SocketAddress, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Result<Int32, SystemCode> {
    switch address {
    case .path(let path):
      guard var name = sockaddr_un(path: path) else { return .failure(SystemCode(ENAMETOOLONG)) }
      return withUnsafePointer(to: &name) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          one(AF_UNIX, $0, socklen_t(MemoryLayout<sockaddr_un>.size), use)
        }
      }
    case .network(let host, let port):
      var wanted = addrinfo()
      wanted.ai_socktype = Int32(SOCK_STREAM.rawValue)
      wanted.ai_flags = AI_NUMERICSERV
      var found: UnsafeMutablePointer<addrinfo>?
      let code = getaddrinfo(host, "\(port)", &wanted, &found)
      guard code == 0 else {
        return .failure(code == EAI_SYSTEM ? SystemCode(errno) : SystemCode(0, String(cString: gai_strerror(code))))
      }
      defer { freeaddrinfo(found) }
      var result = Result<Int32, SystemCode>.failure(SystemCode(EADDRNOTAVAIL))
      var next = found
      while let entry = next?.pointee {
        if let name = entry.ai_addr { result = one(entry.ai_family, name, entry.ai_addrlen, use) }
        if case .success = result { return result }
        next = entry.ai_next
      }
      return result
    }
  }

  private static func one(
    _ family: Int32, _ name: UnsafePointer<sockaddr>, _ length: socklen_t,
    _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Result<Int32, SystemCode> {
    let file = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard file >= 0 else { return .failure(SystemCode(errno)) }
    guard use(file, name, length) == 0 else {
      let code = errno
      close(file)
      return .failure(SystemCode(code))
    }
    return .success(file)
  }
}

/// What a system call said.
package struct SystemCode: Error, Sendable, CustomStringConvertible {
  package let number: Int32
  package let description: String

  init(_ number: Int32) { self.init(number, String(cString: strerror(number))) }

  init(_ number: Int32, _ description: String) {
    self.number = number
    self.description = description
  }
}

extension sockaddr_un {
  /// `nil`: the path is too long for the kernel.
  fileprivate init?(path: String) {
    self.init()
    sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8) + [0]
    guard bytes.count <= MemoryLayout.size(ofValue: sun_path) else { return nil }
    withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
  }
}
