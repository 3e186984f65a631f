import CommandLineKit
import Glibc

/// Reads a whole file.
enum FileBytes {
  /// A month of the bank has 3 MB; a file far beyond that is a mistake, not a month.
  static let bytesMax = 1 << 30

  static func read(_ path: String) throws -> [UInt8] {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    if status.st_mode & S_IFMT == S_IFDIR { throw Failure(.badInput, "\(path) is a folder; name the file in it") }
    guard status.st_size <= bytesMax else {
      throw Failure(.badInput, "\(path) has \(status.st_size) bytes, more than 1 GiB")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw failure(path)
      }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= bytesMax else { throw Failure(.badInput, "\(path) gives more than 1 GiB") }
    }
  }

  private static func failure(_ path: String) -> Failure {
    Failure(.badInput, "\(path) can't be read: \(String(cString: strerror(errno)))")
  }
}
