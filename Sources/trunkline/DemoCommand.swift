import CommandLineKit

enum DemoCommand {
  static let command = Command("demo", summary: "a real day of a real call centre, from the log to the report") { _ in .ok }
}
