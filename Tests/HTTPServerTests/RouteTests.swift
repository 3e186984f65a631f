import HTTPTesting
import Sockets
import Testing

@testable import HTTPServer

/// Which handler gets what.
@Suite(.serialized) struct RouteTests {
  @Test func bothSidesOfAnAnswer() async throws {
    try await RunningServer.with { running in
      func ask(_ method: String, _ target: String, _ fields: String = "") async -> RawClient.Answer {
        await running.client.talk("\(method) \(target) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
      }
      #expect(await ask("GET", "/words/a%2Fb%20c").text.hasSuffix("[a/b c]"))
      #expect(await ask("GET", "/words/").statuses == [404])
      #expect(await ask("GET", "/plain/").statuses == [404])
      #expect(await ask("GET", "/..%2fplain").statuses == [404])
      #expect(await ask("GET", "/../plain").statuses == [404])
      let other = await ask("DELETE", "/plain")
      #expect(other.statuses == [405])
      #expect(other.text.contains("Allow: GET, HEAD\r\n"))
      #expect(other.text.contains("Content-Type: application/problem+json\r\n"))
      #expect(other.text.contains(#""code":"methodNotAllowed""#))
      #expect(await ask("TRACE", "/plain").statuses == [405])
      let head = await ask("HEAD", "/plain")
      #expect(head.statuses == [200] && head.text.hasSuffix("\r\n\r\n") && head.text.contains("Content-Length: 5\r\n"))
      let values = running.server.counts.values
      #expect(values.answered[.init(method: "GET", pattern: "/words/{word}", status: 200)] == 1)
      #expect(values.answered[.init(method: "other", pattern: "", status: 405)] == 1)
      #expect(values.latencies["/plain"]?.counts.reduce(0, +) == 1)
    }
  }

  @Test func pagesOfOtherSitesGetNothing() async throws {
    try await RunningServer.with { running in
      for field in [
        "Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site", "Origin: http://evilx",
      ] {
        let answer = await running.client.talk("GET /plain HTTP/1.1\r\nHost: x\r\n\(field)\r\n\r\n")
        #expect(answer.statuses == [403], "\(field)")
      }
      let own = await running.client.talk("GET /plain HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\n\r\n")
      #expect(own.statuses == [200])
    }
  }

  /// A page whose site's name was made to lead to this machine (DNS rebinding) gets nothing.
  @Test func otherNamesThanItsOwnAreRefused() async throws {
    let routes = RunningServer.routes
    try await RunningServer.with(routes: routes, names: ["localhost", "127.0.0.1", "[::1]", "calls.example"]) {
      running in
      for (host, status) in [
        ("localhost", 200), ("LOCALHOST:8080", 200), ("127.0.0.1:1", 200), ("[::1]:8080", 200), ("[::1]", 200),
        ("calls.example", 200), ("evil.example", 421), ("evil.example:8080", 421), ("localhost.evil.example", 421),
        ("[::2]", 421), ("", 421),
      ] {
        let answer = await running.client.talk("GET /plain HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        #expect(answer.statuses == [status], "\(host)")
      }
      #expect(await running.client.talk("GET /plain HTTP/1.0\r\n\r\n").statuses == [200])
      #expect(await running.client.talk("GET http://evil.example/plain HTTP/1.0\r\n\r\n").statuses == [421])
    }
    #expect(SocketAddress(":80")?.ownNames?.contains("localhost") == true)
    #expect(SocketAddress("0.0.0.0:80")?.ownNames == nil)
  }

  @Test func aSocketInTheFileSystem() async throws {
    let path = "/tmp/trunkline-http-\(UInt64.random(in: 0 ... .max))"
    let address = SocketAddress.path(path)
    let server = try HTTPServer.start(at: address, routes: RunningServer.routes)
    let service = Task { await server.run() }
    #expect(throws: ListeningFailure.self) { try HTTPServer.start(at: address, routes: []) }
    let answer = await RawClient(address: address).talk("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(answer.statuses == [200])
    service.cancel()
    await service.value
  }

  @Test(arguments: [
    ("127.0.0.1:8080", "127.0.0.1:8080", true), (":8080", "127.0.0.1:8080", true), ("[::1]:80", "[::1]:80", true),
    ("0.0.0.0:80", "0.0.0.0:80", false), ("localhost:1", "localhost:1", true), ("unix:/run/x", "unix:/run/x", true),
  ])
  func addresses(text: String, written: String, isOfThisMachine: Bool) throws {
    let address = try #require(SocketAddress(text))
    #expect(address.description == written)
    #expect(address.isOfThisMachine == isOfThisMachine)
  }

  @Test(arguments: ["", "8080", "host", "host:", "host:0", "host:65536", "host:-1", "::1:80", "unix:"])
  func noAddresses(text: String) { #expect(SocketAddress(text) == nil) }
}
