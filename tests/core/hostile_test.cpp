// Frames that no gateway should send: each gives a message or nothing, and harms nobody.
#include <array>
#include <catch_amalgamated.hpp>
#include <string>

#include "wire/codec.hpp"

namespace holdfast::wire {
namespace {

Media media_in(std::string_view frame) {
  const auto inbound = decode(frame);
  REQUIRE(inbound);
  REQUIRE(std::holds_alternative<Media>(inbound->body));
  return std::get<Media>(inbound->body);
}

TEST_CASE("what is no message is nothing") {
  const std::string frame = GENERATE(
      "", " ", "null", "true", "5", "-1.5e3", "\"text\"", "[]",
      "[{\"method\":\"telnyx_rtc.ping\"}]", "{}", R"({"id":1})", R"({"method":""})",
      R"({"method":5,"id":1})", R"({"result":{}})", R"({"error":{"code":1}})",
      R"({"id":1,"type":"debug_report_start"})", "#SPU12", "{", "}", "{\"a\":}",
      R"({"method":"telnyx_rtc.ping"},)", R"({"method":"telnyx_rtc.ping"}{})",
      R"({'method':'telnyx_rtc.ping'})", R"({"method":"telnyx_rtc.ping",})",
      R"({"method":"telnyx_rtc.ping)", "{\"method\":\"telnyx_rtc.\xc3\"}",
      "{\"method\":\"\xff\xfe\"}", "{\"method\":\"\xed\xa0\x80\"}", "{\"method\":\"\xc0\xaf\"}",
      R"({"method":"\ud800"})", R"({"method":"\u12"})",
      R"({"method":"telnyx_rtc.ping","params":{"n":NaN}})", R"({"method":"x","params":01})");
  INFO(frame);
  CHECK_FALSE(decode(frame));
}

TEST_CASE("any kind of value in any field leaves a message") {
  constexpr std::array kValues{
      "null", "true",         "0",         "-5",   "1.5",   "1e400000000",
      "[]",   "[null,[],{}]", "{\"a\":1}", "\"\"", "\"x\"", "123456789012345678901234567890"};
  constexpr std::array kMethods{
      "invite", "attach", "answer",      "media",           "ringing", "candidate",
      "bye",    "ping",   "clientReady", "gatewayState",    "punt",    "display",
      "event",  "info",   "modify",      "endOfCandidates", "nonsense"};
  constexpr std::array kFields{
      "callID",       "sdp",           "caller_id_name", "callee_id_number",
      "client_state", "telnyx_leg_id", "dialogParams",   "candidate",
      "sdpMid",       "sdpMLineIndex", "cause",          "causeCode",
      "sipCode",      "state",         "eventChannel",   "reattached_sessions"};
  for (const std::string value : kValues) {
    const bool sound = value != "1e400000000";  // the parser refuses what no number can hold
    for (const std::string method : kMethods) {
      const std::string head = R"({"id":)" + value + R"(,"method":"telnyx_rtc.)" + method + R"(",)";
      CHECK(decode(head + R"("params":)" + value + "}").has_value() == sound);
      for (const std::string field : kFields) {
        CHECK(decode(head + R"("params":{")" + field + R"(":)" + value + "}}").has_value() ==
              sound);
      }
    }
    for (const std::string field : {"result", "error"}) {
      CHECK(decode(R"({"id":1,")" + field + R"(":)" + value + "}").has_value() == sound);
    }
    CHECK(decode(R"({"id":1,"result":{"result":{"code":)" + value + R"(,"result":)" + value + "}}}")
              .has_value() == sound);
  }
}

TEST_CASE("of members of one name the last counts") {
  CHECK(
      media_in(R"({"method":"x","method":"telnyx_rtc.media","params":{"callID":"a","callID":"b"}})")
          .call == CallId{"b"});
}

TEST_CASE("a frame of two megabytes is read whole") {
  const std::string sdp(2'000'000, 's');
  CHECK(media_in(R"({"method":"telnyx_rtc.media","params":{"sdp":")" + sdp + "\"}}").sdp == sdp);
}

}  // namespace
}  // namespace holdfast::wire
