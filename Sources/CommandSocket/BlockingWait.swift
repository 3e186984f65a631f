import Synchronization
import SystemThreads

/// Blocks this thread, which is one of ours and not the pool's, until `work` is done on the pool.
func blockingWait<R: Sendable>(for work: @escaping @Sendable () async -> R) -> R {
  let done = Gate()
  let box = Box<R>()
  Task {
    let value = await work()
    box.value.withLock { $0 = value }
    done.open()
  }
  done.wait()
  guard let value = box.value.withLock({ $0 }) else { preconditionFailure("set before the gate opens") }
  return value
}

private final class Box<R: Sendable>: Sendable {
  let value = Mutex<R?>(nil)
}
