/// Where the server is and how to talk to it.
package struct ConnectionSettings: Sendable, Hashable {
  /// A host name, an address, or the folder of a Unix socket (it begins with `/`). `nil`: libpq's defaults.
  package var host: String?
  package var port: Int?
  package var database: String?
  package var user: String?
  package var password: String?
  /// `postgresql://…` or `key=value …`; the properties above win over it.
  package var connectionString: String?
  package var applicationName = "trunkline"
  /// Server settings of each session, such as `("synchronous_commit", "on")`; kept across reconnects.
  package var parameters: [Parameter] = []
  package var connectTimeout: Duration = .seconds(10)
  /// The longest wait for one answer before the statement is cancelled; `nil` waits for ever.
  package var answerTimeout: Duration?
  /// How long a cancelled statement may take to answer before the connection is given up.
  package var cancelGrace: Duration = .seconds(3)

  package struct Parameter: Sendable, Hashable {
    package let name: String
    package let value: String
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    host: String? = nil, port: Int? = nil, database: String? = nil, user: String? = nil, password: String? = nil
  ) {
    self.host = host
    self.port = port
    self.database = database
    self.user = user
    self.password = password
  }

  package init(connectionString: String) {
    self.connectionString = connectionString
  }
}

extension ConnectionSettings {
  /// Over a network: how soon a server that is not reached any more is given up, by what was sent and not taken, and by
  /// silence. The kernel's own measure is a quarter of an hour, and of two hours.
  private static let network = [
    (name: "tcp_user_timeout", value: "5000"), ("keepalives_idle", "5"), ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
  ]

  /// libpq's keywords in order: a later one wins, and what the connection string says is where it stands. A later
  /// `dbname` would be expanded, so the connection string comes before it.
  var keywords: [(name: String, value: String)] {
    var pairs = Self.network
    if let connectionString { pairs.append(("dbname", connectionString)) }
    if let host { pairs.append(("host", host)) }
    if let port { pairs.append(("port", String(port))) }
    if let database { pairs.append(("dbname", database)) }
    if let user { pairs.append(("user", user)) }
    if let password { pairs.append(("password", password)) }
    pairs.append(("client_encoding", "UTF8"))
    pairs.append(("fallback_application_name", applicationName))
    if host?.hasPrefix("/") == true {
      pairs.append(("sslmode", "disable"))
      pairs.append(("gssencmode", "disable"))
    }
    if !parameters.isEmpty {
      let options = parameters.map { "-c \($0.name)=\(Self.escaped($0.value))" }
      pairs.append(("options", options.joined(separator: " ")))
    }
    return pairs
  }

  /// In `options`, a backslash protects a space and itself.
  private static func escaped(_ value: String) -> String {
    var text = ""
    for character in value {
      if character == " " || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text
  }

  /// For people: without the password.
  package var place: String {
    if connectionString != nil && host == nil { return "the given connection string" }
    return "\(host ?? "default host"):\(port ?? 5432)/\(database ?? "")"
  }
}
