public import CallDomain
public import Events
public import Values

/// What a plugin wants of one centre: level-triggered, like a controller. It is a pure value: whoever holds it (the
/// host of a live plugin, a simulation in virtual time, a what-if study) folds the log, shows it every commit, and asks
/// what it wants now.
///
/// It keeps no list of things to do: everything it knows follows from the centre's state, so that one made afresh from
/// the state after a crash wants the same. What `observe` keeps is an index for speed, never a fact of its own.
public protocol Policy: Sendable {
  /// The centre has folded this commit; `centre` is the state after it.
  mutating func observe(_ commit: Commit, in centre: Centre)

  /// What it wants now, the most urgent first. Asked when it has seen every commit that there is. Asking twice without
  /// a commit between gives the same.
  mutating func wishes(at now: Instant, in centre: Centre) -> [Wish]

  /// When it may want something although nothing has happened; `nil`: never.
  func nextWake(after now: Instant, in centre: Centre) -> Instant?
}

extension Policy {
  public func nextWake(after now: Instant, in centre: Centre) -> Instant? { nil }
}

/// A policy that a plugin declares: how to make one for a centre, whatever the centre has been through.
public struct PolicyDeclaration: Sendable {
  /// Part of its commands' ids; unique in its plugin.
  public let name: String
  public let make: @Sendable (Centre) -> any Policy

  public init(name: String, make: @escaping @Sendable (Centre) -> any Policy) {
    self.name = name
    self.make = make
  }
}

/// One thing that a policy wants. Its command's id derives from the plugin and `key`, so that a wish that is stated
/// again (by a restarted policy, or while the first is on its way) takes effect once.
public struct Wish: Sendable, Equatable {
  public let key: WishKey
  public let body: Command.Body

  public init(_ key: WishKey, _ body: Command.Body) {
    self.key = key
    self.body = body
  }
}

/// What makes two wishes the same: the action, on which subject, after how many events of that subject.
public struct WishKey: Sendable, Hashable {
  /// As `offer`.
  public let action: String
  /// As the call's id and the number of its stay.
  public let subject: String
  /// Changes when the subject has changed so that the same action is a new wish.
  public let count: UInt64

  public init(action: String, subject: String, count: UInt64) {
    self.action = action
    self.subject = subject
    self.count = count
  }
}
