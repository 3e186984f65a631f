import API
import Storage
import Testing
import TrunklineTesting
import Values

@testable import trunkline

/// Who takes no commands knows whether another does.
@Suite struct EngineWatchTests {
  @Test func someoneWhoTakesCommandsIsFound() async throws {
    let ownership = MemoryOwnership()
    let watch = EngineWatch(ownership)
    #expect(watch.found == .sought)
    ownership.goAway(true)
    await watch.lookOnce()
    #expect(watch.found == .sought)
    ownership.goAway(false)
    // Members that take no commands are no help.
    _ = try await ownership.begin(Member(owner: "kpi", address: "here"), for: .seconds(3))
    await watch.lookOnce()
    #expect(watch.found == .nowhere)
    _ = try await ownership.begin(Member(owner: "engine", address: "there", reach: "east:4000"), for: .seconds(3))
    await watch.lookOnce()
    #expect(watch.found == .elsewhere)
    // While nobody can be asked the engine goes on.
    ownership.goAway(true)
    await watch.lookOnce()
    #expect(watch.found == .elsewhere)
    ownership.goAway(false)
    ownership.expire("engine")
    await watch.lookOnce()
    #expect(watch.found == .nowhere)
  }
}
