import EventLog
import PostgresClient
import Synchronization
import Values

/// Hears what other processes append, on a connection of its own, from the moment that somebody waits for it. A
/// notification may be lost with its connection: after each new one, and every few seconds, the slices that somebody
/// waits for, or follows and is busy with, are looked at. Any user of the database may send one: it says where to look,
/// and the position comes from the log.
final class AppendListener: Sendable {
  /// How old news may be that was not heard.
  static let lookEvery = Duration.seconds(2)

  private enum State {
    case silent
    case listening(Task<Void, Never>)
    case stopped
  }
  private let state = Mutex(State.silent)
  private let settings: ConnectionSettings
  private let lookEvery: Duration
  private let head: @Sendable (Slice) async throws -> Position

  /// - Parameter head: asks the log.
  init(
    _ settings: ConnectionSettings, lookEvery: Duration, head: @escaping @Sendable (Slice) async throws -> Position
  ) {
    self.settings = settings
    self.lookEvery = lookEvery
    self.head = head
  }

  deinit { stop() }

  /// Wakes those who wait for the signal from now on. Does nothing when it listens already.
  func start(_ signal: AppendSignal) {
    state.withLock { state in
      guard case .silent = state else { return }
      let ear = Ear(settings: settings, lookEvery: lookEvery, signal: signal, head: head)
      state = .listening(Task { await ear.listen() })
    }
  }

  /// For good.
  /// - Returns: what is still to end; `nil`: nothing.
  @discardableResult func stop() -> Task<Void, Never>? {
    state.withLock { state in
      guard case .listening(let task) = state else {
        state = .stopped
        return nil
      }
      task.cancel()
      state = .stopped
      return task
    }
  }

  private struct Ear: Sendable {
    let settings: ConnectionSettings
    let lookEvery: Duration
    let signal: AppendSignal
    let head: @Sendable (Slice) async throws -> Position

    func listen() async {
      await NotificationEar(settings, on: AppendTeller.channel)
        .listen(silence: lookEvery, heard: { try await heard($0) }, quiet: { try await look() })
    }

    private func heard(_ payload: String) async throws {
      let words = payload.split(separator: " ")
      guard words.count == 2, let number = UInt32(words[0]), let slice = Slice(number), let position = UInt64(words[1])
      else { return }
      // What was found at an earlier look is no news: those who tell much are asked about little.
      if let known = signal.head(of: slice), known >= Position(position) { return }
      signal.advanced(slice, to: try await head(slice))
    }

    private func look() async throws {
      for slice in signal.knownSlices { signal.advanced(slice, to: try await head(slice)) }
    }
  }
}
