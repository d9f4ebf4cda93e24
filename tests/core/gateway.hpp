// A model gateway: answers frames as the real one does, keeps a session without its socket, offers
// its calls anew. A script of replies, no JSON by hand in the tests. Its flags make things go
// wrong.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io.hpp"
#include "wire/json.hpp"

namespace holdfast::bench {

/// An object, written as its members.
class Members {
 public:
  Members& text(std::string_view name, std::string_view value) {
    object_.set(name, wire::Json::text(value));
    return *this;
  }
  Members& number(std::string_view name, std::int64_t value) {
    object_.set(name, wire::Json::number(value));
    return *this;
  }
  Members& truth(std::string_view name, bool value) {
    object_.set(name, wire::Json::boolean(value));
    return *this;
  }
  Members& object(std::string_view name, const Members& value) {
    object_.set(name, value.object_);
    return *this;
  }
  Members& texts(std::string_view name, const std::vector<std::string>& values) {
    wire::Json list = wire::Json::array();
    for (const std::string& value : values) list.children.push_back(wire::Json::text(value));
    object_.set(name, std::move(list));
    return *this;
  }
  Members& json(std::string_view name, wire::Json value) {
    object_.set(name, std::move(value));
    return *this;
  }
  [[nodiscard]] const wire::Json& value() const { return object_; }

 private:
  wire::Json object_ = wire::Json::object();
};

class Gateway {
 public:
  using Post = std::function<void(milliseconds, Input)>;

  /// One frame of the client's.
  struct Frame {
    std::string method;  // empty for a result
    wire::Json json;
    SocketGeneration socket;
  };

  // What goes wrong.
  bool accepts_sockets = true;
  bool silent = false;             // the TCP connection stands, nothing comes
  bool stalled = false;            // what it hears waits for resume()
  std::optional<int> login_error;  // the code every login is answered with
  bool closes_when_refusing = false;
  std::optional<std::string> good_token;  // no other is let in
  std::map<std::string, int> refused;     // methods that are answered with an error
  std::string state = "REGED";
  bool attaches = true;  // offers its calls anew
  bool lists = true;     // names them in clientReady
  std::optional<std::string> new_call_id;
  std::optional<int> attach_error;
  std::optional<int> update_error;  // refuses every offer of another path
  bool answers_updates = true;      // with a description
  std::set<std::string> withheld;   // methods that get no reply
  bool answers_calls = true;        // an invite leads to ringing and answer
  bool early_media = false;
  milliseconds latency{10};

  explicit Gateway(Post post) : post_(std::move(post)) {}

  std::vector<Frame> frames;
  std::vector<std::string> urls;
  std::map<std::string, bool> calls;  // by id: those the session has
  std::string session = "S1";
  SocketGeneration socket;  // open now, if any

  void perform(const Output& output) {
    if (const auto* open = std::get_if<request::OpenSocket>(&output)) {
      opened(*open);
    } else if (const auto* send = std::get_if<request::SendText>(&output)) {
      hear(*send);
    } else if (const auto* close = std::get_if<request::CloseSocket>(&output)) {
      if (close->socket == socket) socket = {};
      post_(latency, fact::SocketClosed{close->socket, 1000, "", true});
    }
  }

  /// The socket breaks, as seen by the client at once.
  void cut(milliseconds after = 0ms) {
    if (!socket) return;
    post_(after, fact::SocketClosed{std::exchange(socket, {}), 1006, "", false});
  }
  /// The network stood still, and lost nothing.
  void resume() {
    stalled = false;
    for (const request::SendText& sent : std::exchange(backlog_, {})) hear(sent);
  }
  /// Restarts without memory.
  void forget() {
    calls.clear();
    session += "+";
  }

  void send(std::string_view method, const Members& params) {
    Members frame;
    frame.text("jsonrpc", "2.0").number("id", ++last_id_).text("method", method);
    frame.object("params", params).text("voice_sdk_id", "V1");
    say(frame.value());
  }
  void say(const wire::Json& frame) { say_text(wire::write(frame)); }
  void say_text(std::string text) {
    if (socket && !silent) post_(latency, fact::SocketText{socket, std::move(text)});
  }
  /// A call for the client.
  void invite(std::string_view id) {
    calls[std::string(id)] = true;
    send("telnyx_rtc.invite", Members()
                                  .text("callID", id)
                                  .text("sdp", "offer of the gateway")
                                  .text("caller_id_number", "+15550100")
                                  .text("callee_id_number", "1003")
                                  .text("telnyx_leg_id", "leg of " + std::string(id)));
  }
  void bye(std::string_view id) {
    calls.erase(std::string(id));
    send("telnyx_rtc.bye", Members()
                               .text("callID", id)
                               .text("cause", "NORMAL_CLEARING")
                               .number("causeCode", 16)
                               .number("sipCode", 200));
  }
  void attach(std::string_view id, std::string_view leg) {
    send("telnyx_rtc.attach", Members()
                                  .text("callID", id)
                                  .text("sdp", "attach offer " + std::to_string(++offers_))
                                  .text("telnyx_leg_id", leg));
  }

  [[nodiscard]] int count(std::string_view method) const {
    int found = 0;
    for (const Frame& frame : frames) found += frame.method == method ? 1 : 0;
    return found;
  }
  [[nodiscard]] const wire::Json* last(std::string_view method) const {
    for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
      if (frame->method == method) return &frame->json;
    }
    return nullptr;
  }

 private:
  void opened(const request::OpenSocket& open) {
    urls.push_back(open.url);
    if (!accepts_sockets) {
      post_(latency, fact::SocketErred{open.socket});
      post_(latency, fact::SocketClosed{open.socket, 1006, "", false});
      return;
    }
    socket = open.socket;
    post_(latency, fact::SocketOpened{open.socket});
  }

  static std::string text_of(const wire::Json* value) {
    return value == nullptr ? std::string() : value->content;
  }
  static const wire::Json* at(const wire::Json* value, std::string_view name) {
    return value == nullptr ? nullptr : value->member(name);
  }

  void hear(const request::SendText& sent) {
    if (stalled) return backlog_.push_back(sent);
    auto json = wire::parse(sent.text);
    if (!json) return;
    const std::string method = text_of(json->member("method"));
    frames.push_back({method, *json, sent.socket});
    if (sent.socket != socket || silent || method.empty() || withheld.contains(method)) return;
    if (json->member("id") == nullptr) return;  // wants no answer
    const wire::Json id = *json->member("id");
    const wire::Json* params = json->member("params");
    const std::string call = text_of(at(at(params, "dialogParams"), "callID"));

    if (const auto error = refused.find(method); error != refused.end()) {
      return refuse(id, error->second);
    }
    if (method == "login" || method == "anonymous_login") {
      const bool token_fits = !good_token || text_of(at(params, "login_token")) == *good_token;
      if (!token_fits) refuse(id, -32001);
      if (login_error) refuse(id, *login_error);
      if (!token_fits || login_error) {
        if (closes_when_refusing) cut(latency);
        return;
      }
      reply(id, Members().text("message", "logged in").text("sessid", session));
      std::vector<std::string> listed;
      for (const auto& [name, kept] : calls) {
        if (kept) listed.push_back(new_call_id.value_or(name));
      }
      Members ready;
      if (lists) ready.texts("reattached_sessions", listed);
      send("telnyx_rtc.clientReady", ready);
      if (attaches) offer_anew();
    } else if (method == "telnyx_rtc.gatewayState") {
      reply(id, Members().object("params", Members().text("state", state).text("region", "eu")));
    } else if (method == "telnyx_rtc.invite") {
      calls[call] = true;
      reply(id, Members().text("message", "CALL CREATED").text("callID", call));
      if (answers_calls) answer(call);
    } else if (method == "telnyx_rtc.attach" && attach_error) {
      refuse(id, *attach_error);
    } else if (method == "telnyx_rtc.bye") {
      calls.erase(call);
      reply(id, Members().text("message", "CALL ENDED"));
    } else if (method == "telnyx_rtc.modify") {
      const std::string action = text_of(at(params, "action"));
      if (action == "updateMedia") return update_media(id);
      reply(id, Members().text("holdState", action == "unhold" ? "active" : "held"));
    } else {
      reply(id, Members().text("message", "ok"));
    }
  }

  void update_media(const wire::Json& id) {
    if (update_error) return refuse(id, *update_error);
    Members result;
    if (answers_updates) result.text("sdp", "answer to a restart");
    reply(id, result);
  }

  void offer_anew() {
    std::map<std::string, bool> renamed;
    for (const auto& [name, kept] : calls) {
      const std::string id = new_call_id.value_or(name);
      renamed[id] = kept;
      attach(id, "leg of " + name);
    }
    calls = std::move(renamed);
  }

  void answer(const std::string& call) {
    const Members ids = Members().text("callID", call).text("telnyx_leg_id", "leg of " + call);
    send("telnyx_rtc.ringing", ids);
    if (early_media) {
      send("telnyx_rtc.media", Members().text("callID", call).text("sdp", "early answer"));
    }
    Members answered = ids;
    send("telnyx_rtc.answer", answered.text("sdp", "answer of the gateway"));
  }

  void reply(const wire::Json& id, const Members& result) {
    Members frame;
    frame.text("jsonrpc", "2.0").json("id", id).object("result", result);
    say(frame.text("voice_sdk_id", "V1").value());
  }
  void refuse(const wire::Json& id, int code) {
    Members frame;
    frame.text("jsonrpc", "2.0").json("id", id);
    say(frame.object("error", Members().number("code", code).text("message", "refused")).value());
  }

  Post post_;
  std::vector<request::SendText> backlog_;
  std::int64_t last_id_ = 1000;
  int offers_ = 0;
};

}  // namespace holdfast::bench
