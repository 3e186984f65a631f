import Glibc
import PostgresTesting
import Testing

@testable import trunkline

/// What is said to systemd, and to nobody who is not there.
@Suite struct SupervisorTests {
  @Test func saysItInItsWords() throws {
    let ear = try Ear()
    let supervisor = Supervisor { $0 == "NOTIFY_SOCKET" ? ear.path : nil }
    #expect(supervisor.tell(.ready) && supervisor.tell(.alive) && supervisor.tell(.stopping))
    #expect(supervisor.tell(.status("waiting 0\ntalking 1")))
    #expect(ear.heard(4) == ["READY=1", "WATCHDOG=1", "STOPPING=1", "STATUS=waiting 0 talking 1"])
  }

  @Test func aNameInNoFileSystem() throws {
    let ear = try Ear(abstract: true)
    #expect(Supervisor { $0 == "NOTIFY_SOCKET" ? ear.path : nil }.tell(.ready))
    #expect(ear.heard(1) == ["READY=1"])
  }

  @Test(arguments: [nil, "", "relative/path", "/nowhere/notify", "/" + String(repeating: "n", count: 107), "@"])
  func nobodyToTell(_ address: String?) {
    #expect(!Supervisor { $0 == "NOTIFY_SOCKET" ? address : nil }.tell(.ready))
  }

  @Test func howPatientItIs() {
    func patience(_ variables: [String: String]) -> Duration? {
      Supervisor(process: 7) { variables[$0] }.patience
    }
    let socket = ["NOTIFY_SOCKET": "/run/notify"]
    #expect(patience(socket) == nil)
    #expect(patience(socket.merging(["WATCHDOG_USEC": "30000000"]) { $1 }) == .seconds(30))
    #expect(patience(socket.merging(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"]) { $1 }) == .seconds(30))
    #expect(patience(socket.merging(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"]) { $1 }) == nil, "another's")
    for nonsense in ["", "-1", "0", "soon", "99999999999999999999"] {
      #expect(patience(socket.merging(["WATCHDOG_USEC": nonsense]) { $1 }) == nil, "\(nonsense)")
    }
    #expect(patience(["WATCHDOG_USEC": "30000000"]) == nil, "nobody to tell")
  }

  /// Where a supervisor listens.
  private final class Ear {
    let path: String
    private let file: Int32

    init(abstract: Bool = false) throws {
      path = try (abstract ? "@" : "") + TemporaryFolder.make() + "/notify"
      file = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      var bytes = Array(path.utf8)
      if abstract { bytes[0] = 0 }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let length = socklen_t(2 + bytes.count)
      let code = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(file, $0, length) }
      }
      try #require(code == 0)
    }

    deinit { close(file) }

    /// What was sent, which is there already.
    func heard(_ count: Int) -> [String] {
      (0..<count).map { _ in
        var bytes = [UInt8](repeating: 0, count: 256)
        let got = recv(file, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return got < 0 ? "nothing" : String(decoding: bytes[..<got], as: UTF8.self)
      }
    }
  }
}
