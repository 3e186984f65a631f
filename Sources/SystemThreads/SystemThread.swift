import Glibc

/// POSIX threads for calls that block: they are never the cooperative pool's.
package enum SystemThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs `body` on a thread that is gone with it. `false`: there is none to be had, and nothing was run.
  package static func detach(_ body: @escaping @Sendable () -> Void) -> Bool {
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

  /// Between two calls of what `repeating` repeats.
  private static let repeatMs: Int32 = 100

  /// Calls `body` some ten times a second on a thread of its own, until it returns `false`. `false`: there is none to
  /// be had, and nothing was run.
  package static func repeating(_ body: @escaping @Sendable () -> Bool) -> Bool {
    detach { while body() { poll(nil, 0, repeatMs) } }
  }
}
