// What the gateway says, message by message, each spelt as the gateway spells it.
#include <catch_amalgamated.hpp>
#include <string>

#include "wire/codec.hpp"

namespace holdfast::wire {
namespace {

template <class Message>
Message decoded(std::string_view frame) {
  const auto inbound = decode(frame);
  INFO(frame);
  REQUIRE(inbound);
  REQUIRE(std::holds_alternative<Message>(inbound->body));
  return std::get<Message>(inbound->body);
}

Reply reply_in(std::string_view frame) {
  const auto response = decoded<Response>(frame);
  INFO(frame);
  REQUIRE(std::holds_alternative<Reply>(response.outcome));
  return std::get<Reply>(response.outcome);
}

Refusal refusal_in(std::string_view frame) {
  const auto response = decoded<Response>(frame);
  INFO(frame);
  REQUIRE(std::holds_alternative<Refusal>(response.outcome));
  return std::get<Refusal>(response.outcome);
}

// ---- answers to our requests --------------------------------------------------------------------

TEST_CASE("a login reply brings the session and the routing id") {
  const auto inbound = decode(
      R"({"jsonrpc":"2.0","id":"u1","result":{"message":"logged in","sessid":"S1"},"voice_sdk_id":"V1"})");
  REQUIRE(inbound);
  CHECK(inbound->routing == RoutingId{"V1"});
  CHECK(inbound->method.empty());
  const auto& response = std::get<Response>(inbound->body);
  CHECK(response.id == RequestId{"u1"});
  CHECK(std::get<Reply>(response.outcome).session == SessionId{"S1"});
  CHECK_FALSE(std::get<Reply>(response.outcome).gateway_state);
}

TEST_CASE("a gateway state reply brings the state and where the gateway stands") {
  const Reply reply = reply_in(
      R"({"id":"u2","result":{"params":{"state":"REGED","call_report_id":"cr-1","dc":"fr5","region":"eu"},"sessid":"S1"}})");
  CHECK(reply.gateway_state == GatewayState::Registered);
  CHECK(reply.gateway_word == "REGED");
  CHECK(reply.call_report_id == "cr-1");
  CHECK(reply.data_center == "fr5");
  CHECK(reply.region == "eu");
  CHECK(reply.session == SessionId{"S1"});
}

TEST_CASE("every word for a gateway state is understood in a reply and in a method") {
  const auto [word, state] = GENERATE(table<std::string, GatewayState>({
      {"REGED", GatewayState::Registered},
      {"REGISTER", GatewayState::Register},
      {"NOREG", GatewayState::NoRegistration},
      {"UNREGED", GatewayState::NoRegistration},
      {"FAILED", GatewayState::Failed},
      {"FAIL_WAIT", GatewayState::Failed},
      {"TIMEOUT", GatewayState::Failed},
      {"TRYING", GatewayState::Pending},
      {"EXPIRED", GatewayState::Pending},
      {"UNREGISTER", GatewayState::Pending},
      {"reged", GatewayState::Unknown},
      {"SOMETHING_NEW", GatewayState::Unknown},
  }));
  const Reply reply = reply_in(R"({"id":"u","result":{"params":{"state":")" + word + R"("}}})");
  CHECK(reply.gateway_state == state);
  CHECK(reply.gateway_word == word);
  const auto told = decoded<GatewayStateTold>(
      R"({"id":1,"method":"telnyx_rtc.gatewayState","params":{"state":")" + word + R"("}})");
  CHECK(told.state == state);
  CHECK(told.word == word);
}

TEST_CASE("a hold reply brings the hold state and an update brings a description") {
  CHECK(reply_in(R"({"id":"u","result":{"holdState":"held"}})").hold_state == "held");
  CHECK(reply_in(R"({"id":"u","result":{"sdp":"v=0\r\n"}})").sdp == "v=0\r\n");
  CHECK_FALSE(reply_in(R"({"id":"u","result":{"message":"CALL CREATED"}})").hold_state);
}

TEST_CASE("a reply that says nothing is still a reply") {
  const std::string result = GENERATE("null", "{}", "\"ok\"", "7", "[]", "true");
  const Reply reply = reply_in(R"({"id":"u","result":)" + result + "}");
  CHECK_FALSE(reply.session);
  CHECK_FALSE(reply.gateway_state);
}

TEST_CASE("an error is a refusal with its code and message") {
  const Refusal refusal =
      refusal_in(R"({"id":"u1","error":{"code":-32001,"message":"Authentication Failed"}})");
  CHECK(refusal.code == -32001);
  CHECK(refusal.message == "Authentication Failed");
}

TEST_CASE("an error of any other shape is a refusal all the same") {
  CHECK(refusal_in(R"({"id":"u","error":"no such call"})").message == "no such call");
  CHECK(refusal_in(R"({"id":"u","error":{}})").code == 0);
  CHECK(refusal_in(R"({"id":"u","error":{"code":"-32002","message":5}})").code == -32002);
  CHECK(refusal_in(R"({"id":"u","error":{"code":99999999999,"message":null}})").code == 0);
  CHECK(refusal_in(R"({"id":"u","error":[1],"result":{"sessid":"S1"}})").message.empty());
}

TEST_CASE("a null error beside a result is no error") {
  CHECK(reply_in(R"({"id":"u","error":null,"result":{"sessid":"S1"}})").session == SessionId{"S1"});
}

TEST_CASE("a reply nested once is unwrapped") {
  CHECK(reply_in(R"({"id":"u","result":{"result":{"code":"200","sessid":"S1"}}})").session ==
        SessionId{"S1"});
  CHECK(reply_in(R"({"id":"u","result":{"result":{"code":200,"sessid":"S1"}}})").session ==
        SessionId{"S1"});
  CHECK(reply_in(R"({"id":"u","result":{"result":null,"sessid":"S1"}})").session ==
        SessionId{"S1"});
}

TEST_CASE("a reply nested twice is unwrapped") {
  CHECK(
      reply_in(
          R"({"id":"u","result":{"result":{"code":"200","node_id":"n","result":{"jsonrpc":"2.0","id":"u","result":{"sessid":"S1"}}}}})")
          .session == SessionId{"S1"});
}

TEST_CASE("a nested verdict that is no success is a refusal") {
  const Refusal once = refusal_in(
      R"({"id":"u","result":{"result":{"code":"404","message":"not found","sessid":"S1"}}})");
  CHECK(once.code == 404);
  CHECK(once.message == "not found");
  const Refusal twice = refusal_in(
      R"({"id":"u","result":{"result":{"code":"200","result":{"error":{"code":-32002,"message":"gone"}}}}})");
  CHECK(twice.code == -32002);
  CHECK(twice.message == "gone");
}

TEST_CASE("the id of a response may be a number") {
  CHECK(decoded<Response>(R"({"id":17,"result":{}})").id == RequestId{"17"});
  CHECK_FALSE(decoded<Response>(R"({"id":null,"error":{"code":-32700}})").id);
}

// ---- requests of the gateway's ------------------------------------------------------------------

TEST_CASE("an invite is seen from this end") {
  const std::string frame =
      R"({"jsonrpc":"2.0","id":5001,"method":"telnyx_rtc.invite","params":{"callID":"in-1","sdp":"v=0",
      "caller_id_name":"Ann","caller_id_number":"+15550100","callee_id_name":"Desk","callee_id_number":"1003",
      "display_direction":"outbound","telnyx_call_control_id":"cc-1","telnyx_session_id":"ts-1",
      "telnyx_leg_id":"tl-1","client_state":"aGk=","mediaSettings":{},
      "dialogParams":{"custom_headers":[{"name":"X-Id","value":"7"}]}},"voice_sdk_id":"V1"})";
  const auto invite = decoded<Invite>(frame);
  CHECK(invite.call == CallId{"in-1"});
  CHECK(invite.sdp == "v=0");
  CHECK(invite.parties == Parties{"1003", "Desk", "1003", "Ann", "+15550100"});
  CHECK(invite.telnyx == TelnyxIds{"cc-1", "ts-1", "tl-1"});
  CHECK(invite.client_state == "aGk=");
  CHECK(invite.custom_headers.text == R"([{"name":"X-Id","value":"7"}])");

  const auto inbound = decode(frame);
  CHECK(inbound->id.text == "5001");
  CHECK(inbound->method == "telnyx_rtc.invite");
  CHECK(inbound->routing == RoutingId{"V1"});
  CHECK_FALSE(inbound->reattached);
}

TEST_CASE("headers without a name and a value are dropped, and no list is left of none") {
  const auto headers = [](const std::string& list) {
    return decoded<Invite>(
               R"({"method":"telnyx_rtc.invite","params":{"callID":"K1","dialogParams":{"custom_headers":)" +
               list + "}}}")
        .custom_headers.text;
  };
  CHECK(
      headers(
          R"([1,null,{"name":"X-A"},{"value":"v"},{"name":"X-B","value":""},{"name":2,"value":"v"},
      {"name":"X-C","value":"c","more":1}])") ==
      R"([{"name":"X-B","value":""},{"name":"X-C","value":"c"}])");
  CHECK(headers("[]").empty());
  CHECK(headers("[[]]").empty());
  CHECK(headers(R"({"name":"X-A","value":"v"})").empty());
  CHECK(headers("\"X-A: v\"").empty());
}

TEST_CASE("an attach is an invite for a call that was") {
  const auto attach = decoded<Attach>(
      R"({"id":2002,"method":"telnyx_rtc.attach","params":{"callID":"K1","sdp":"v=0","caller_id_name":"Desk","caller_id_number":"1003","callee_id_name":"","callee_id_number":"1000","telnyx_session_id":"ts"}})");
  CHECK(attach.invite.call == CallId{"K1"});
  CHECK(attach.invite.sdp == "v=0");
  CHECK(attach.invite.parties == Parties{"1000", "", "1000", "Desk", "1003"});
  CHECK(attach.invite.telnyx == TelnyxIds{"", "ts", ""});
}

TEST_CASE("ringing, media and answer are read") {
  const auto ringing = decoded<Ringing>(
      R"({"id":5002,"method":"telnyx_rtc.ringing","params":{"callID":"K1","telnyx_session_id":"ts-2","telnyx_leg_id":"tl-2"}})");
  CHECK(ringing.call == CallId{"K1"});
  CHECK(ringing.telnyx == TelnyxIds{"", "ts-2", "tl-2"});

  const auto media = decoded<Media>(
      R"({"id":5003,"method":"telnyx_rtc.media","params":{"callID":"K1","sdp":"v=0"}})");
  CHECK(media.call == CallId{"K1"});
  CHECK(media.sdp == "v=0");

  const auto answer = decoded<Answer>(
      R"({"id":5004,"method":"telnyx_rtc.answer","params":{"callID":"K1","sdp":"v=0","telnyx_leg_id":"tl-2"}})");
  CHECK(answer.call == CallId{"K1"});
  CHECK(answer.sdp == "v=0");
  CHECK(answer.telnyx == TelnyxIds{"", "", "tl-2"});
  CHECK_FALSE(decoded<Answer>(R"({"method":"telnyx_rtc.answer","params":{"callID":"K1"}})").sdp);
}

TEST_CASE("a candidate is read, and one that is none is only noted") {
  const auto found = decoded<RemoteCandidate>(
      R"({"id":1,"method":"telnyx_rtc.candidate","params":{"callID":"K1","candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0}})");
  CHECK(found.call == CallId{"K1"});
  CHECK(found.candidate == Candidate{"candidate:1", "0", 0U});

  const auto bare = decoded<RemoteCandidate>(
      R"({"method":"telnyx_rtc.candidate","params":{"candidate":"c","sdpMid":null,"sdpMLineIndex":-1}})");
  CHECK(bare.candidate == Candidate{"c", std::nullopt, std::nullopt});
  CHECK(decoded<RemoteCandidate>(
            R"({"method":"telnyx_rtc.candidate","params":{"candidate":"c","sdpMLineIndex":65536}})")
            .candidate == Candidate{"c", std::nullopt, std::nullopt});

  CHECK(decoded<Noted>(
            R"({"method":"telnyx_rtc.candidate","params":{"callID":"K1","candidate":null}})")
            .call == CallId{"K1"});
}

TEST_CASE("a bye brings all that it says") {
  const auto bye = decoded<Bye>(
      R"({"id":5005,"method":"telnyx_rtc.bye","params":{"callID":"K1","cause":"NORMAL_CLEARING","causeCode":16,
      "sipCode":200,"sipReason":"OK","sip_call_id":"x@y","clientState":"aGk=",
      "dialogParams":{"customHeaders":[{"name":"X-A","value":"v"}]}}})");
  CHECK(bye.call == CallId{"K1"});
  CHECK(bye.cause == Cause{"NORMAL_CLEARING", 16, 200, "OK", "x@y"});
  CHECK(bye.client_state == "aGk=");
  CHECK(bye.custom_headers.text == R"([{"name":"X-A","value":"v"}])");
}

TEST_CASE("a bye may give its numbers in quotes, or no cause at all") {
  const auto quoted = decoded<Bye>(
      R"({"method":"telnyx_rtc.bye","params":{"callID":7,"causeCode":"17","sipCode":"486"}})");
  CHECK(quoted.call == CallId{"7"});
  CHECK(quoted.cause == Cause{"", 17, 486, "", ""});

  const auto silent = decoded<Bye>(
      R"({"method":"telnyx_rtc.bye","params":{"sipCode":"486 Busy","sipReason":"Busy"}})");
  CHECK(silent.cause == Cause{"", 0, std::nullopt, "Busy", ""});
}

TEST_CASE("client ready, ping and punt are read") {
  decoded<Ping>(R"({"id":1003,"method":"telnyx_rtc.ping","params":{},"voice_sdk_id":"V1"})");
  decoded<Ping>(R"({"id":1003,"method":"telnyx_rtc.ping"})");
  decoded<ClientReady>(R"({"id":1001,"method":"telnyx_rtc.clientReady","params":{}})");
  decoded<Punt>(R"({"jsonrpc":"2.0","id":5008,"method":"telnyx_rtc.punt","params":{}})");
}

TEST_CASE("a gateway state method without a state says nothing we know") {
  const auto told = decoded<GatewayStateTold>(R"({"method":"telnyx_rtc.gatewayState"})");
  CHECK(told.state == GatewayState::Unknown);
  CHECK(told.word.empty());
}

TEST_CASE("a list of re-attached calls may ride on any method") {
  const auto ready = decode(
      R"({"method":"telnyx_rtc.clientReady","params":{"reattached_sessions":["K1",3,null,"","K2",["K3"]]}})");
  CHECK(ready->reattached == std::vector{CallId{"K1"}, CallId{"K2"}});
  const auto empty = decode(R"({"method":"telnyx_rtc.ping","params":{"reattached_sessions":[]}})");
  CHECK(empty->reattached == std::vector<CallId>{});
  const auto none =
      decode(R"({"method":"telnyx_rtc.clientReady","params":{"reattached_sessions":"K1"}})");
  CHECK_FALSE(none->reattached);
}

TEST_CASE("what only the application cares for keeps its params") {
  const auto [frame, call, type] = GENERATE(table<std::string, std::string, std::string>({
      {R"("telnyx_rtc.display","params":{"callID":"K1","display_name":"Ann"})", "K1",
       "participantData"},
      {R"("telnyx_rtc.event","params":{"eventChannel":"K1","callID":"K2"})", "K1", "event"},
      {R"("webrtc.event","params":{"eventChannel":"K1"})", "K1", "event"},
      {R"("telnyx_rtc.info","params":{"callID":"K2","eventChannel":null})", "K2", "event"},
      {R"("telnyx_rtc.info","params":{"msg":{"body":"hi"}})", "", "event"},
  }));
  const std::string text = R"({"id":1,"method":)" + frame + "}";
  const auto told = decoded<Told>(text);
  CHECK(told.call == CallId{call});
  CHECK(told.type == type);
}

TEST_CASE("a conversation item is one") {
  decoded<Conversation>(
      R"({"method":"ai_conversation","params":{"type":"conversation.item.created"}})");
}

TEST_CASE("of some requests only a note is taken") {
  CHECK(decoded<Noted>(R"({"id":1,"method":"telnyx_rtc.modify","params":{"callID":"K1"}})").call ==
        CallId{"K1"});
  CHECK(decoded<Noted>(R"({"id":1,"method":"telnyx_rtc.endOfCandidates","params":{"callID":"K1"}})")
            .call == CallId{"K1"});
}

TEST_CASE("of an offer that names no call only a note is taken") {
  for (const char* method : {"telnyx_rtc.invite", "telnyx_rtc.attach"}) {
    const std::string frame = std::string(R"({"id":1,"method":")") + method + R"("})";
    CHECK_FALSE(decoded<Noted>(frame).call);
  }
}

TEST_CASE("an unknown method keeps its name") {
  const std::string frame = R"({"id":{"a":[1]},"method":"telnyx_rtc.dance","params":[1,"b"]})";
  CHECK(decoded<UnknownMethod>(frame).method == "telnyx_rtc.dance");
}

TEST_CASE("only a text that says something is a routing id") {
  const std::string value = GENERATE("null", "0", "12", "\"\"", "[\"V1\"]", "{}", "true");
  CHECK_FALSE(decode(R"({"id":1,"result":{},"voice_sdk_id":)" + value + "}")->routing);
}

}  // namespace
}  // namespace holdfast::wire
