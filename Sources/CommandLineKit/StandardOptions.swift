/// Options that mean the same in every command.
package enum StandardOptions {
  package static let help = Flag("--help", "-h", summary: "show this help")
  package static let version = Flag("--version", summary: "show the version")
  package static let quiet = Flag("--quiet", "-q", summary: "no progress and no remarks; errors still show")
  package static let color = Option<ColorChoice>(
    "--color", kind: .choice("WHEN"), default: .auto,
    summary: "always, never, or auto: on a terminal, unless NO_COLOR is set")

  /// For commands that print rows; not added by itself.
  package static let format = Option<OutputFormat>(
    "--format", "-o", kind: .choice("FORMAT"), default: .table, summary: "table, json, csv or ndjson")

  static let all: [any Parameter] = [quiet, color, help, version]
}

package enum ColorChoice: String, Choice { case always, auto, never }
