package import Events
package import Storage
import Synchronization
import Values

/// The way to whatever process writes a centre, on this machine or another. It finds the process by its lease,
/// remembers it, and asks again when it does not write any more: a hand-over is a short wait, not a failure.
package final class OwnerPort: CommandPort {
  /// A process that takes commands itself.
  package struct Own: Sendable {
    let reach: String
    let port: any CommandPort

    package init(reach: String, port: any CommandPort) {
      self.reach = reach
      self.port = port
    }
  }

  /// Between two tries while the slice is on its way from one process to another.
  private static let pause = Duration.milliseconds(20)

  private let ownership: any Ownership
  private let own: Own?
  private let patience: Duration
  private let connect: @Sendable (_ reach: String) -> (any CommandPort)?
  private let known = Mutex<[Slice: Known]>([:])
  private let ports = Mutex<[String: any CommandPort]>([:])

  private struct Known {
    let reach: String
    /// Since it took commands last: after one it is asked who writes, if anybody can be asked.
    var failures = 0
  }

  private struct Way {
    let reach: String
    let port: any CommandPort
    /// Nobody could be asked: it is known when it has taken commands.
    var isGuess = false
  }

  /// - Parameters:
  ///   - own: of this process, if it takes commands.
  ///   - patience: how long a writer is looked for while processes live that may become it: a membership that ends by
  ///     itself, and a take-over.
  ///   - connect: makes the way to a member, by where it takes commands; `nil`: what is said there is no address.
  package init(
    _ ownership: any Ownership, own: Own? = nil, patience: Duration = .seconds(5),
    connect: @escaping @Sendable (_ reach: String) -> (any CommandPort)?
  ) {
    self.ownership = ownership
    self.own = own
    self.patience = patience
    self.connect = connect
  }

  package func send(_ commands: [Command]) async throws -> [CommandReply] {
    guard let first = commands.first else { return [] }
    let slice = Slice(of: first.centre)
    let deadline = ContinuousClock.now + patience
    while true {
      guard let way = try await way(to: slice) else {
        throw CommandPortFailure(.noWriter, "no trunkline server runs here: start one with trunkline serve")
      }
      do {
        let replies = try await way.port.send(commands)
        if way.isGuess { known.withLock { $0[slice] = Known(reach: way.reach) } }
        return replies
      } catch let failure as CommandPortFailure where failure.kind != .busy {
        known.withLock { $0[slice]?.failures += 1 }
        // Where it took commands nobody may ever listen again.
        ports.withLock { $0[way.reach] = nil }
        if ContinuousClock.now >= deadline || Task.isCancelled { throw failure }
      }
      // The slice is on its way to another process.
      try await Task.sleep(for: Self.pause)
    }
  }

  /// `nil`: nobody takes commands.
  private func way(to slice: Slice) async throws -> Way? {
    let former = known.withLock { $0[slice] }
    if let former, former.failures == 0 { return way(at: former.reach) }
    do {
      if let holder = try await ownership.holder(of: .writer, slice), !holder.reach.isEmpty {
        known.withLock { $0[slice] = Known(reach: holder.reach) }
        return way(at: holder.reach)
      }
      // Nobody has it yet: whoever takes commands begins to write it.
      if let own { return way(at: own.reach) }
      return try await ownership.members().lazy.map(\.reach).first { !$0.isEmpty }.flatMap { way(at: $0) }
    } catch {
      if let guess = guess(former) { return guess }
      throw CommandPortFailure(.noWriter, "nobody can say who writes slice \(slice): \(error)")
    }
  }

  /// While the database is away no slice changes hands: its writer goes on without, and it is the former one or this
  /// process. Whichever it is, is remembered.
  private func guess(_ former: Known?) -> Way? {
    let mayBeOwn = former.map { $0.failures % 2 == 1 || $0.reach == own?.reach } ?? true
    let candidates = mayBeOwn ? [own?.reach, former?.reach] : [former?.reach]
    guard let reach = candidates.compactMap(\.self).first, var way = way(at: reach) else { return nil }
    way.isGuess = true
    return way
  }

  private func way(at reach: String) -> Way? { port(at: reach).map { Way(reach: reach, port: $0) } }

  private func port(at reach: String) -> (any CommandPort)? {
    if let own, own.reach == reach { return own.port }
    return ports.withLock { ports in
      if let known = ports[reach] { return known }
      let made = connect(reach)
      ports[reach] = made
      return made
    }
  }
}
