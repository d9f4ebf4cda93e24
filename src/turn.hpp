// What a room is given along with a fact: the moment, chance, the timers, and where its requests
// go. Rooms reach each other only through what they leave here; the session carries it between
// them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config.hpp"
#include "io.hpp"
#include "random.hpp"
#include "time.hpp"
#include "wire/message.hpp"

namespace holdfast {

/// What a request to the gateway was for; decides who hears of its outcome.
enum class Purpose : std::uint8_t {
  Login,
  GatewayState,
  Ping,               // an answer to the gateway's own; nobody waits for its outcome
  Probe,              // is the socket alive?
  RegistrationCheck,  // getIsRegistered()
  Description,        // invite, answer or attach
  Bye,
  LateBye,  // for a call that ended while no socket was open
  Hold,
  Restart,  // our offer of another path for a peer
  Notice,   // candidates and digits: nobody waits
  Custom,   // the application's own
};

/// Who asked, so that the outcome finds its way back.
struct Asker {
  Purpose purpose = Purpose::Notice;
  CallKey call = {};
  PeerGeneration peer = {};
  Ticket ticket = {};

  friend bool operator==(const Asker&, const Asker&) = default;
};

/// A request that a room wants to see sent.
struct Ask {
  wire::Outbound message;
  Asker asker;
};

/// How a request ended. Each ends exactly once.
struct Outcome {
  enum class Kind : std::uint8_t {
    Answered,
    Refused,
    Expired,  // no answer in time
    Lost,     // the socket went away, or there was none
  };
  Kind kind = Kind::Lost;
  wire::Reply reply = {};
  wire::Refusal refusal = {};

  [[nodiscard]] bool answered() const { return kind == Kind::Answered; }
};

struct Turn {
  Moment now;
  const Config& config;
  Random& random;
  TimerTable& timers;
  std::vector<Output>& outputs;
  std::vector<Ask>& asks;
  bool registered = false;  // requests about calls can go out

  void put(Output output) { outputs.push_back(std::move(output)); }
  void ask(wire::Outbound message, Asker asker) { asks.push_back({std::move(message), asker}); }

  void after(milliseconds delay, Timer timer, CallKey call = {}) {
    timers.start(timer, call, now.monotonic + delay);
  }

  void raise(ErrorCode code, CallKey call = {}, std::string message = {},
             std::optional<int> gateway_code = {}) {
    put(request::ErrorRaised{code, call, std::move(message), gateway_code, is_fatal(code)});
  }
  void warn(WarningCode code, CallKey call = {}, std::string reason = {}, std::string source = {}) {
    put(request::WarningRaised{code, call, std::move(reason), std::move(source)});
  }
  void settle(Ticket ticket, bool value, std::optional<ErrorCode> error = {},
              std::string message = {}) {
    if (ticket) put(request::Settled{ticket, value, error, std::move(message)});
  }
};

}  // namespace holdfast
