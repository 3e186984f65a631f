import CommandLineKit
import Values

/// Options that every command has.
enum CommonOptions {
  static let state = Option<String?>(
    "--state", kind: .folder,
    summary: "state folder with the private PostgreSQL (default: /var/lib/trunkline as root, else the user's own)",
    environment: "TRUNKLINE_STATE")

  static let postgres = Option<String?>(
    "--postgres", kind: .text.named("URL"), summary: "a PostgreSQL server of one's own instead of the state folder",
    environment: "TRUNKLINE_POSTGRES")

  static let centre = Option<CentreID?>("--centre", kind: .name, summary: "only this centre")
}
