import Glibc

/// The few file operations that the state folder needs; errors name the path.
enum FileSystem {
  static func status(_ path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  static func exists(_ path: String) -> Bool { status(path) != nil }

  static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 && !isFolder(path) }

  static func isFolder(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

  /// Names in a folder without `.` and `..`, sorted; `nil` when it cannot be read.
  static func entries(_ folder: String) -> [String]? {
    guard let stream = opendir(folder) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// At most the last `bytesMax` bytes as text; `nil` when the file cannot be read.
  static func read(_ path: String, last bytesMax: Int = 1 << 16) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let size = lseek(file, 0, SEEK_END)
    lseek(file, max(size - bytesMax, 0), SEEK_SET)
    var bytes = [UInt8](repeating: 0, count: bytesMax)
    var count = 0
    while count < bytesMax {
      let got = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + count, bytesMax - count) }
      if got <= 0 { break }
      count += got
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// Replaces a file as a whole: a reader sees the old text or the new one.
  static func write(_ text: String, to path: String, mode: mode_t, owner: ServerUser?) throws(EmbeddedPostgresError) {
    let draft = path + ".new"
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard file >= 0 else { throw .system(errno, "write", draft) }
    var text = text
    let isWritten = text.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) == $0.count } && fsync(file) == 0
    let code = errno
    if let owner { fchown(file, owner.userID, owner.groupID) }
    close(file)
    guard isWritten else {
      unlink(draft)
      throw .system(code, "write", draft)
    }
    guard rename(draft, path) == 0 else { throw .system(errno, "write", path) }
    flushFolder(of: path)
  }

  /// Makes a rename or a new file last.
  static func flushFolder(of path: String) {
    let folder = open(parent(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// Creates the folder and the missing ones above it.
  static func createFolder(_ path: String, mode: mode_t) throws(EmbeddedPostgresError) {
    if isFolder(path) { return }
    let above = parent(path)
    // Folders above ours are nobody's secret, so that the server's user can pass.
    if above != path && !isFolder(above) { try createFolder(above, mode: 0o755) }
    if mkdir(path, mode) != 0 {
      let code = errno
      if !(code == EEXIST && isFolder(path)) { throw .system(code, "create", path) }
    }
  }

  static func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in entries(path) ?? [] { removeTree(path + "/" + name) }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  /// Without symbolic links; `nil` for a path that does not exist.
  static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// What a symbolic link says, `nil` for anything else; `errno` tells why.
  static func linkTarget(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      readlink(path, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }

  static func parent(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func freeBytes(_ path: String) -> UInt64? {
    var status = statvfs()
    return statvfs(path, &status) == 0 ? UInt64(status.f_bavail) * UInt64(status.f_frsize) : nil
  }

  static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
