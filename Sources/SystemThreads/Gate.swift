import Glibc

/// Lets waiting threads go once it is opened, and stays open.
///
/// `@unchecked Sendable`: sem_overview(7): an unnamed semaphore in memory shared between the threads of a process may
/// be used by all of them.
package final class Gate: @unchecked Sendable {
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  package init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  package func open() { sem_post(semaphore) }

  /// Blocks its thread.
  package func wait() {
    while sem_wait(semaphore) != 0 && errno == EINTR {}
    sem_post(semaphore)
  }
}
