// Fuzzes what a gateway may say: lines of bytes, each a frame for a session that has a call that
// talks, one on hold, one that waits for its answer and one that rings. In a line, `#1` to `#9`
// stand for the ids of the last requests, the latest first. Whatever was said, the rules hold, and
// `disconnect()` leaves nothing.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "broken.hpp"
#include "rules.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

/// A client that hears whatever it is told.
class Listener {
 public:
  Listener() : bench_(config()) {
    bench_.connect();
    bench_.talk("K1");
    bench_.feed(fact::Hold{bench_.talk("K2"), {}, HoldAction::Hold});
    bench_.advance(50ms);
    bench_.gateway.withheld.insert("telnyx_rtc.invite");
    bench_.talk("K3");
    bench_.gateway.invite("in-1");
    bench_.advance(50ms);
    socket_ = bench_.gateway.socket;
    // From now on only the fuzzer speaks.
    bench_.gateway.silent = true;
    watch();
  }

  void hear(std::string_view line) {
    std::string text(line);
    const auto& frames = bench_.gateway.frames;
    for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1)) {
      if (at + 1 >= text.size() || text[at + 1] < '1' || text[at + 1] > '9') continue;
      const auto back = static_cast<std::size_t>(text[at + 1] - '0');
      if (back > frames.size()) continue;
      const wire::Json* id = frames[frames.size() - back].json.member("id");
      if (id != nullptr) text.replace(at, 2, id->content);
    }
    bench_.feed(fact::SocketText{socket_, std::move(text)});
    bench_.advance(5ms);
    watch();
  }
  void end() {
    bench_.advance(60s);
    watch();
    constexpr Ticket kTicket{1};
    rules_.issued(kTicket);
    rules_.disconnects(kTicket);
    bench_.feed(fact::Disconnect{kTicket});
    bench_.advance(10s);
    watch();
    rules_.at_the_end(bench_);
    fuzz::demand_unbroken(rules_.broken);
  }

 private:
  static Config config() {
    Config config = usual_config();
    config.auto_reconnect = false;
    return config;
  }
  void watch() {
    for (const Output& output : bench_.outputs) rules_.watch(output);
    bench_.forget_outputs();
  }

  Bench bench_;
  Rules rules_;
  SocketGeneration socket_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  Listener listener;
  std::string_view rest(reinterpret_cast<const char*>(bytes), count);
  constexpr int kMostFrames = 20;
  for (int frames = 0; !rest.empty() && frames < kMostFrames; ++frames) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    listener.hear(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  listener.end();
  return 0;
}
