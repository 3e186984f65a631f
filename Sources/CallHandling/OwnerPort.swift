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
  private let known = Mutex<[Slice: String]>([:])
  private let ports = Mutex<[String: any CommandPort]>([:])

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
      guard let port = try await port(to: slice) else {
        throw CommandPortFailure(.noWriter, "no trunkline server runs here: start one with trunkline serve")
      }
      do {
        return try await port.send(commands)
      } catch let failure as CommandPortFailure where failure.kind != .busy {
        let former = known.withLock { $0.removeValue(forKey: slice) }
        // Where it took commands nobody may ever listen again.
        if let former { ports.withLock { $0[former] = nil } }
        if ContinuousClock.now >= deadline || Task.isCancelled { throw failure }
      }
      // The slice is on its way to another process.
      try await Task.sleep(for: Self.pause)
    }
  }

  /// `nil`: nobody takes commands.
  private func port(to slice: Slice) async throws -> (any CommandPort)? {
    if let reach = known.withLock({ $0[slice] }) { return port(at: reach) }
    do {
      if let holder = try await ownership.holder(of: .writer, slice), !holder.reach.isEmpty {
        known.withLock { $0[slice] = holder.reach }
        return port(at: holder.reach)
      }
      // Nobody has it yet: whoever takes commands begins to write it.
      let others = try await ownership.members().lazy.map(\.reach).filter { !$0.isEmpty }
      return own?.port ?? others.first.flatMap { port(at: $0) }
    } catch {
      // The database is away; a writer goes on without.
      if let own { return own.port }
      throw CommandPortFailure(.noWriter, "nobody can say who writes slice \(slice): \(error)")
    }
  }

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
