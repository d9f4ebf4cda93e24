// What we say to the gateway, each frame as it must be spelt.
#include <catch_amalgamated.hpp>
#include <string>

#include "wire/codec.hpp"
#include "wire/json.hpp"

namespace holdfast::wire {
namespace {

// ---- acknowledgements ---------------------------------------------------------------------------

TEST_CASE("ids of any JSON type come back as they were") {
  const std::string id = GENERATE("7", "-7", "9007199254740993", "123456789012345678901234567890",
                                  "1.50", "1E2", "\"u-1\"", R"("a\"\\\n\u0001é")", "null", "true",
                                  "[1,[\"b\"]]", R"({"a":{"b":null}})");
  const auto inbound = decode(R"({"id":)" + id + R"(,"method":"telnyx_rtc.media","params":{}})");
  REQUIRE(inbound);
  CHECK(inbound->id.text == id);
  CHECK(acknowledge(inbound->id, inbound->method) ==
        R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{"method":"telnyx_rtc.media"}})");
}

TEST_CASE("a notification has no id") {
  CHECK_FALSE(decode(R"({"method":"telnyx_rtc.media","params":{}})")->id);
}

// ---- the frames we send -------------------------------------------------------------------------

const Envelope kEnvelope{RequestId{"u9"}, SessionId{"S1"}, "3.0.0"};

/// What most of a call's frames repeat, with what the test does not look at left empty.
CallParams call_k1() {
  CallParams params;
  params.call = CallId{"K1"};
  return params;
}

const std::string kDialogParams =
    R"("dialogParams":{"callID":"K1","destination_number":"","remote_caller_id_name":"","remote_caller_id_number":"","caller_id_name":"","caller_id_number":"","attach":false})";

Login login_of_desk4() {
  Login login;
  login.credentials.login = "desk4";
  login.credentials.password = "pw";
  login.version = "3.0.0";
  login.user_agent = "Mozilla/5.0";
  return login;
}

TEST_CASE("a first login is spelt as the gateway wants it") {
  CHECK(encode(login_of_desk4(), kEnvelope) ==
        R"({"jsonrpc":"2.0","id":"u9","method":"login","params":{"login":"desk4","passwd":"pw",)"
        R"("userVariables":{"push_when_active":false,"pn_late_fanout":false},"reconnection":false,)"
        R"("loginParams":{"early_sdp_answer":false},)"
        R"("User-Agent":{"sdkVersion":"3.0.0","data":"Mozilla/5.0"}}})");
}

TEST_CASE("a login after a loss offers its session, and all the credentials there are") {
  Login login = login_of_desk4();
  login.credentials.token = "t.o.k";
  login.credentials.target_type = "ai_assistant";
  login.credentials.target_id = "a-1";
  login.user_variables = {R"({"push_when_active":7,"desk":4})"};
  login.reconnection = true;
  login.session = SessionId{"S1"};
  login.push_when_active = true;
  login.early_sdp_answer = true;
  CHECK(
      encode(login, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"login","params":{"login":"desk4","passwd":"pw",)"
      R"("login_token":"t.o.k","userVariables":{"desk":4,"push_when_active":true,"pn_late_fanout":true},)"
      R"("reconnection":true,"loginParams":{"early_sdp_answer":true},)"
      R"("User-Agent":{"sdkVersion":"3.0.0","data":"Mozilla/5.0"},"sessid":"S1"}})");
}

TEST_CASE("who has only a target logs in anonymously") {
  Login login;
  login.credentials.target_type = "ai_assistant";
  login.credentials.target_id = "a-1";
  login.version = "3.0.0";
  login.user_agent = "Mozilla/5.0";
  CHECK(
      encode(login, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"anonymous_login","params":{"target_type":"ai_assistant",)"
      R"("target_id":"a-1","reconnection":false,)"
      R"("User-Agent":{"sdkVersion":"3.0.0","data":"Mozilla/5.0"}}})");

  login.credentials.target_version_id = "v-2";
  login.credentials.target_params = {R"({"conversation_id":"c-3"})"};
  login.user_variables = {R"({"desk":4})"};
  login.session = SessionId{"S1"};
  login.reconnection = true;
  CHECK(
      encode(login, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"anonymous_login","params":{"target_type":"ai_assistant",)"
      R"("target_id":"a-1","userVariables":{"desk":4},"reconnection":true,)"
      R"("User-Agent":{"sdkVersion":"3.0.0","data":"Mozilla/5.0"},"sessid":"S1",)"
      R"("target_version_id":"v-2","target_params":{"conversation_id":"c-3"}}})");
}

TEST_CASE("a ping and the question for the gateway state carry the routing id at the top, if any") {
  CHECK(
      encode(AskPing{RoutingId{"V1"}}, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"telnyx_rtc.ping","voice_sdk_id":"V1","params":{}})");
  CHECK(encode(AskPing{}, kEnvelope) ==
        R"({"jsonrpc":"2.0","id":"u9","method":"telnyx_rtc.ping","params":{}})");
  CHECK(
      encode(AskGatewayState{RoutingId{"V1"}}, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"telnyx_rtc.gatewayState","voice_sdk_id":"V1","params":{}})");
}

TEST_CASE("a description tells all about its call") {
  SendDescription description;
  description.sdp = "v=0\r\n";
  description.trickle = true;
  CallParams& params = description.params;
  params.call = CallId{"K1"};
  params.parties = {"1000", "Desk", "1003", "Outbound Call", "+15550100"};
  params.telnyx = {"cc", "ts", "tl"};
  params.client_state = "aGk=";
  params.custom_headers = {R"([{"name":"X-A","value":"é"}])"};
  params.others = {R"({"audio":true,"callID":"theirs","ratio":0.10})"};
  CHECK(
      encode(description, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"telnyx_rtc.invite","params":{"sessid":"S1","sdp":"v=0\r\n",)"
      R"("dialogParams":{"audio":true,"ratio":0.10,"callID":"K1","destination_number":"1000",)"
      R"("remote_caller_id_name":"Outbound Call","remote_caller_id_number":"+15550100",)"
      R"("caller_id_name":"Desk","caller_id_number":"1003","custom_headers":[{"name":"X-A","value":"é"}],)"
      R"("clientState":"aGk=","telnyxCallControlId":"cc","telnyxSessionId":"ts","telnyxLegId":"tl",)"
      R"("attach":false},"User-Agent":"Web-3.0.0","trickle":true}})");
}

TEST_CASE("an answer and an attach differ from an invite by their method") {
  SendDescription description;
  description.sdp = "v=0";
  description.params = call_k1();
  description.method = DescriptionMethod::Answer;
  CHECK(
      encode(description, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"telnyx_rtc.answer","params":{"sessid":"S1","sdp":"v=0",)" +
          kDialogParams + R"(,"User-Agent":"Web-3.0.0"}})");

  description.method = DescriptionMethod::Attach;
  description.params.attach = true;
  description.params.recovered = CallId{"K0"};
  const std::string frame = encode(description, kEnvelope);
  CHECK(frame.find(R"("method":"telnyx_rtc.attach")") != std::string::npos);
  CHECK(frame.find(R"("attach":true,"recoveredCallId":"K0"})") != std::string::npos);
}

TEST_CASE("a bye says null where it knows nothing of SIP") {
  SendBye bye{.cause = {.text = "NORMAL_CLEARING",
                        .code = 16,
                        .sip_code = {},
                        .sip_reason = {},
                        .sip_call_id = {}},
              .params = call_k1()};
  CHECK(
      encode(bye, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"telnyx_rtc.bye","params":{"sipCode":null,"sip_call_id":null,"sessid":"S1",)" +
          kDialogParams + R"(,"cause":"NORMAL_CLEARING","causeCode":16}})");
  bye.cause.sip_code = 486;
  bye.cause.sip_call_id = "x@y";
  CHECK(encode(bye, kEnvelope).find(R"("sipCode":486,"sip_call_id":"x@y",)") != std::string::npos);
}

TEST_CASE("hold, unhold and toggle are actions of a modify") {
  const auto [action, word] =
      GENERATE(table<HoldAction, std::string>({{HoldAction::Hold, "hold"},
                                               {HoldAction::Unhold, "unhold"},
                                               {HoldAction::Toggle, "toggleHold"}}));
  CHECK(
      encode(SendHold{action, call_k1()}, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"telnyx_rtc.modify","params":{"sessid":"S1","action":")" +
          word + R"(",)" + kDialogParams + "}}");
}

TEST_CASE("candidates and their end are told one by one") {
  CHECK(
      encode(SendCandidate{{"candidate:1", "0", 0U}, call_k1()}, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"telnyx_rtc.candidate","params":{"sessid":"S1","candidate":"candidate:1","sdpMLineIndex":0,"sdpMid":"0",)" +
          kDialogParams + "}}");
  CHECK(encode(SendCandidate{{"c", {}, {}}, call_k1()}, kEnvelope)
            .find(R"("sdpMLineIndex":null,"sdpMid":null,)") != std::string::npos);
  CHECK(
      encode(SendEndOfCandidates{call_k1()}, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"telnyx_rtc.endOfCandidates","params":{"sessid":"S1","endOfCandidates":true,)" +
          kDialogParams + "}}");
}

TEST_CASE("digits go as info") {
  CHECK(
      encode(SendDigits{"5#", call_k1()}, kEnvelope) ==
      R"({"jsonrpc":"2.0","id":"u9","method":"telnyx_rtc.info","params":{"sessid":"S1","dtmf":"5#",)" +
          kDialogParams + "}}");
}

TEST_CASE("broken text of others does not break a frame") {
  const std::string broken =
      GENERATE("{", "null", "[1]", "\"x\"", "{\"a\":1}}", "{\"\xff\":1}", "}{");
  SendDigits digits{"5", call_k1()};
  digits.params.others = {broken};
  digits.params.custom_headers = {broken == "[1]" ? "[1" : broken};
  CHECK(encode(digits, kEnvelope) == encode(SendDigits{"5", call_k1()}, kEnvelope));

  Login login = login_of_desk4();
  login.user_variables = {broken};
  CHECK(encode(login, kEnvelope) == encode(login_of_desk4(), kEnvelope));
  CHECK(acknowledge({broken == "{" ? broken : "{"}, "m") ==
        R"({"jsonrpc":"2.0","id":null,"result":{"method":"m"}})");
}

TEST_CASE("an empty list of headers is not sent") {
  SendDigits digits{"5", call_k1()};
  digits.params.custom_headers = {"[]"};
  CHECK(encode(digits, kEnvelope) == encode(SendDigits{"5", call_k1()}, kEnvelope));
}

TEST_CASE("whatever a text holds, the frame is sound and says it") {
  const std::string digits =
      std::string("\"\\/\b\f\n\r\t\x01\x1f\x7f é😀", 18) + '\0' + "</script>";
  const std::string frame = encode(SendDigits{digits, call_k1()}, kEnvelope);
  const auto json = parse(frame);
  REQUIRE(json);
  CHECK(json->member("params")->member("dtmf")->content == digits);
}

}  // namespace
}  // namespace holdfast::wire
