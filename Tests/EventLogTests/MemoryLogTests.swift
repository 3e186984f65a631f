import Digest
import EventLog
import Testing
import TrunklineTesting

@Suite struct MemoryLogTests {
  @Test(arguments: EventLogConformance.all)
  func conforms(_ one: ConformanceCase) async throws {
    try await one.run(on: LogFactory { MemoryLogUnderTest(chain: Chain(hash: SHA256.digest)) })
  }
}
