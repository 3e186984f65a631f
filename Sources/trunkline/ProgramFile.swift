import Digest
import Glibc
import Values

/// The file of the running program.
enum ProgramFile {
  /// SHA-256 of its bytes: what another program folded may be something else. Where the file can't be read it is a
  /// word of this process alone.
  static let digest: String = {
    let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "\(ID128.random())" }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size > 0 else { return "\(ID128.random())" }
    let count = Int(status.st_size)
    guard let bytes = mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0), bytes != MAP_FAILED else {
      return "\(ID128.random())"
    }
    defer { munmap(bytes, count) }
    return "\(SHA256.digest(UnsafeRawBufferPointer(start: bytes, count: count)))"
  }()
}
