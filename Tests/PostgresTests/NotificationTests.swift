import PostgresClient
import PostgresTesting
import Testing

@Suite(.serialized) struct NotificationTests {
  @Test func whatIsSentArrivesInOrder() async throws {
    let settings = try await TemporaryPostgres.shared
    let listener = try await PostgresConnection.open(settings)
    let sender = try await PostgresConnection.open(settings)
    try await listener.run { try $0.listen("a \"channel\"") }
    try await sender.run { session in
      try session.notify("a \"channel\"", "one")
      try session.notify("another", "unheard")
      try session.notify("a \"channel\"", "two")
    }
    let processID = try await sender.run { $0.backendProcessID }
    let first = try await listener.waitForNotification(timeout: .seconds(20))
    #expect(first == PostgresNotification(channel: "a \"channel\"", payload: "one", processID: processID))
    #expect(try await listener.waitForNotification(timeout: .seconds(20))?.payload == "two")
    #expect(try await listener.waitForNotification(timeout: .zero) == nil)
  }

  @Test func aWaiterWakesWhenSomethingIsSent() async throws {
    let settings = try await TemporaryPostgres.shared
    let listener = try await PostgresConnection.open(settings)
    let sender = try await PostgresConnection.open(settings)
    try await listener.run { try $0.listen("wake") }
    async let received = listener.waitForNotification(timeout: .seconds(20))
    try await sender.run { try $0.notify("wake", "now") }
    #expect(try await received?.payload == "now")
  }

  @Test func theWaitEndsWithItsTimeOrItsTask() async throws {
    let listener = try await PostgresConnection.open(try await TemporaryPostgres.shared)
    #expect(try await listener.waitForNotification(timeout: .milliseconds(5)) == nil)
    let waiter = Task { await awaitedError { _ = try await listener.waitForNotification(timeout: nil) } }
    await Task.yield()
    waiter.cancel()
    #expect(await waiter.value?.kind == .cancelled)
    try await listener.execute("SELECT 1")
  }

  @Test func theWaitEndsWithTheConnection() async throws {
    let settings = try await TemporaryPostgres.shared
    let listener = try await PostgresConnection.open(settings)
    let observer = try await Observer(settings)
    let processID = try await listener.run { $0.backendProcessID }
    let waiter = Task { await awaitedError { _ = try await listener.waitForNotification(timeout: .seconds(20)) } }
    try await observer.terminate(processID)
    #expect(await waiter.value?.kind == .connectionLost)
  }
}
