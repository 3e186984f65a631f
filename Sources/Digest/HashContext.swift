import CCrypto
import Glibc
import Values

/// One EVP_MD_CTX. Belongs to one thread: found through a thread-specific key, freed when the thread ends.
final class HashContext {
  private static let algorithm = Algorithm()
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let made = pthread_key_create(&key) { Unmanaged<HashContext>.fromOpaque($0!).release() }
    precondition(made == 0, "no thread-specific key left")
    return key
  }()

  static var ofThisThread: HashContext {
    if let known = pthread_getspecific(key) { return Unmanaged<HashContext>.fromOpaque(known).takeUnretainedValue() }
    let context = HashContext()
    pthread_setspecific(key, Unmanaged.passRetained(context).toOpaque())
    return context
  }

  private let context: OpaquePointer

  private init() {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  func digest(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Digest256 {
    withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { out in
      var count: UInt32 = 0
      let done =
        EVP_DigestInit_ex2(context, Self.algorithm.handle, nil) == 1
        && EVP_DigestUpdate(context, first.baseAddress, first.count) == 1
        && EVP_DigestUpdate(context, second.baseAddress, second.count) == 1
        && EVP_DigestFinal_ex(context, out.baseAddress!.assumingMemoryBound(to: UInt8.self), &count) == 1
      guard done, let digest = Digest256(bytes: UnsafeRawBufferPointer(out)) else {
        preconditionFailure("libcrypto can't compute SHA-256")
      }
      return digest
    }
  }
}

/// The fetched algorithm. libcrypto's manual, EVP_MD_fetch(3): fetched algorithm objects may be shared between threads.
private final class Algorithm: @unchecked Sendable {
  let handle: OpaquePointer

  init() {
    guard let handle = EVP_MD_fetch(nil, "SHA256", nil) else { preconditionFailure("libcrypto has no SHA-256") }
    self.handle = handle
  }
}
