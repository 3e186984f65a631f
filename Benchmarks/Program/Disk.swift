import CBaselines
import CommandLineKit
import Glibc

/// What the disk itself takes for a durable write.
enum Disk {
  static let writes = 500
  static let bytes = 8 << 10

  /// What 500 times writing 8 KiB and fdatasync took.
  static func syncs(in folder: String) throws -> Latencies {
    let path = folder + "/disk-probe"
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure("write to \(folder)") }
    defer {
      close(file)
      unlink(path)
    }
    let block = [UInt8](repeating: 0x5a, count: bytes)
    var spans: [Double] = []
    for index in 0..<writes {
      let start = ContinuousClock.now
      guard pwrite(file, block, bytes, off_t(index * bytes)) == bytes, fdatasync(file) == 0 else {
        throw failure("write to \(folder)")
      }
      spans.append((ContinuousClock.now - start).ms)
    }
    return Latencies(spans)
  }

  /// A file system in memory would make every durable write look free.
  static func isInMemory(_ folder: String) -> Bool { baseline_is_in_memory(folder) == 1 }

  private static func failure(_ doing: String) -> Failure {
    Failure(.environment, "cannot \(doing): \(String(cString: strerror(errno)))")
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
  var ms: Double { seconds * 1e3 }
}
