// A model of the platform's gateway: answers logins, keeps a session and its calls without a socket
// for a while, offers them anew, and goes wrong as the faults of the moment say. Speaks in frames.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ground.hpp"
#include "network.hpp"
#include "wire/fields.hpp"

namespace holdfast::sim {

/// Part of everything secret, so that it can be found wherever it should not be.
inline constexpr std::string_view kSecret = "-secret";

/// A JSON object being written. Its texts need no escaping.
class Object {
 public:
  Object& raw(std::string_view name, std::string_view value) {
    text_ += text_.empty() ? "{\"" : ",\"";
    ((text_ += name) += "\":") += value;
    return *this;
  }
  Object& text(std::string_view name, std::string_view value) {
    return raw(name, '"' + std::string(value) + '"');
  }
  [[nodiscard]] std::string done() const { return text_.empty() ? "{}" : text_ + "}"; }

 private:
  std::string text_;
};

class Gateway {
 public:
  enum class Stage : std::uint8_t {
    Offered,  // rings at the client
    Invited,  // rings at the far end
    Talking,
  };
  struct Leg {
    std::string id;
    std::string name;  // telnyx_leg_id
    std::string session;
    Stage stage = Stage::Talking;
    bool held = false;
    bool known = false;              // the client has acknowledged a frame with its names
    SocketGeneration attached_on{};  // the socket of its last attach
    SocketGeneration named_on{};     // the last socket on which either end spoke of it
  };

  Gateway(Ground& ground, Network& network);

  /// What happens at the gateway by itself.
  void perform(const Act& act);
  /// The faults are over: far ends that let it ring answer.
  void calm();

  [[nodiscard]] const std::vector<Leg>& legs() const { return legs_; }
  [[nodiscard]] const std::optional<SocketGeneration>& socket() const { return socket_; }
  /// The one that the client logged in to last.
  [[nodiscard]] const std::string& session() const { return session_; }
  /// What wants an acknowledgement and was sent on this socket has one.
  [[nodiscard]] bool acknowledged() const;

 private:
  struct Request {
    std::uint64_t id;
    std::string leg;
    SocketGeneration socket;
    int owed;  // acknowledgements
  };

  void hear(SocketGeneration socket, const std::string& text);
  void acknowledge(wire::Field frame);
  void answer(SocketGeneration socket, const std::string& method, const std::string& id,
              wire::Field params);
  void log_in(SocketGeneration socket, const std::string& id, wire::Field params);
  void offer_anew(SocketGeneration socket);
  void lost(SocketGeneration socket);
  void expire(const std::string& session);
  void far_end(const std::string& leg);
  void far_answers(Leg& leg);
  void send_candidate(const Leg& leg);

  void reply(SocketGeneration socket, const std::string& id, const Object& result);
  void refuse(SocketGeneration socket, const std::string& id, int code);
  void respond(SocketGeneration socket, const std::string& id, std::string_view member,
               const Object& value);
  void send(std::string_view method, const Object& params, const std::string& leg, bool wants_ack);
  void send_unknown(const Act& act);
  [[nodiscard]] Object about(const Leg& leg) const;
  Leg* find(const std::string& id);
  [[nodiscard]] bool refuses(std::string_view method) const;

  Ground& ground_;
  Network& network_;
  std::optional<SocketGeneration> socket_;
  SocketGeneration newest_{};
  std::string session_;  // kept for the client, with or without a socket
  int sessions_ = 0;
  int resumptions_ = 0;
  int routings_ = 1;
  int names_ = 0;
  int offers_ = 0;
  std::vector<Leg> legs_;
  std::vector<Request> requests_;
  std::uint64_t last_id_ = 0;
  std::set<std::string> heard_ids_;
  std::set<std::string> invited_;
  std::set<SocketGeneration> logged_in_;
  bool answers_ = true;  // whether what is heard at this moment gets its reply
};

}  // namespace holdfast::sim
