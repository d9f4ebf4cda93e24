// Who we are to the gateway: login, its states, ready, token expiry, and what a later socket needs
// to find the session again. Does not know sockets; it says what should become of one.
#pragma once

#include <optional>
#include <string>

#include "turn.hpp"

namespace holdfast::signaling {

/// What a registration fact means for the rest of the session.
enum class RegistrationStep : std::uint8_t {
  None,
  LoggedIn,     // the gateway knows us; what is owed from before can be sent
  Registered,   // ready
  Refused,      // bad credentials: no further login until the application changes something
  Unreachable,  // this socket leads nowhere: lose it
  GaveUp,       // the gateway failed too often
};

/// What the gateway answers to who has not logged in.
inline constexpr int kNotAuthenticated = -32000;

class Registration {
 public:
  explicit Registration(Credentials credentials) : credentials_(std::move(credentials)) {}

  void restore(const StoredSession& stored);
  /// What a later page needs to find the session again, without its calls.
  [[nodiscard]] StoredSession stored() const { return {routing_, session_, stored_at_}; }
  /// On a socket that knows us the session is as fresh as can be; leaves a stamp younger than
  /// `age`.
  void stamp(const Turn& turn, milliseconds age = {});
  void set_credentials(Credentials credentials);
  /// The application gave the token that is awaited, or would not.
  void token_provided(Turn& turn, fact::TokenProvided& provided);
  RegistrationStep token_withheld(Turn& turn, const fact::TokenWithheld& withheld);
  /// The gateway refused a request because it does not know us any more: log in once more.
  void forgotten(Turn& turn);

  /// The application wants a socket: what forbade one so far is over.
  void permit();
  /// A socket opened, or the application asked: log in.
  void log_in(Turn& turn);
  /// The socket is gone. What was reached is kept for the next one.
  void lost(Turn& turn);
  /// The application is done with the gateway, whose socket is gone.
  void reset(Turn& turn);
  /// Forget the session: the next login opens a new one.
  void clear(Turn& turn);

  RegistrationStep login_ended(Turn& turn, const Outcome& outcome);
  void client_ready(Turn& turn);
  RegistrationStep state_told(Turn& turn, wire::GatewayState state, const std::string& word,
                              const wire::Reply* reply);
  /// The gateway did not say its state though we asked.
  [[nodiscard]] RegistrationStep state_withheld() const;
  RegistrationStep login_limit_due(Turn& turn);
  RegistrationStep retry_due(Turn& turn);
  void token_expiry_due(Turn& turn);
  /// Any frame may name the routing id anew.
  void heard_routing(Turn& turn, const RoutingId& routing);

  /// The address of the next socket (query parameters included).
  [[nodiscard]] std::string url(const Config& config);

  /// The application was asked for a token, and the login waits for it.
  [[nodiscard]] bool awaits_token() const { return awaits_token_; }
  [[nodiscard]] bool registered() const { return stage_ == Stage::Registered; }
  [[nodiscard]] bool logged_in() const {
    return stage_ == Stage::LoggedIn || stage_ == Stage::Registered;
  }
  [[nodiscard]] bool refused() const { return stage_ == Stage::Refused; }
  /// clearReconnectToken() was called, and the application has not asked for a socket since.
  [[nodiscard]] bool cleared() const { return cleared_; }
  [[nodiscard]] const SessionId& session() const { return session_; }
  /// Until when the gateway keeps the session without a socket; nothing before the first login.
  [[nodiscard]] std::optional<WallTime> kept_until(const Config& config) const;
  [[nodiscard]] const RoutingId& routing() const { return routing_; }
  void describe(ClientSnapshot& snapshot) const;

 private:
  enum class Stage : std::uint8_t {
    Out,
    LoggingIn,   // the login is on its way
    LoggedIn,    // accepted; the gateway has not said that it registered us
    Registered,  // ready
    Refused,     // the credentials are bad
    Failed,      // the gateway failed; a retry is scheduled
  };

  [[nodiscard]] bool wants_token(const Turn& turn) const;
  void ask_token(Turn& turn);
  void send_login(Turn& turn);
  RegistrationStep refuse(Turn& turn, const wire::Refusal& refusal);
  RegistrationStep registered_told(Turn& turn, bool confirmed, const std::string& word);
  RegistrationStep failed_told(Turn& turn, const std::string& word);
  void ask_later(Turn& turn);
  void watch_token(Turn& turn);

  Credentials credentials_;
  Stage stage_ = Stage::Out;
  SessionId session_;
  RoutingId routing_;
  WallTime stored_at_;
  std::string word_;
  std::string region_;
  std::string data_center_;
  std::string call_report_id_;
  int refusals_ = 0;             // NOREG in a row on this socket
  int failures_ = 0;             // gateway failures since the last registration
  int logins_ = 0;               // unanswered; only the answer to the last one counts
  bool accepted_ = false;        // by the gateway, on this socket
  bool logged_in_anew_ = false;  // with other credentials, on a registered socket
  bool cleared_ = false;
  bool token_refused_ = false;           // by the gateway; the next login needs another
  bool token_asked_ = false;             // of the application, for this socket
  bool awaits_token_ = false;            // the login waits for it
  int token_ask_ = 0;                    // the last one
  std::optional<Instant> forgotten_at_;  // logged in once more then
  bool skip_routing_once_ = false;
  bool canary_used_ = false;
};

}  // namespace holdfast::signaling
