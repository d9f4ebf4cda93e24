// Fuzzes what a host may bring: bytes are read as facts of every kind, with the time between them
// and the moods of a model gateway and a model browser. Numbers of calls, peers and sockets are
// mostly those that exist. Whatever was brought, the rules hold, and `disconnect()` leaves nothing.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "broken.hpp"
#include "bytes.hpp"
#include "rules.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

Config config_of(fuzz::Bytes& bytes) {
  Config config = usual_config();
  const std::uint8_t bits = bytes.next();
  config.keep_calls = (bits & 1U) == 0;
  config.auto_reconnect = (bits & 14U) != 14U;
  config.inbound.trickle = (bits & 16U) != 0;
  config.inbound.muted = (bits & 32U) != 0;
  config.hang_up_on_leave = (bits & 64U) == 0;
  config.max_reconnect_attempts = static_cast<int>(bytes.choose(5));
  return config;
}

class Story {
 public:
  explicit Story(fuzz::Bytes bytes) : bytes_(bytes), bench_(config_of(bytes_)) {}

  std::string run() {
    bring(fact::Connect{});
    pass(100ms);
    constexpr int kMostSteps = 120;
    for (int step = 0; !bytes_.empty() && step < kMostSteps && rules_.broken.empty(); ++step) {
      one_step();
      constexpr std::array kSpans{0ms,   0ms,   1ms,    3ms,      12ms,    30ms,
                                  100ms, 600ms, 3000ms, 12'000ms, 95'000ms};
      pass(bytes_.any(kSpans));
    }
    if (!rules_.broken.empty()) return rules_.broken;
    bring(disconnect());
    pass(10s);
    rules_.at_the_end(bench_);
    return rules_.broken;
  }

 private:
  void one_step() {
    constexpr std::size_t kFacts = std::variant_size_v<Input>;
    const std::size_t what = bytes_.choose(kFacts + 16);
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
    } else {
      bring(filled<Fact>());
    }
  }

  /// A fact with all its fields chosen; a field of a name that is not known here keeps its default.
  template <class Fact>
  Fact filled() {
    Fact fact{};
    if constexpr (requires { fact.call; }) fact.call = some_call();
    if constexpr (requires { fact.peer; }) {
      fact.peer = {static_cast<std::uint32_t>(1 + bytes_.choose(5))};
    }
    if constexpr (requires { fact.socket; }) fact.socket = some_socket();
    if constexpr (requires { fact.ticket; }) fact.ticket = ticket();
    if constexpr (requires { fact.sdp; }) fact.sdp = "a description";
    if constexpr (requires { fact.digits; }) fact.digits = "12#";
    if constexpr (requires { fact.muted; }) fact.muted = bytes_.one_in(2);
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
      if (bytes_.one_in(3)) {
        fact.stored = StoredSession{{"V0"}, {"S1"}, bench_.now().wall - 10s};
      }
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
    bring(fact::SocketClosed{socket, 1006, "", false});
    rules_.broke(socket);
  }
  std::string frame() {
    constexpr std::array kFrames{
        "",
        "{",
        "[]",
        R"({"jsonrpc":"2.0","id":1,"method":"telnyx_rtc.bye","params":{"callID":"K1"}})",
        R"({"jsonrpc":"2.0","id":2,"method":"telnyx_rtc.answer","params":{"callID":"K1","sdp":"x"}})",
        R"({"jsonrpc":"2.0","id":3,"method":"telnyx_rtc.media","params":{"callID":"K2","sdp":"x"}})",
        R"({"jsonrpc":"2.0","id":4,"method":"telnyx_rtc.punt"})",
        R"({"jsonrpc":"2.0","id":5,"method":"telnyx_rtc.clientReady","params":{"reattached_sessions":["K1","N"]}})",
        R"({"jsonrpc":"2.0","id":6,"method":"telnyx_rtc.candidate","params":{"callID":"K1","candidate":"c"}})",
        R"({"jsonrpc":"2.0","id":7,"method":"telnyx_rtc.ringing","params":{"callID":"K1"}})"};
    return bytes_.any(kFrames);
  }

  /// A call that there is, or one that there is not.
  CallKey some_call() {
    const std::size_t arrived = static_cast<std::size_t>(invited_);
    return CallKey{static_cast<std::uint32_t>(
        1 + bytes_.choose(2 * std::max(static_cast<std::size_t>(placed_), arrived) + 2))};
  }
  SocketGeneration some_socket() {
    const auto last = static_cast<std::uint32_t>(bench_.gateway.urls.size());
    if (bytes_.one_in(3)) return {static_cast<std::uint32_t>(bytes_.choose(last + 2))};
    return {last};
  }
  std::string some_id() {
    const auto which =
        static_cast<int>(bytes_.choose(static_cast<std::size_t>(placed_ + invited_ + 1)));
    return which < placed_ ? "K" + std::to_string(which + 1)
                           : "in-" + std::to_string(which - placed_ + 1);
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
          bench_.freeze(milliseconds{100 * bytes_.next()});
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
  }
  void watch() {
    for (const Output& output : bench_.outputs) rules_.watch(output);
    bench_.forget_outputs();
  }

  fuzz::Bytes bytes_;
  Bench bench_;
  Rules rules_;
  Ticket last_ticket_;
  int placed_ = 0;
  int invited_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::demand_unbroken(Story(fuzz::Bytes(bytes, count)).run());
  return 0;
}
