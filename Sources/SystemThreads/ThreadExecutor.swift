import Glibc

/// A serial executor that is one OS thread: blocking C calls made by its actor never stall the cooperative pool.
///
/// The thread starts with the first job and ends after `stop()` or with the last reference. A job that arrives after
/// `stop()` still runs (on a short-lived thread), because a task whose job never runs would hang for ever.
package final class ThreadExecutor: SerialExecutor {
  private let queue = JobQueue()

  package init() {}

  deinit { queue.end() }

  package func enqueue(_ job: consuming ExecutorJob) {
    queue.add(.turn(UnownedJob(job), self))
  }

  package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Ends the thread once its queue is empty and joins it. Never call it from a job of this executor.
  package func stop() async {
    await withCheckedContinuation { queue.stop(then: $0) }
    queue.join()
  }

  /// For what belongs to the blocking calls and never blocks itself: it runs on the same thread, before all calls that
  /// wait there.
  package final class Errands: TaskExecutor {
    private let executor: ThreadExecutor

    package init(_ executor: ThreadExecutor) { self.executor = executor }

    package func enqueue(_ job: consuming ExecutorJob) {
      executor.queue.add(.errand(UnownedJob(job), self))
    }
  }
}

/// The executor's state, which outlives it by as long as the thread needs to leave.
///
/// `@unchecked Sendable`: every stored property is read and written under `mutex`; POSIX: “the mutex object
/// referenced by mutex shall be locked by a call to pthread_mutex_lock”, which makes the owner the only one inside.
private final class JobQueue: @unchecked Sendable {
  /// Keeps its executor alive until it has run.
  enum Entry {
    case turn(UnownedJob, ThreadExecutor)
    case errand(UnownedJob, ThreadExecutor.Errands)

    func run() {
      switch self {
      case .turn(let job, let executor): job.runSynchronously(on: executor.asUnownedSerialExecutor())
      case .errand(let job, let executor): job.runSynchronously(on: executor.asUnownedTaskExecutor())
      }
    }
  }

  private enum Thread {
    case none
    case running(pthread_t)
    /// Left its loop; to be joined.
    case ended(pthread_t)
  }

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var turns: [Entry] = []
  private var errands: [Entry] = []
  private var thread = Thread.none
  private var stopping = false
  private var stopped: CheckedContinuation<Void, Never>?

  init() {
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  func add(_ entry: Entry) {
    pthread_mutex_lock(mutex)
    switch entry {
    case .turn: turns.append(entry)
    case .errand: errands.append(entry)
    }
    pthread_cond_signal(changed)
    let mustRunHere = !startIfNeeded()
    pthread_mutex_unlock(mutex)
    // No thread to be had: running here is late for others and right for the caller.
    if mustRunHere { drain() }
  }

  func stop(then continuation: CheckedContinuation<Void, Never>) {
    pthread_mutex_lock(mutex)
    stopping = true
    if case .running = thread {
      stopped = continuation
      pthread_cond_signal(changed)
      pthread_mutex_unlock(mutex)
    } else {
      pthread_mutex_unlock(mutex)
      continuation.resume()
    }
  }

  func join() {
    pthread_mutex_lock(mutex)
    var ended: pthread_t?
    if case .ended(let id) = thread {
      ended = id
      thread = .none
    }
    pthread_mutex_unlock(mutex)
    if let ended { pthread_join(ended, nil) }
  }

  /// The executor is gone, so no job is left: lets the thread go. It is joined unless this *is* the thread.
  func end() {
    pthread_mutex_lock(mutex)
    stopping = true
    let last = thread
    thread = .none
    pthread_cond_signal(changed)
    pthread_mutex_unlock(mutex)
    switch last {
    case .none: break
    case .ended(let id), .running(let id):
      if pthread_equal(id, pthread_self()) != 0 { pthread_detach(id) } else { pthread_join(id, nil) }
    }
  }

  /// Called with the mutex held. `false` when the system refuses another thread.
  private func startIfNeeded() -> Bool {
    if case .running = thread { return true }
    if case .ended(let id) = thread { pthread_detach(id) }
    var id = pthread_t()
    let context = Unmanaged.passRetained(self)
    let status = pthread_create(
      &id, nil,
      { context in
        Unmanaged<JobQueue>.fromOpaque(context!).takeRetainedValue().loop()
        return nil
      }, context.toOpaque())
    guard status == 0 else {
      context.release()
      thread = .none
      return false
    }
    thread = .running(id)
    return true
  }

  private func loop() {
    while true {
      pthread_mutex_lock(mutex)
      while isEmpty && !stopping { pthread_cond_wait(changed, mutex) }
      if isEmpty {
        if case .running(let id) = thread { thread = .ended(id) }
        let waiting = stopped
        stopped = nil
        pthread_mutex_unlock(mutex)
        waiting?.resume()
        return
      }
      pthread_mutex_unlock(mutex)
      drain()
    }
  }

  private var isEmpty: Bool { turns.isEmpty && errands.isEmpty }

  private func drain() {
    while let entry = next() { entry.run() }
  }

  private func next() -> Entry? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if !errands.isEmpty { return errands.removeFirst() }
    return turns.isEmpty ? nil : turns.removeFirst()
  }
}
