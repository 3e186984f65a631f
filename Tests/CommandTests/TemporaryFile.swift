import Glibc

/// A file that a test needs for a moment.
enum TemporaryFile {
  struct CannotWrite: Error { let code: Int32 }

  static func with<R>(_ text: String, _ body: (String) async throws -> R) async throws -> R {
    var path = Array("/tmp/trunkline-test-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    guard file >= 0 else { throw CannotWrite(code: errno) }
    let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(name) }
    let bytes = Array(text.utf8)
    guard write(file, bytes, bytes.count) == bytes.count, close(file) == 0 else { throw CannotWrite(code: errno) }
    return try await body(name)
  }
}
