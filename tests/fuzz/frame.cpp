// Fuzzes what a gateway may say: lines, each a frame for a session that has a call that talks, one
// on hold, one that waits for its answer and one that rings. A line is the frame itself, or written
// short as in spelled.hpp; one after a `&` comes at the moment of the one before it, and
// `wait 5000` lets that much time pass. In a line, `#1` to `#9` stand for the ids of the last
// requests, the latest first. Whatever was said, the rules hold, and `disconnect()` leaves nothing.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "broken.hpp"
#include "keep.hpp"
#include "pieces.hpp"
#include "rules.hpp"
#include "spelled.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

/// A client that hears whatever it is told.
class Listener {
 public:
  explicit Listener(Keep keep) : bench_(config(), kStart, keep) {
    bench_.connect();
    bench_.talk("K1");
    bench_.feed(fact::Hold{bench_.talk("K2"), {}, HoldAction::Hold});
    bench_.advance(50ms);
    bench_.gateway.withheld.insert("telnyx_rtc.invite");
    bench_.talk("K3");
    bench_.gateway.invite("in-1");
    bench_.advance(50ms);
    socket_ = bench_.gateway.socket;
    // Asked now, so that the answer is the fuzzer's to give.
    bench_.gateway.silent = true;
    promised(kHolds);
    bench_.feed(fact::Hold{CallKey{1}, kHolds, HoldAction::Hold});
    promised(kChecks);
    bench_.feed(fact::CheckRegistered{kChecks});
    watch();
  }

  void hear(std::string_view line) {
    if (!rules_.broken.empty()) return;
    if (line.starts_with("wait ")) {
      bench_.advance(span_in(line.substr(5)));
      return watch();
    }
    const bool at_once = line.starts_with('&');
    if (at_once) line.remove_prefix(1);
    if (!at_once) bench_.advance(5ms);
    std::string text = fuzz::spelled(line);
    const auto& frames = bench_.gateway.frames;
    for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1)) {
      if (at + 1 >= text.size() || text[at + 1] < '1' || text[at + 1] > '9') continue;
      const auto back = static_cast<std::size_t>(text[at + 1] - '0');
      if (back > frames.size()) continue;
      const wire::Json* id = frames[frames.size() - back].json.member("id");
      if (id != nullptr) text.replace(at, 2, id->content);
    }
    bench_.feed(fact::SocketText{socket_, std::move(text)});
    watch();
  }
  void end() {
    bench_.advance(60s);
    watch();
    promised(kDisconnects);
    rules_.disconnects(kDisconnects);
    bench_.feed(fact::Disconnect{kDisconnects});
    bench_.advance(10s);
    watch();
    rules_.at_the_end(bench_);
    fuzz::demand_unbroken(rules_.broken, bench_);
  }

 private:
  static constexpr Ticket kHolds{1};
  static constexpr Ticket kChecks{2};
  static constexpr Ticket kDisconnects{3};

  static Config config() {
    Config config = usual_config();
    config.auto_reconnect = false;
    return config;
  }
  static milliseconds span_in(std::string_view text) {
    constexpr int kMost = 100'000;
    return milliseconds{std::clamp(wire::integer_in(text).value_or(0), 0, kMost)};
  }
  void promised(Ticket ticket) { rules_.issued(ticket); }
  void watch() {
    for (const Output& output : bench_.outputs) rules_.watch(output);
    rules_.between_turns();
    bench_.forget_outputs();
  }

  Bench bench_;
  Rules rules_;
  SocketGeneration socket_;
};

fuzz::Pieces lines_of(std::string_view rest) {
  fuzz::Pieces lines;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return lines;
}

std::string some_line(Random& random) {
  constexpr std::array kVerbs{"invite",    "attach",  "answer", "media",       "ringing",
                              "candidate", "modify",  "bye",    "clientReady", "gatewayState",
                              "punt",      "display", "re",     "re",          "no",
                              "wait",      "ping",    "event"};
  constexpr std::array kIds{"K1", "K2", "K3", "in-1", "in-2", "N", "#1", "#2", "#3", "#4", ""};
  constexpr std::array kSpans{"5", "3000", "12000", "95000"};
  constexpr std::array kMembers{R"(sdp=x)",
                                R"(telnyx_leg_id=L1)",
                                R"(state=REGED)",
                                R"(state=FAILED)",
                                R"(state=NOREG)",
                                R"(holdState=held)",
                                R"(holdState=active)",
                                R"(params={"state":"REGED"})",
                                R"(params={"state":"FAILED"})",
                                R"(reattached_sessions=["K1","N"])",
                                R"(reattached_sessions=[])",
                                R"(code=-32000)",
                                R"(causeCode=16)",
                                R"(candidate=c)",
                                R"(sdpMLineIndex=0)",
                                R"(client_state=s)",
                                R"(custom_headers=[{"name":"a","value":"b"}])",
                                R"(sessid=S2)",
                                R"(result={"code":"500"})"};
  const auto any = [&](const auto& choices) { return choices[random.next() % choices.size()]; };
  const std::string verb = any(kVerbs);
  if (verb == "wait") return verb + ' ' + any(kSpans) + '\n';
  const bool answers = verb == "re" || verb == "no";
  std::string line = random.next() % 4 == 0 ? "&" : "";
  line += verb + ' ' + (answers ? kIds[6 + random.next() % 4] : any(kIds));
  if (verb == "answer" || verb == "media" || verb == "attach") line += " sdp=x";
  for (std::uint64_t left = random.next() % 3; left > 0; --left)
    line += ' ' + std::string(any(kMembers));
  return line + '\n';
}

std::string_view text_of(const std::uint8_t* bytes, std::size_t count) {
  return {reinterpret_cast<const char*>(bytes), count};
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* bytes, std::size_t count,
                                               std::size_t most, unsigned seed) {
  Random random(seed);
  fuzz::Pieces lines = lines_of(text_of(bytes, count));
  fuzz::change(lines, random, [&] { return some_line(random); }, fuzz::change_bytes);
  return fuzz::put(lines, bytes, most);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_count,
                                                 const std::uint8_t* other, std::size_t other_count,
                                                 std::uint8_t* bytes, std::size_t most,
                                                 unsigned seed) {
  Random random(seed);
  return fuzz::put(fuzz::crossed(lines_of(text_of(one, one_count)),
                                 lines_of(text_of(other, other_count)), random),
                   bytes, most);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  Listener listener(fuzz::keep_of({bytes, count}));
  constexpr int kMostFrames = 20;
  int frames = 0;
  for (std::string_view line : lines_of(text_of(bytes, count))) {
    if (++frames > kMostFrames) break;
    if (line.ends_with('\n')) line.remove_suffix(1);
    listener.hear(line);
  }
  listener.end();
  return 0;
}
