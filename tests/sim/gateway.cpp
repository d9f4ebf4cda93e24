#include "gateway.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "wire/json.hpp"

namespace holdfast::sim {

namespace {

constexpr milliseconds kKeeps = 90s;  // a session without its socket
constexpr std::array<std::string_view, 8> kWithheld{
    "login",
    "telnyx_rtc.clientReady",
    "telnyx_rtc.gatewayState",
    "telnyx_rtc.invite",
    "telnyx_rtc.answer",
    "telnyx_rtc.attach",
    "telnyx_rtc.modify",
    "telnyx_rtc.bye",
};
constexpr std::array<std::string_view, 7> kStates{"NOREG",   "FAILED",  "TRYING", "REGISTER",
                                                  "UNREGED", "EXPIRED", "ODD"};
constexpr std::array<int, 3> kRefusals{-32000, -32001, -32002};

template <class List>
auto pick(const List& list, std::uint32_t number) {
  return list[number % list.size()];
}

Object sdp(Object object, const std::string& text) {
  return object.text("sdp", text + std::string(kSecret));
}

}  // namespace

Gateway::Gateway(Ground& ground, Network& network) : ground_(ground), network_(network) {
  network_.accepted = [](SocketGeneration) {};
  network_.lost = [this](SocketGeneration socket) { lost(socket); };
  network_.heard = [this](SocketGeneration socket, const std::string& text) { hear(socket, text); };
}

// ---- what the client says -----------------------------------------------------------------------

void Gateway::hear(SocketGeneration socket, const std::string& text) {
  // What a slow network brings of an earlier connection no longer counts.
  if (socket < newest_) return;
  const auto json = wire::parse(text);
  const wire::Field frame(json ? &*json : nullptr);
  const auto method = frame["method"].text();
  if (!method) return acknowledge(frame);
  const std::string id = frame["id"].word();
  const bool logs_in = *method == "login" || *method == "anonymous_login";
  ground_.rules.demand(logs_in || logged_in_.contains(socket), Rule::LoginFirst);
  if (*method == "ai_conversation" && id.empty()) return;  // wants no answer
  ground_.rules.demand(!id.empty() && heard_ids_.insert(id).second, Rule::OneRequest);

  answers_ = true;
  if (const Act* act = ground_.wrong(Kind::WithholdReplies)) {
    const std::string_view withheld = pick(kWithheld, act->target);
    answers_ = withheld != *method && !(logs_in && withheld == "login");
    // Not answered, or not even understood. A BYE always is: it is not said again on its socket.
    const bool deaf = !answers_ && act->variant % 2 == 0 && *method != "telnyx_rtc.bye";
    if (deaf) {
      if (logs_in) logged_in_.insert(socket);
      return;
    }
  }
  if (logs_in) return log_in(socket, id, frame["params"]);
  answer(socket, *method, id, frame["params"]);
}

void Gateway::acknowledge(wire::Field frame) {
  const auto id = static_cast<std::uint64_t>(frame["id"].integer().value_or(0));
  const auto found = std::ranges::find(requests_, id, &Request::id);
  const bool owed = found != requests_.end() && --found->owed >= 0;
  ground_.rules.demand(owed, Rule::OneAcknowledgement);
  if (!owed) return;
  for (Leg& leg : legs_) leg.known = leg.known || leg.name == found->leg;
}

bool Gateway::acknowledged() const {
  return std::ranges::none_of(
      requests_, [&](const Request& one) { return one.owed > 0 && one.socket == socket_; });
}

bool Gateway::refuses(std::string_view method) const {
  constexpr std::size_t kFirst = 3;  // of those that are about calls
  const Act* act = ground_.wrong(Kind::RefuseCalls);
  return act != nullptr && kWithheld[kFirst + act->target % (kWithheld.size() - kFirst)] == method;
}

void Gateway::answer(SocketGeneration socket, const std::string& method, const std::string& id,
                     wire::Field params) {
  const std::string call = params["dialogParams"]["callID"].word();
  Leg* leg = find(call);
  const bool refused = refuses(method);
  if (method == "telnyx_rtc.gatewayState") {
    const Act* act = ground_.wrong(Kind::OtherState);
    const std::string_view state = act != nullptr ? pick(kStates, act->target) : "REGED";
    return reply(socket, id, Object().raw("params", Object().text("state", state).done()));
  }
  if (method == "telnyx_rtc.invite") {
    ground_.rules.demand(invited_.insert(call).second, Rule::OneInvite, call);
    if (refused) return refuse(socket, id, -32002);
    if (session_.empty()) return refuse(socket, id, -32000);
    const std::string name = "leg-" + std::to_string(++names_);
    legs_.push_back({.id = call,
                     .name = name,
                     .session = session_,
                     .stage = Stage::Invited,
                     .named_on = socket});
    reply(socket, id, Object().text("message", "CALL CREATED").text("callID", call));
    return far_end(legs_.back().name);
  }
  if (method == "telnyx_rtc.bye") {
    std::erase_if(legs_, [&](const Leg& one) { return one.id == call; });
    return refused ? refuse(socket, id, -32002) : reply(socket, id, Object().text("message", "OK"));
  }
  if (method == "telnyx_rtc.answer" || method == "telnyx_rtc.attach") {
    if (refused || leg == nullptr) return refuse(socket, id, -32002);
    if (method == "telnyx_rtc.attach") {
      ground_.rules.demand(leg->attached_on == socket, Rule::NewestOffer);
    }
    leg->stage = Stage::Talking;
  }
  if (method == "telnyx_rtc.modify") {
    if (refused || leg == nullptr) return refuse(socket, id, -32002);
    const std::string action = params["action"].word();
    if (action == "updateMedia") return reply(socket, id, sdp(Object(), "answer-"));
    leg->held = action == "hold" || (action == "toggleHold" && !leg->held);
    return reply(socket, id, Object().text("holdState", leg->held ? "held" : "active"));
  }
  reply(socket, id, Object().text("message", "OK"));
}

// ---- sessions -----------------------------------------------------------------------------------

void Gateway::log_in(SocketGeneration socket, const std::string& id, wire::Field params) {
  const bool first = logged_in_.insert(socket).second;
  newest_ = socket;
  if (const Act* act = ground_.wrong(Kind::RefuseLogins)) {
    return refuse(socket, id, pick(kRefusals, act->target));
  }
  if (params["passwd"].word().starts_with("wrong")) return refuse(socket, id, -32001);
  const bool same = !first && socket_ == socket;
  const bool resumed = !session_.empty() && params["sessid"].word() == session_;
  if (!same && !resumed) {
    if (!session_.empty()) {
      ground_.clock.after(kKeeps, [this, old = session_] { expire(old); });
    }
    session_ = "session-" + std::to_string(++sessions_);
  }
  socket_ = socket;
  ++resumptions_;
  reply(socket, id, Object().text("message", "logged in").text("sessid", session_));
  // What was still ringing went on to somebody else, or to nobody.
  if (!same) {
    std::erase_if(legs_, [&](const Leg& leg) {
      return leg.session == session_ && leg.stage != Stage::Talking;
    });
  }
  if (!same) offer_anew(socket);
}

void Gateway::offer_anew(SocketGeneration socket) {
  const Act* renames = ground_.wrong(Kind::NewCallIds);
  const bool attaches = !ground_.wrong(Kind::NoAttach);
  const Act* silent = ground_.wrong(Kind::WithholdReplies);
  std::string listed;
  std::vector<std::string> offered;
  for (Leg& leg : legs_) {
    if (leg.session != session_) continue;
    // One that the client could not find by any of its names would be lost to it.
    if (renames != nullptr && leg.known && attaches) {
      leg.id = "N" + std::to_string(++names_);
      leg.known = false;
    }
    (listed += listed.empty() ? "\"" : ",\"") += leg.id + "\"";
    if (attaches || !leg.known) offered.push_back(leg.name);
  }
  if (renames != nullptr && renames->variant % 3 == 0) {
    (listed += listed.empty() ? "\"" : ",\"") += "stranger\"";
  }
  Object ready;
  const bool lists = !ground_.wrong(Kind::NoList);
  if (lists) ready.raw("reattached_sessions", "[" + listed + "]");
  if (silent == nullptr || pick(kWithheld, silent->target) != "telnyx_rtc.clientReady") {
    send("telnyx_rtc.clientReady", ready, {}, false);
    for (Leg& leg : legs_) {
      if (lists && leg.session == session_) leg.named_on = socket;
    }
  }
  for (const std::string& name : offered) {
    const auto leg = std::ranges::find(legs_, name, &Leg::name);
    leg->attached_on = leg->named_on = socket;
    send("telnyx_rtc.attach", sdp(about(*leg), "attach-" + std::to_string(++offers_)), name, true);
    send_candidate(*leg);
  }
}

void Gateway::lost(SocketGeneration socket) {
  if (socket_ != socket) return;
  socket_.reset();
  ground_.clock.after(kKeeps, [this, session = session_, since = resumptions_] {
    if (resumptions_ == since) expire(session);
  });
}

void Gateway::expire(const std::string& session) {
  std::erase_if(legs_, [&](const Leg& leg) { return leg.session == session; });
  if (session_ == session) session_.clear();
}

// ---- far ends -----------------------------------------------------------------------------------

void Gateway::far_end(const std::string& name) {
  const bool early = ground_.chance(3) == 0;
  const bool rings = ground_.chance(6) > 0;
  milliseconds at = ground_.between(2, 300);
  const auto then = [&](auto what) {
    ground_.clock.after(at, [this, name, what] {
      const auto leg = std::ranges::find(legs_, name, &Leg::name);
      if (leg != legs_.end() && leg->stage == Stage::Invited) what(*leg);
    });
    at += ground_.between(0, 2000);
  };
  if (rings) then([this](Leg& leg) { send("telnyx_rtc.ringing", about(leg), leg.name, true); });
  if (early) {
    then([this](Leg& leg) { send("telnyx_rtc.media", sdp(about(leg), "early"), {}, true); });
  }
  then([this](Leg& leg) {
    if (!ground_.wrong(Kind::BusyFarEnd)) far_answers(leg);
  });
}

void Gateway::far_answers(Leg& leg) {
  leg.stage = Stage::Talking;
  send("telnyx_rtc.answer", sdp(about(leg), "answer"), leg.name, true);
  send_candidate(leg);
}

void Gateway::send_candidate(const Leg& leg) {
  send("telnyx_rtc.candidate", about(leg).text("candidate", "candidate:1"), {}, true);
}

void Gateway::calm() {
  for (Leg& leg : legs_) {
    if (leg.stage == Stage::Invited) far_answers(leg);
  }
}

void Gateway::perform(const Act& act) {
  const std::size_t legs = legs_.size();
  switch (act.kind) {
    case Kind::RestartForgetting:
      legs_.clear();
      session_.clear();
      ++routings_;
      [[fallthrough]];
    case Kind::RestartKeeping:
      if (socket_) lost(SocketGeneration(*socket_));
      return network_.cut(act.variant);
    case Kind::Punt:
      send("telnyx_rtc.punt", Object(), {}, false);
      // Who does not keep calls loses them, at both ends.
      if (!ground_.config.keep_calls) legs_.clear();
      return;
    case Kind::Invite: {
      if (!socket_) return;
      const std::string number = std::to_string(++names_);
      legs_.push_back({.id = "in-" + number,
                       .name = "leg-" + number,
                       .session = session_,
                       .stage = Stage::Offered,
                       .named_on = *socket_});
      return send("telnyx_rtc.invite",
                  sdp(about(legs_.back()), "offer").text("caller_id_number", "+15550100"),
                  legs_.back().name, true);
    }
    case Kind::FarHangUp: {
      if (legs == 0) return;
      const Leg leg = legs_[act.target % legs];
      legs_.erase(legs_.begin() + static_cast<std::ptrdiff_t>(act.target % legs));
      if (leg.session != session_) return;
      return send("telnyx_rtc.bye", about(leg).text("cause", "NORMAL_CLEARING"), {}, true);
    }
    case Kind::OtherState:
      return send("telnyx_rtc.gatewayState", Object().text("state", pick(kStates, act.target)), {},
                  false);
    case Kind::Garbage: {
      constexpr std::array<std::string_view, 6> kGarbage{
          "",
          "not json",
          "[]",
          R"({"method":5})",
          R"({"id":7,"result":null})",
          R"({"jsonrpc":"2.0","method":"telnyx_rtc.attach"})"};
      if (socket_) network_.say(*socket_, std::string(pick(kGarbage, act.target)));
      return;
    }
    case Kind::UnknownCall:
      return send_unknown(act);
    case Kind::OtherWords: {
      constexpr std::array<std::string_view, 4> kWords{"telnyx_rtc.display", "telnyx_rtc.event",
                                                       "ai_conversation", "telnyx_rtc.novelty"};
      const std::string_view word = pick(kWords, act.target);
      const std::string call = legs > 0 ? legs_[act.variant % legs].id : "none";
      return send(word, Object().text("callID", call), {}, word == "telnyx_rtc.display");
    }
    case Kind::GatewayPing:
      return send("telnyx_rtc.ping", Object(), {}, false);
    default:
      return;
  }
}

void Gateway::send_unknown(const Act& act) {
  constexpr std::array<std::string_view, 6> kMethods{"telnyx_rtc.bye",       "telnyx_rtc.answer",
                                                     "telnyx_rtc.ringing",   "telnyx_rtc.media",
                                                     "telnyx_rtc.candidate", "telnyx_rtc.attach"};
  const std::string_view method = pick(kMethods, act.target);
  // An offer that takes the place of a true one would be the gateway's own undoing.
  if (method == "telnyx_rtc.attach" && !legs_.empty()) return;
  // A call that never was, or one that is over.
  std::string id = "X" + std::to_string(act.variant);
  if (!invited_.empty() && act.variant % 2 == 0 && find(*invited_.begin()) == nullptr) {
    id = *invited_.begin();
    if (method == "telnyx_rtc.answer" || method == "telnyx_rtc.media") return;
  }
  send(method, sdp(Object().text("callID", id), "unknown").text("candidate", "candidate:9"), {},
       true);
}

// ---- frames -------------------------------------------------------------------------------------

Gateway::Leg* Gateway::find(const std::string& id) {
  const auto found = std::ranges::find(legs_, id, &Leg::id);
  return found == legs_.end() ? nullptr : &*found;
}

Object Gateway::about(const Leg& leg) const {
  return Object().text("callID", leg.id).text("telnyx_leg_id", leg.name);
}

void Gateway::send(std::string_view method, const Object& params, const std::string& leg,
                   bool wants_ack) {
  if (!socket_) return;
  const std::string frame = Object()
                                .text("jsonrpc", "2.0")
                                .raw("id", std::to_string(++last_id_))
                                .text("method", method)
                                .raw("params", params.done())
                                .text("voice_sdk_id", "V" + std::to_string(routings_))
                                .done();
  const Act* repeats = ground_.wrong(Kind::RepeatItself);
  const int times = repeats == nullptr ? 1 : 2;
  const bool acknowledged = wants_ack || method == "telnyx_rtc.punt";
  requests_.push_back({last_id_, leg, *socket_, acknowledged ? times : 0});
  network_.say(*socket_, frame);
  if (repeats == nullptr) return;
  ground_.clock.after(milliseconds{repeats->variant % 300},
                      [this, frame, socket = *socket_] { network_.say(socket, frame); });
}

void Gateway::reply(SocketGeneration socket, const std::string& id, const Object& result) {
  respond(socket, id, "result", result);
}

void Gateway::refuse(SocketGeneration socket, const std::string& id, int code) {
  respond(socket, id, "error",
          Object().raw("code", std::to_string(code)).text("message", "refused"));
}

void Gateway::respond(SocketGeneration socket, const std::string& id, std::string_view member,
                      const Object& value) {
  if (!answers_) return;
  const bool wrong = ground_.wrong(Kind::WrongIds) != nullptr;
  const std::string frame = Object()
                                .text("jsonrpc", "2.0")
                                .text("id", wrong ? "wrong" : id)
                                .raw(member, value.done())
                                .text("voice_sdk_id", "V" + std::to_string(routings_))
                                .done();
  const Act* late = ground_.wrong(Kind::LateReplies);
  const int times = ground_.wrong(Kind::RepeatItself) ? 2 : 1;
  for (int left = times; left > 0; --left) {
    if (late == nullptr) {
      network_.say(socket, frame);
    } else {
      ground_.clock.after(milliseconds{200 + late->variant % 14'000},
                          [this, socket, frame] { network_.say(socket, frame); });
    }
  }
}

}  // namespace holdfast::sim
