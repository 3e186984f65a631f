import CallHandling
import CommandLineKit
import CommandSocket
import Glibc
import Sockets
import Storage

extension Installation {
  /// Where a server of this state folder listens: beside the database's socket, in a folder that others can't enter; on
  /// somebody's own database, in a folder of this user.
  /// - Parameter alone: the one that does everything has a name that a second one finds taken.
  func ownSocket(alone: Bool) throws -> SocketAddress {
    if let socketFolder { return .path(socketFolder + (alone ? "/trunkline" : "/trunkline.\(getpid())")) }
    return .path(try Self.userFolder() + "/trunkline.\(getpid())")
  }

  /// The way to whoever writes a centre.
  /// - Parameter own: of this process, if it takes commands.
  func port(own: OwnerPort.Own? = nil) -> OwnerPort {
    OwnerPort(store, own: own) { reach in SocketAddress(reach).map { CommandSocketPort($0) } }
  }

  /// Private to the user, gone after a restart of the machine.
  private static func userFolder() throws -> String {
    let parent = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) } ?? (getuid() == 0 ? "/run" : "/tmp")
    let folder = "\(parent)/trunkline-\(getuid())"
    var status = stat()
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST, lstat(folder, &status) == 0,
      status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(), status.st_mode & 0o077 == 0
    else {
      throw Failure(
        .environment, "\(folder) can't be used for a socket: it must be a folder that only this user enters",
        hints: ["remove it, or say where to listen with --listen HOST:PORT"])
    }
    return folder
  }
}

extension SocketAddress {
  /// Where others find what listens here: at every address of this machine is at its name.
  var reach: String {
    guard case .network(let host, let port) = self, ["0.0.0.0", "::"].contains(host) else { return description }
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return description }
    let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return SocketAddress.network(host: text, port: port).description
  }
}

extension ServiceRoles {
  /// As a member, for people.
  var title: String { isAll ? "trunkline serve" : "trunkline serve --only \(names.joined(separator: ","))" }
}
