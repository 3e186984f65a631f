import Glibc
import Synchronization

/// Threads for calls that block: they are never the cooperative pool's.
enum SocketThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// `false`: there is none to be had.
  static func detach(_ body: @escaping @Sendable () -> Void) -> Bool {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Body(body)).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, box)
    guard code == 0 else {
      Unmanaged<Body>.fromOpaque(box).release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  /// Blocks this thread, which is one of ours, until `work` is done on the pool.
  static func wait<R: Sendable>(_ work: @escaping @Sendable () async -> R) -> R {
    let done = Signal()
    let box = Box<R>()
    Task {
      let value = await work()
      box.value.withLock { $0 = value }
      done.set()
    }
    done.wait()
    guard let value = box.value.withLock({ $0 }) else { preconditionFailure("set before the signal") }
    return value
  }

  private final class Box<R: Sendable>: Sendable {
    let value = Mutex<R?>(nil)
  }

  /// `@unchecked Sendable`: sem_overview(7): an unnamed semaphore may be used by all threads of its process.
  private final class Signal: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    init() { sem_init(semaphore, 0, 0) }
    deinit {
      sem_destroy(semaphore)
      semaphore.deallocate()
    }
    func set() { sem_post(semaphore) }
    func wait() { while sem_wait(semaphore) != 0 && errno == EINTR {} }
  }
}
