/// Hears what is sent to a channel, on a connection of its own, which is made again whenever it is lost. What is sent
/// meanwhile is lost: nobody may depend on hearing it.
package struct NotificationEar: Sendable {
  /// Between a connection that was lost and the next.
  private static let pause = Duration.milliseconds(500)

  private let settings: ConnectionSettings
  private let channel: String

  package init(_ settings: ConnectionSettings, on channel: String) {
    self.settings = settings
    self.channel = channel
  }

  /// Until the task is cancelled.
  /// - Parameters:
  ///   - heard: given each payload, which any user of the database may have sent; the next one waits for it.
  ///   - quiet: called after each new connection, and again each `silence` later, whatever is heard meanwhile. When
  ///     either throws, the connection is made anew.
  package func listen(
    silence: Duration, heard: @Sendable (String) async throws -> Void, quiet: @Sendable () async throws -> Void = {}
  ) async {
    while !Task.isCancelled {
      if let connection = try? await PostgresConnection.open(settings) {
        try? await listen(on: connection, silence, heard, quiet)
        await connection.close()
      }
      // The pause before the next connection.
      try? await Task.sleep(for: Self.pause)
    }
  }

  /// Until the connection is lost or the task is cancelled.
  private func listen(
    on connection: PostgresConnection, _ silence: Duration,
    _ heard: @Sendable (String) async throws -> Void,
    _ quiet: @Sendable () async throws -> Void
  ) async throws {
    try await connection.run { [channel] in try $0.listen(channel) }
    while !Task.isCancelled {
      try await quiet()
      let next = ContinuousClock.now + silence
      while !Task.isCancelled, ContinuousClock.now < next {
        let notification = try await connection.waitForNotification(timeout: next - .now)
        if let notification { try await heard(notification.payload) }
      }
    }
  }
}
