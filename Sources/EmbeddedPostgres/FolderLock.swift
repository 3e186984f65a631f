import Glibc

/// An advisory lock on a file of the state folder. The kernel gives it back when its holder dies, however it dies.
final class FolderLock {
  private let file: Int32

  /// Opens without locking; creates the file, owned as the folder is.
  init(_ path: String, owner: ServerUser?) throws(EmbeddedPostgresError) {
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .system(errno, "open", path) }
    if let owner { fchown(file, owner.userID, owner.groupID) }
  }

  deinit { close(file) }

  /// Waits for the lock alone. Others hold it only while they start or stop the server, so the time is theirs.
  func lockAlone(within limit: Duration, _ purpose: String) throws(EmbeddedPostgresError) {
    let deadline = ContinuousClock.now + limit
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw .system(errno, "lock", purpose) }
      if Task.isCancelled { throw EmbeddedPostgresError(.cancelled, "cancelled while waiting for \(purpose)") }
      if ContinuousClock.now >= deadline {
        throw EmbeddedPostgresError(.timedOut, "another command has been starting or stopping \(purpose) for \(limit)")
      }
      SystemCall.pause(milliseconds: 5)
    }
  }

  /// Joins the others; `false` while somebody holds it alone.
  func tryLockShared() -> Bool { flock(file, LOCK_SH | LOCK_NB) == 0 }

  /// `true` when nobody else holds it. A shared lock that cannot be raised may be lost: call it only on leaving, or
  /// before taking the shared lock.
  func tryLockAlone() -> Bool { flock(file, LOCK_EX | LOCK_NB) == 0 }

  func unlock() { flock(file, LOCK_UN) }
}
