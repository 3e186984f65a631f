import CallHandling
import EventLog
import Events
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values

// A lease that another has meanwhile: the slice is his.
extension TenureTests {
  /// The membership ends, and another takes the writer's lease: before the first becomes a member again with his next
  /// renewal.
  private static func lapse(_ owner: String, to other: Member, in owners: MemoryOwnership) async throws {
    _ = try await owners.begin(other, for: .minutes(1))
    await until {
      owners.expire(owner)
      if case .held? = try? await owners.take(.writer, ServedCentre.slice, by: other.owner) { return true }
      return false
    }
  }

  /// Cut off from the log for longer than its membership: when it comes back the slice is another's, and stays his.
  @Test func whoWasCutOffDoesNotTakeItBack() async throws {
    let log = CutOffLog(ServedCentre.memory())
    let owners = MemoryOwnership()
    let notes = Mutex<[ServiceNote]>([])
    let membership = Membership(Member(owner: "one", address: "here"), in: owners)
    let served = ServedSlices(
      loader: SliceLoader(log: log), time: HandTime(at: .noon),
      identity: WriterIdentity(owner: "one", newID: { CommandID(.random()) }), membership: membership,
      note: { note in notes.withLock { $0.append(note) } })
    let service = Task { try await membership.lasting { await served.run() } }
    try await Self.accepted(served, .configure(Configure(configuration: .example)))
    log.cut(true)
    let lost = Task { try? await served.send([Self.command(.logIn(LogIn(agent: .anna)))]) }
    await until { notes.withLock { $0.contains { if case .hindered = $0 { true } else { false } } } }
    let two = Member(owner: "two", address: "there")
    try await Self.lapse("one", to: two, in: owners)
    log.cut(false)
    await until { notes.withLock { $0.contains(.standsBy(ServedCentre.slice, two)) } }
    await until { served.standings.map(\.state) == [.standingBy("there")] }
    #expect(try await log.head(of: ServedCentre.slice).epoch == Epoch(1))
    service.cancel()
    try await service.value
    lost.cancel()
  }

  /// The membership lapses while the slice is being folded, and another serves it meanwhile: it stays his.
  @Test func whoLosesTheLeaseWhileItFoldsDoesNotTakeTheSlice() async throws {
    let memory = ServedCentre.memory()
    try await ServedCentre.staffed(memory).stop()
    let log = GatedReads(memory)
    let owners = MemoryOwnership()
    let notes = Mutex<[ServiceNote]>([])
    let membership = Membership(Member(owner: "one", address: "here"), in: owners)
    let served = ServedSlices(
      loader: SliceLoader(log: log), time: HandTime(at: .noon),
      identity: WriterIdentity(owner: "one", newID: { CommandID(.random()) }), membership: membership,
      first: ServedCentre.slice, note: { note in notes.withLock { $0.append(note) } })
    let service = Task { try await membership.lasting { await served.run() } }
    await until { log.arrivals > 0 }
    let two = Member(owner: "two", address: "there")
    try await Self.lapse("one", to: two, in: owners)
    let taken = try await memory.acquire(ServedCentre.slice, marker: .by("two"))
    // It hears of it with its next renewal, and is done with that when it sends one more.
    for _ in 0..<2 {
      owners.expire("one")
      await until { (try? await owners.members().count) == 2 }
    }
    log.open()
    await until { notes.withLock { $0.contains(.standsBy(ServedCentre.slice, two)) } }
    #expect(try await memory.head(of: ServedCentre.slice).epoch == taken.epoch)
    #expect(!notes.withLock { $0.contains(.serves(ServedCentre.slice)) })
    service.cancel()
    try await service.value
  }

  /// One who lost his lease and did not hear of it in time takes the slice: who has the lease takes it back.
  @Test func whoHasTheLeaseTakesTheSliceBack() async throws {
    let log = ServedCentre.memory()
    let owners = OneOwner()
    let served = ServedSlices(
      loader: SliceLoader(log: log), time: HandTime(at: .noon),
      identity: WriterIdentity(owner: "one", newID: { CommandID(.random()) }),
      membership: Membership(Member(owner: "one", address: "here"), in: owners), note: { _ in })
    let service = Task { await served.run() }
    try await Self.accepted(served, .configure(Configure(configuration: .example)))
    let late = try await log.acquire(ServedCentre.slice, marker: .by("two"))
    try await Self.acceptedInTheEnd(served, Self.command(.logIn(LogIn(agent: .anna))))
    #expect(try await log.head(of: ServedCentre.slice).epoch == late.epoch.next)
    #expect(owners.releases == 0)
    service.cancel()
    await service.value
  }
}
