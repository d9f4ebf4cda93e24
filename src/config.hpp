// What a client was constructed with, as far as the core decides by it. No behaviour.
// Does not know media constraints, elements or ICE servers: those are the host's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ids.hpp"
#include "time.hpp"

namespace holdfast {

/// Who logs in. One kind is enough; all that are given are sent.
struct Credentials {
  std::string login;
  std::string password;
  std::string token;
  std::optional<WallTime> token_expiry;  // a fact of its own: no decision reads the token
  std::string target_type;               // anonymous login to a target
  std::string target_id;
  std::string target_version_id;
  RawJson target_params;

  /// A token is all there is: another may take its place.
  [[nodiscard]] bool token_only() const { return !token.empty() && login.empty() && !anonymous(); }
  [[nodiscard]] bool named() const {
    return !token.empty() || (!login.empty() && !password.empty());
  }
  [[nodiscard]] bool anonymous() const { return !target_type.empty() && !target_id.empty(); }
  [[nodiscard]] bool usable() const { return named() || anonymous(); }

  friend bool operator==(const Credentials&, const Credentials&) = default;
};

/// How a call is to be made or answered.
struct CallPlan {
  bool trickle = false;
  bool relay_only = false;
  bool prefetch = false;
  bool muted = false;     // starts muted
  RawJson dialog_params;  // an object: what the allow-list lets through of the call's other options

  friend bool operator==(const CallPlan&, const CallPlan&) = default;
};

/// How long the waits before reconnect attempts are, and when there is no other.
enum class ReconnectPolicy : std::uint8_t {
  Documented,  // the guide's: doubled from 1 s to 32 s
  Delays,      // the application's list; its end is the end
  Retention,   // short waits as long as the gateway keeps the session, the guide's longest after
  Asked,       // the application is asked before each; the guide's until it has answered
};

struct Config {
  std::uint64_t seed = 0;
  Credentials credentials;
  std::string version;     // ours, as told to the gateway
  std::string user_agent;  // the browser's
  std::string host = "wss://rtc.telnyx.com";
  std::string region;
  std::string rtc_ip;
  std::uint16_t rtc_port = 0;
  bool canary = false;
  bool skip_last_routing = false;
  bool skip_trailing = false;
  bool keep_calls = false;  // keepConnectionAliveOnSocketClose
  bool auto_reconnect = true;
  bool hang_up_on_leave = true;     // hangupOnBeforeUnload
  int max_reconnect_attempts = 10;  // 0: no limit
  ReconnectPolicy policy = ReconnectPolicy::Documented;
  std::vector<milliseconds> delays;  // of ReconnectPolicy::Delays
  milliseconds retention = 90s;      // how long the gateway keeps a session without a socket
  bool provides_tokens = false;      // the application can be asked for a fresh one
  milliseconds media_retry{0};  // how long a refused microphone waits for the application; 0: not
  bool media_retry_outbound = false;
  bool replace_microphone = false;  // one that is lost in mid-call, by any other
  bool push_when_active = false;
  bool early_sdp_answer = false;
  RawJson user_variables;            // an object, or nothing
  CallPlan inbound;                  // for calls that arrive
  SocketGeneration first_socket{1};  // a client that was disconnected goes on counting
};

}  // namespace holdfast
