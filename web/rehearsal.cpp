#include "web/rehearsal.hpp"

#include <string>
#include <utility>
#include <variant>

#include "session.hpp"

namespace holdfast::web {

namespace {

constexpr SocketGeneration kSocket{1};

/// A session whose requests nobody performs, and a gateway that says what it is told to.
class Rehearsal {
 public:
  void play(Input input) {
    session_.handle({}, std::move(input));
    while (const auto output = session_.poll()) {
      if (const auto* sent = std::get_if<request::SendText>(&*output)) asked_ = sent->text;
    }
  }

  void say(std::string frame) { play(fact::SocketText{kSocket, std::move(frame)}); }

  /// To what was asked last.
  void answer(const char* result) {
    const auto from = asked_.find("\"id\":");
    say("{" + asked_.substr(from, asked_.find(',', from) - from) + ",\"result\":" + result + "}");
  }

 private:
  Session session_{Config{}};
  std::string asked_;
};

}  // namespace

void rehearse() {
  Rehearsal rehearsal;
  rehearsal.play(fact::Connect{});
  rehearsal.play(fact::SocketOpened{kSocket});
  rehearsal.answer(R"({"sessid":"0"})");
  rehearsal.say(R"({"id":1,"method":"telnyx_rtc.clientReady","params":{}})");
  rehearsal.answer(R"({"params":{"state":"REGED"}})");
}

}  // namespace holdfast::web
