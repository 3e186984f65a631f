package import Events
package import Storage
import Synchronization
package import Values

/// The writers of one process: every slice that has commits, one that is looked after from the start, and those that a
/// first command asks for. The command port of all their centres.
package final class ServedSlices: CommandPort {
  /// How often is looked for slices that another process began.
  private static let discovery = Duration.seconds(2)

  private let loader: SliceLoader
  private let time: any TimeSource
  private let identity: WriterIdentity
  private let membership: Membership
  private let first: Slice?
  private let patience: Duration
  private let note: @Sendable (ServiceNote) -> Void
  private let servers = Mutex<[Slice: SliceServer]>([:])
  private let wanted: AsyncStream<SliceServer>
  private let want: AsyncStream<SliceServer>.Continuation

  /// - Parameters:
  ///   - first: served whether it has commits or not; `nil`: none is.
  ///   - patience: how long a command waits while its slice is being taken.
  ///   - note: called when a slice begins or ceases to be served.
  package init(
    loader: SliceLoader, time: any TimeSource, identity: WriterIdentity, membership: Membership,
    first: Slice? = nil, patience: Duration = SliceServer.deskPatience,
    note: @escaping @Sendable (ServiceNote) -> Void
  ) {
    self.loader = loader
    self.time = time
    self.identity = identity
    self.membership = membership
    self.first = first
    self.patience = patience
    self.note = note
    (wanted, want) = AsyncStream.makeStream()
  }

  /// The slices served or stood by for, in order.
  package var slices: [Slice] { servers.withLock { $0.keys.sorted() } }

  /// How each of them stands, in order.
  package var standings: [SliceStanding] {
    servers.withLock { Array($0.values) }.map(\.standing).sorted { $0.slice < $1.slice }
  }

  package func send(_ commands: [Command]) async throws -> [CommandReply] {
    guard let first = commands.first else { return [] }
    return try await server(of: Slice(of: first.centre)).send(commands)
  }

  /// The server of the slice; one that nobody served so far begins.
  private func server(of slice: Slice) -> SliceServer {
    servers.withLock { servers in
      if let known = servers[slice] { return known }
      let made = SliceServer(slice: slice, loader: loader, time: time, identity: identity, patience: patience)
      servers[slice] = made
      // Whoever comes when all is over must not wait for what does not begin.
      if case .terminated = want.yield(made) { made.close("slice \(slice) is not written here any more") }
      return made
    }
  }

  /// Serves until the task is cancelled, within the membership: then everything taken in is answered, and the leases
  /// are given back. A slice that time does not heal, as a broken one, is told by `note` and left; the others go on.
  package func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.discover() }
      for await server in wanted {
        let tenure = SliceTenure(server: server, loader: loader, membership: membership, note: note)
        group.addTask { await tenure.run() }
      }
      group.cancelAll()
    }
    // One that was asked for at the last moment never began.
    for server in servers.withLock({ Array($0.values) }) { server.close("slice \(server.slice) is not written here") }
  }

  private func discover() async {
    if let first { _ = server(of: first) }
    while !Task.isCancelled {
      if let occupied = try? await loader.log.occupiedSlices() { for slice in occupied { _ = server(of: slice) } }
      // The time between two looks for slices that another process began.
      try? await Task.sleep(for: Self.discovery)
    }
    want.finish()
  }
}
