import Testing

@testable import EmbeddedPostgres

@Suite struct ServerConfigurationTests {
  /// Recovery begins with a sync of everything: at once where the kernel tells what went wrong then, else file by file.
  @Test(arguments: [
    (14, "6.1.0-18-amd64", true), (15, "5.8", true), (17, "5.10.0", true), (14, "5.7.19", false), (14, "4.19.0", false),
    (13, "6.1.0", false), (15, "what", false), (15, "", false),
  ]) func syncOfRecovery(_ majorVersion: Int, _ release: String, _ isWhole: Bool) {
    let text = ServerConfiguration.text(majorVersion: majorVersion, kernel: KernelVersion(release))
    #expect(text.contains("recovery_init_sync_method = syncfs") == isWhole)
  }

  @Test func thisKernelHasANumber() { #expect(KernelVersion.running.map { $0.major >= 3 } == true) }
}
