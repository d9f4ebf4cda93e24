// Fuzzes what a host may bring: after three bytes of configuration every six are a step: what
// happens, how much time passes after it, and four for the choices in it. Steps are facts of every
// kind and the moods of a model gateway and a model browser. Numbers of calls, peers and sockets
// are mostly those that exist. Whatever was brought, the rules hold, and `disconnect()` leaves
// nothing.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "broken.hpp"
#include "bytes.hpp"
#include "keep.hpp"
#include "pieces.hpp"
#include "rules.hpp"
#include "spelled.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

constexpr std::size_t kHead = 3;
constexpr std::size_t kStep = 6;

Config config_of(fuzz::Bytes bytes) {
  Config config = usual_config();
  const std::uint8_t bits = bytes.next();
  config.keep_calls = (bits & 1U) == 0;
  config.auto_reconnect = (bits & 14U) != 14U;
  config.inbound.trickle = (bits & 16U) != 0;
  config.inbound.muted = (bits & 32U) != 0;
  config.hang_up_on_leave = (bits & 64U) == 0;
  config.policy = (bits & 128U) == 0 ? ReconnectPolicy::Documented : ReconnectPolicy::Asked;
  const std::uint8_t more = bytes.next();
  config.max_reconnect_attempts = static_cast<int>(more & 3U);
  if ((more & 4U) != 0) config.media_retry = 5s;
  config.media_retry_outbound = (more & 8U) != 0;
  if ((more & 16U) != 0) {
    config.provides_tokens = true;
    config.credentials = {};
    config.credentials.token = "t";
    if ((more & 32U) != 0) config.credentials.token_expiry = kStart.wall - 1s;
  }
  return config;
}

/// These name a ticket that a request of ours brought, or none; they promise nothing.
template <class Fact>
constexpr bool kAnswers =
    std::is_same_v<Fact, fact::MicrophoneChanged> || std::is_same_v<Fact, fact::MicrophoneKept>;

class Story {
 public:
  Story(fuzz::Bytes bytes, Keep keep)
      : head_(bytes.take(kHead)), rest_(bytes), bench_(config_of(head_), kStart, keep) {}

  void run() {
    tell();
    fuzz::demand_unbroken(rules_.broken, bench_);
  }

 private:
  void tell() {
    head_.take(2);
    bring(fact::Connect{head_.one_in(2) ? stored() : std::nullopt});
    pass(100ms);
    constexpr int kMostSteps = 60;
    for (int step = 0; !rest_.empty() && step < kMostSteps && rules_.broken.empty(); ++step) {
      bytes_ = rest_.take(kStep);
      const std::uint8_t what = bytes_.next();
      const std::uint8_t span = bytes_.next();
      one_step(what);
      // The long ones are rare: in a call each is full of pings.
      constexpr std::array kSpans{0ms,  0ms,   0ms,   1ms,   1ms,   3ms,    3ms,    12ms,
                                  30ms, 100ms, 100ms, 600ms, 600ms, 3000ms, 6000ms, 12'000ms};
      pass(span == 0xffU ? 95'000ms : kSpans[span % kSpans.size()]);
    }
    if (!rules_.broken.empty()) return;
    bring(disconnect());
    pass(10s);
    rules_.at_the_end(bench_);
  }

  void one_step(std::size_t what) {
    constexpr std::size_t kFacts = std::variant_size_v<Input>;
    what %= kFacts + 16;
    if (what < kFacts) return some_fact(what, std::make_index_sequence<kFacts>());
    world(what - kFacts);
  }

  // ---- facts ------------------------------------------------------------------------------------

  template <std::size_t... Index>
  void some_fact(std::size_t what, std::index_sequence<Index...> /*all*/) {
    ((what == Index ? bring_one<std::variant_alternative_t<Index, Input>>() : void()), ...);
  }

  template <class Fact>
  void bring_one() {
    if constexpr (std::is_same_v<Fact, fact::Disconnect>) {
      // It ends most of what could still go wrong.
      if (bytes_.one_in(4)) bring(disconnect());
    } else if constexpr (std::is_same_v<Fact, fact::PlaceCall>) {
      place();
    } else if constexpr (std::is_same_v<Fact, fact::SocketClosed>) {
      cut();
    } else if constexpr (std::is_same_v<Fact, fact::SocketRefused>) {
      // Its own constructor threw: never the socket that is there.
      const SocketGeneration socket = some_socket();
      if (socket != bench_.gateway.socket) {
        bring(fact::SocketRefused{socket, "no"});
        rules_.broke(socket);
      }
    } else if constexpr (std::is_same_v<Fact, fact::SocketText>) {
      bring(fact::SocketText{some_socket(), frame()});
    } else if constexpr (std::is_same_v<Fact, fact::Login>) {
      const Fact login = filled<Fact>();
      rules_.logs_in(login.ticket);
      bring(login);
    } else if constexpr (std::is_same_v<Fact, fact::MediaGranted>) {
      // The user said yes, however late: it is open until it is released.
      const Fact granted = filled<Fact>();
      bench_.browser.microphones[granted.call] = true;
      bring(granted);
    } else {
      bring(filled<Fact>());
    }
  }

  /// A fact with all its fields chosen; a field of a name that is not known here keeps its default.
  template <class Fact>
  Fact filled() {
    Fact fact{};
    if constexpr (requires { fact.call; }) fact.call = some_call();
    if constexpr (requires { fact.peer; }) fact.peer = some_peer(fact.call);
    if constexpr (requires { fact.socket; }) fact.socket = some_socket();
    if constexpr (kAnswers<Fact>) {
      fact.ticket = some_ticket();
    } else if constexpr (requires { fact.ticket; }) {
      fact.ticket = ticket();
    }
    if constexpr (requires { fact.sdp; }) fact.sdp = "a description";
    if constexpr (requires { fact.digits; }) fact.digits = "12#";
    if constexpr (requires { fact.method; }) fact.method = "ai_conversation";
    if constexpr (requires { fact.muted; }) fact.muted = bytes_.one_in(2);
    if constexpr (requires { fact.channel; }) fact.channel = static_cast<Channel>(bytes_.choose(3));
    if constexpr (requires { fact.ended; }) fact.ended = bytes_.one_in(2);
    if constexpr (requires { fact.name; }) fact.name = "NotAllowedError";
    if constexpr (requires { fact.state = PeerState::New; }) {
      fact.state = static_cast<PeerState>(bytes_.choose(6));
    }
    if constexpr (requires { fact.operation = PeerOperation::Create; }) {
      fact.operation = static_cast<PeerOperation>(bytes_.choose(6));
    }
    if constexpr (requires { fact.action = HoldAction::Hold; }) {
      fact.action = static_cast<HoldAction>(bytes_.choose(3));
    }
    if constexpr (requires { fact.stored; }) {
      if (bytes_.one_in(3)) fact.stored = stored();
    }
    if constexpr (requires { fact.ask; }) fact.ask = asked_ - (bytes_.one_in(8) ? 1 : 0);
    if constexpr (requires { fact.expiry; }) fact.expiry = bench_.now().wall + 200s;
    if constexpr (requires { fact.attempt; }) {
      fact.attempt = attempt_ - (bytes_.one_in(8) ? 1 : 0);
      fact.delay = milliseconds{100 * bytes_.next()};
      fact.ends = bytes_.one_in(4);
    }
    if constexpr (requires { fact.credentials.token; }) {
      if (bytes_.one_in(2)) fact.credentials.token = "t";
      if (bytes_.one_in(2)) fact.credentials.token_expiry = bench_.now().wall + 121s;
    }
    return fact;
  }

  fact::Disconnect disconnect() {
    const Ticket asked = ticket();
    rules_.disconnects(asked);
    return {asked};
  }
  /// What an earlier page left: two calls, one of them held.
  std::optional<StoredSession> stored() {
    StoredSession left{{"V0"}, {"S1"}, bench_.now().wall - 10s};
    for (const char* id : {"M1", "M2"}) {
      bench_.gateway.calls[id] = true;
      left.calls.push_back({.id = {id}, .telnyx = {}});
      left.calls.back().telnyx.leg = std::string("leg of ") + id;
    }
    left.calls.back().held = true;
    return left;
  }
  void place() {
    CallPlan plan;
    const std::uint8_t bits = bytes_.next();
    plan.trickle = (bits & 1U) != 0;
    plan.muted = (bits & 2U) != 0;
    plan.prefetch = (bits & 4U) != 0;
    ++placed_;
    const CallKey key{static_cast<std::uint32_t>(2 * placed_ - 1)};
    bring(fact::PlaceCall{key, {"K" + std::to_string(placed_)}, plan, {}, {}, {}});
  }
  void cut() {
    const SocketGeneration socket = bytes_.one_in(4) ? some_socket() : bench_.gateway.socket;
    if (socket == bench_.gateway.socket) bench_.gateway.socket = {};
    rules_.broke(socket);
    bring(fact::SocketClosed{socket, 1006, "", false});
  }
  std::string frame() {
    constexpr std::array kFrames{"{",
                                 "answer ID sdp=x",
                                 "media ID sdp=x",
                                 "ringing ID",
                                 "bye ID causeCode=16",
                                 "attach ID sdp=x telnyx_leg_id=L1",
                                 "invite ID sdp=x telnyx_leg_id=L1",
                                 "candidate ID candidate=c",
                                 "punt",
                                 "clientReady",
                                 R"(clientReady X reattached_sessions=["K1","N"])",
                                 R"(clientReady X reattached_sessions=[])",
                                 "ping",
                                 "display ID"};
    std::string line = bytes_.any(kFrames);
    if (const std::size_t at = line.find("ID"); at != std::string::npos) {
      line.replace(at, 2, some_id());
    }
    return fuzz::spelled(line);
  }

  /// A call that there is or was, the latest first; or one that there is not.
  CallKey some_call() {
    const std::size_t byte = bytes_.next();
    constexpr std::size_t kAny = 8;
    if (byte % kAny == kAny - 1 || keys_.empty()) {
      return CallKey{static_cast<std::uint32_t>(1 + byte / kAny)};
    }
    return keys_[keys_.size() - 1 - byte / kAny % keys_.size()];
  }
  /// One of the call's peers, the latest first; or any.
  PeerGeneration some_peer(CallKey call) {
    const std::size_t byte = bytes_.next();
    constexpr std::size_t kAny = 8;
    std::vector<PeerGeneration> known;
    for (const auto& [name, peer] : bench_.browser.peers) {
      if (name.first == call) known.push_back(name.second);
    }
    if (byte % kAny == kAny - 1 || known.empty()) {
      return {static_cast<std::uint32_t>(1 + byte / kAny)};
    }
    return known[known.size() - 1 - byte / kAny % known.size()];
  }
  SocketGeneration some_socket() {
    const auto last = static_cast<std::uint32_t>(bench_.gateway.urls.size());
    if (bytes_.one_in(3)) return {static_cast<std::uint32_t>(bytes_.choose(last + 2))};
    return {last};
  }
  std::string some_id() {
    const auto which =
        static_cast<int>(bytes_.choose(static_cast<std::size_t>(placed_ + invited_ + 2)));
    if (which < placed_) return "K" + std::to_string(which + 1);
    return which > placed_ + invited_ ? "M1" : "in-" + std::to_string(which - placed_ + 1);
  }
  Ticket some_ticket() {
    return {static_cast<std::uint32_t>(1 + bytes_.choose(last_ticket_.value + 1))};
  }
  Ticket ticket() {
    ++last_ticket_.value;
    rules_.issued(last_ticket_);
    return last_ticket_;
  }

  // ---- the world --------------------------------------------------------------------------------

  void world(std::size_t what) {
    constexpr std::array kStates{"REGED",  "REGED",   "REGISTER", "NOREG",
                                 "FAILED", "UNREGED", "TRYING"};
    constexpr std::array kMethods{"login",           "telnyx_rtc.invite",      "telnyx_rtc.answer",
                                  "telnyx_rtc.bye",  "telnyx_rtc.attach",      "telnyx_rtc.modify",
                                  "telnyx_rtc.ping", "telnyx_rtc.gatewayState"};
    Gateway& gateway = bench_.gateway;
    Browser& browser = bench_.browser;
    switch (what) {
      case 0:
        gateway.state = bytes_.any(kStates);
        return gateway.send("telnyx_rtc.gatewayState", Members().text("state", gateway.state));
      case 1:
        gateway.login_error = bytes_.one_in(2) ? std::optional{-32001} : std::nullopt;
        return;
      case 2:
        gateway.withheld.clear();
        if (bytes_.one_in(2)) gateway.withheld.insert(bytes_.any(kMethods));
        return;
      case 3:
        return gateway.forget();
      case 4:
        return gateway.send("telnyx_rtc.punt", Members());
      case 5: {
        const std::string leg = "leg of " + some_id();
        return gateway.attach(some_id(), leg);
      }
      case 6:
        return gateway.bye(some_id());
      case 7:
        gateway.attaches = !bytes_.one_in(2);
        gateway.lists = !bytes_.one_in(2);
        return;
      case 8:
        gateway.new_call_id = bytes_.one_in(2) ? std::optional<std::string>("N") : std::nullopt;
        gateway.attach_error = bytes_.one_in(3) ? std::optional{-32002} : std::nullopt;
        return;
      case 9:
        gateway.answers_calls = !bytes_.one_in(2);
        gateway.early_media = bytes_.one_in(2);
        return;
      case 10:
        return gateway.invite("in-" + std::to_string(++invited_));
      case 11:
        gateway.accepts_sockets = !bytes_.one_in(2);
        gateway.silent = bytes_.one_in(3);
        return;
      case 12:
        gateway.stalled = !gateway.stalled;
        if (!gateway.stalled) gateway.resume();
        return watch();
      case 13:
        browser.grants_media = !bytes_.one_in(2);
        browser.connects = !bytes_.one_in(3);
        browser.media_flows = !bytes_.one_in(3);
        return;
      case 14:
        browser.finds_candidates = bytes_.one_in(2);
        browser.finishes_gathering = bytes_.one_in(2);
        return;
      default:
        if (bytes_.one_in(2)) {
          bench_.sleep(milliseconds{1000 * bytes_.next()});
        } else {
          const milliseconds span{100 * bytes_.next()};
          bench_.freeze(span);
          rules_.passed(span);
        }
        return;
    }
  }

  void bring(Input input) {
    bench_.feed(std::move(input));
    watch();
  }
  void pass(milliseconds span) {
    bench_.advance(span);
    watch();
    rules_.passed(span);
  }
  void watch() {
    for (const Output& output : bench_.outputs) {
      rules_.watch(output);
      if (const auto* changed = std::get_if<request::CallChanged>(&output)) {
        const CallKey key = changed->snapshot.call;
        if (std::ranges::find(keys_, key) == keys_.end()) keys_.push_back(key);
      } else if (const auto* token = std::get_if<request::AskToken>(&output)) {
        asked_ = token->ask;
      } else if (const auto* delay = std::get_if<request::AskDelay>(&output)) {
        attempt_ = delay->attempt;
      }
    }
    rules_.between_turns();
    bench_.forget_outputs();
  }

  fuzz::Bytes head_;
  fuzz::Bytes rest_;
  fuzz::Bytes bytes_{nullptr, 0};  // of the step
  Bench bench_;
  Rules rules_;
  Ticket last_ticket_;
  std::vector<CallKey> keys_;  // of the calls that were told of
  int asked_ = 0;
  int attempt_ = 0;
  int placed_ = 0;
  int invited_ = 0;
};

/// The configuration, and the steps.
fuzz::Pieces pieces_of(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Pieces pieces;
  std::string_view rest(reinterpret_cast<const char*>(bytes), count);
  for (std::size_t size = kHead; !rest.empty(); size = kStep) {
    pieces.emplace_back(rest.substr(0, size));
    pieces.back().resize(size);
    rest.remove_prefix(std::min(size, rest.size()));
  }
  return pieces;
}

std::string some_step(Random& random) {
  std::string step(kStep, '\0');
  for (char& byte : step) byte = static_cast<char>(random.next() & 0xffU);
  return step;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t count,
                                               std::size_t most, unsigned seed) {
  Random random(seed);
  fuzz::Pieces pieces = pieces_of(bytes, count);
  // The configuration stays the first.
  std::string head(kHead, '\0');
  if (!pieces.empty()) {
    head = pieces.front();
    pieces.erase(pieces.begin());
  }
  const auto change_one = [&](std::string& piece) {
    piece[random.next() % piece.size()] = static_cast<char>(random.next() & 0xffU);
  };
  if (random.next() % 8 == 0) change_one(head);
  fuzz::change(pieces, random, [&] { return some_step(random); }, change_one);
  pieces.insert(pieces.begin(), head);
  return fuzz::put(pieces, bytes, most);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_count,
                                                 const std::uint8_t* other, std::size_t other_count,
                                                 std::uint8_t* bytes, std::size_t most,
                                                 unsigned seed) {
  Random random(seed);
  fuzz::Pieces first = pieces_of(one, one_count);
  fuzz::Pieces second = pieces_of(other, other_count);
  if (first.empty() || second.empty()) return 0;
  const std::string head = first.front();
  first.erase(first.begin());
  second.erase(second.begin());
  fuzz::Pieces both = fuzz::crossed(first, second, random);
  both.insert(both.begin(), head);
  return fuzz::put(both, bytes, most);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const Keep keep = fuzz::keep_of({bytes, count});
  Story(fuzz::Bytes(bytes, count), keep).run();
  return 0;
}
