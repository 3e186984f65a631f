import EventLog
import FailPoints
package import Storage
package import Values

/// One slice in the life of a process: stands by while another writes it (and folds what that one writes, so that a
/// take-over needs the tail only), serves it while the lease is held, and gives it back in the end.
struct SliceTenure {
  /// How often one who stands by looks, if nothing is given back before: a fraction of what a take-over may cost beyond
  /// the membership's end.
  static let look = Duration.milliseconds(250)

  let server: SliceServer
  let loader: SliceLoader
  let membership: Membership
  let note: @Sendable (ServiceNote) -> Void

  private var slice: Slice { server.slice }

  /// Between two looks at a slice that time does not heal, as a broken one. Others go on meanwhile.
  private static let rest = Duration.seconds(30)

  /// Returns when the task is cancelled.
  func run() async {
    defer { server.close("slice \(slice) is not written here any more") }
    var folded: Replay?
    var holder: Member?
    while !Task.isCancelled {
      do {
        switch try await membership.take(.writer, slice) {
        case .held:
          FailPoint.leaseAfterTake.reach()
          holder = nil
          let start = folded
          folded = nil
          try await serve(from: start)
        case .taken(let by):
          if holder != by { note(.standsBy(slice, by)) }
          holder = by
          server.standBy(for: by.address)
          if folded == nil { folded = try await loader.load(slice) }
          try await folded?.advance(slice, of: loader.log)
        }
      } catch let failure as LogFailure where failure.isLasting {
        folded = nil
        server.close(failure.message)
        note(.broken(slice, failure.message))
        await membership.release(.writer, slice)
        // An operator has to act; what was mended is found.
        try? await Task.sleep(for: Self.rest)
      } catch {
        note(.hindered(slice, "\(error)"))
      }
      // The time between two looks of who stands by, and of who was fenced or could not reach the database.
      await membership.ownership.waitForRelease(of: .writer, slice, atMost: Self.look)
    }
  }

  /// - Parameter folded: what of the slice is folded already; `nil`: nothing.
  private func serve(from folded: Replay?) async throws {
    do {
      try await membership.holding(.writer, slice) { try await serveWhileHeld(from: folded) }
    } catch {
      server.close("slice \(slice) was lost: \(error)")
      await membership.release(.writer, slice)
      throw error
    }
    await membership.release(.writer, slice)
    note(.leaves(slice))
  }

  /// Folds the slice and serves it. A failed append costs the state and not the lease: commands wait while the slice is
  /// folded and taken again.
  private func serveWhileHeld(from replay: Replay?) async throws(LogFailure) {
    var folded = replay
    var trouble = ""
    var isTold = false
    var backOff = BackOff()
    while true {
      do throws(LogFailure) {
        let start = if let folded { folded } else { try await loader.load(slice) }
        folded = nil
        // Another may have taken the lease while this one folded.
        if Task.isCancelled { return }
        if !isTold { note(.serves(slice)) }
        isTold = true
        return try await server.serve(from: start)
      } catch {
        guard !Task.isCancelled, error.isHealedByTakingAgain || error.isFenced else { throw error }
        if error.message != trouble { note(.hindered(slice, error.message)) }
        trouble = error.message
        if error.kind == .unavailable || error.isFenced { await backOff.pause() }
        try await askForTheLease(after: error)
      }
    }
  }

  /// Returns when the slice is still this process's to take. Who was cut off may have lost the lease meanwhile: he must
  /// not take the slice from who has it now; and who has it takes it back from one who came late. While the database is
  /// away nobody can tell, and the log decides.
  private func askForTheLease(after failure: LogFailure) async throws(LogFailure) {
    switch try? await membership.take(.writer, slice) {
    case .held?: return
    case .taken?: throw failure
    case nil: if failure.isFenced { throw failure }
    }
  }
}

/// What happened to a slice of this process, for people and logs.
package enum ServiceNote: Sendable, Equatable, CustomStringConvertible {
  case serves(Slice)
  case standsBy(Slice, Member)
  case leaves(Slice)
  case hindered(Slice, String)
  /// An operator has to act; it is looked at again now and then.
  case broken(Slice, String)

  package var description: String {
    switch self {
    case .serves(let slice): "writes slice \(slice)"
    case .standsBy(let slice, let by): "stands by for slice \(slice), which \(by.address) writes"
    case .leaves(let slice): "gave slice \(slice) back"
    case .hindered(let slice, let why), .broken(let slice, let why): "slice \(slice): \(why)"
    }
  }
}

extension LogFailure {
  fileprivate var isFenced: Bool { if case .fenced = kind { true } else { false } }

  /// Trying again does not help.
  fileprivate var isLasting: Bool {
    switch kind {
    case .unavailable, .stale, .tooLarge, .invalid, .fenced: false
    case .otherLog, .beyondHead, .belowStart, .diverged, .broken, .unsafe, .newerFormat: true
    }
  }
}
