import EmbeddedPostgres
import Glibc

/// Attaches to the state folder it is given, says so, and leaves when it is told: `leave` on standard input.
@main struct AttachProbe {
  static func main() async {
    do {
      let server = try await EmbeddedPostgres.attach(stateFolder: CommandLine.arguments[1])
      say("\(await server.arrival) \(await server.serverProcessID ?? 0)")
      while let line = readLine() {
        if line == "leave" {
          say("\(try await server.leave())")
          return
        }
      }
    } catch {
      say("failed: \(error)")
      exit(1)
    }
  }

  /// At once, since somebody waits for the line.
  private static func say(_ line: String) {
    var text = line + "\n"
    _ = text.withUTF8 { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}
