// Recordings hold nothing that is nobody's business: what a text becomes, and what never goes in.
#include <array>
#include <catch_amalgamated.hpp>
#include <string>
#include <variant>
#include <vector>

#include "bench.hpp"
#include "entries.hpp"
#include "record/fields.hpp"

namespace holdfast::record {
namespace {

using bench::usual_config;

class Texts {
 public:
  static constexpr bool kReads = false;
  explicit Texts(std::string& into) : into_(into) {}
  void kind(const char* /*name*/) {}
  void name(const char* /*name*/) {}
  void open() {}
  void close() {}
  bool present(bool there) { return there; }
  std::int64_t number(std::int64_t number) { return number; }
  void text(const std::string& text, Meaning /*meaning*/) { into_ += text + "\n"; }

 private:
  std::string& into_;
};

/// All texts of a recording, put together again.
std::string texts_in(std::string_view bytes) {
  std::string all;
  for (const Entry& entry : entries_in(bytes)) {
    Texts texts(all);
    if (const auto* part = std::get_if<entry::Part>(&entry)) fields(texts, part->config);
    if (const auto* heard = std::get_if<entry::Heard>(&entry)) {
      std::visit([&](const auto& fact) { fields(texts, fact); }, heard->fact);
    }
  }
  return all;
}

std::string recorded_text(const std::string& frame) {
  Recording recording = bare_recording();
  recording.heard({}, fact::SocketText{SocketGeneration{1}, frame});
  recording.done({});
  const auto entries = entries_in(recording.take());
  REQUIRE(entries.size() == 3);
  return std::get<fact::SocketText>(std::get<entry::Heard>(entries[1]).fact).text;
}

std::string recorded_description(const std::string& sdp) {
  Recording recording = bare_recording();
  recording.heard({}, fact::OfferCreated{CallKey{1}, PeerGeneration{1}, sdp});
  const auto entries = entries_in(recording.take());
  REQUIRE(entries.size() == 2);
  return std::get<fact::OfferCreated>(std::get<entry::Heard>(entries[1]).fact).sdp;
}
TEST_CASE("equal texts have equal pseudonyms wherever they stand, others have others") {
  const std::string frame = recorded_text(
      R"({"method":"telnyx_rtc.bye","params":{"callID":"call-77","other":["call-77","call-78"],)"
      R"("caller":15551234567,"callee":"15551234567"}})");
  CHECK(frame == R"({"method":"telnyx_rtc.bye","params":{"callID":"#1","other":["#1","#2"],)"
                 R"("caller":1000003,"callee":"1000003"}})");
}

TEST_CASE("of a frame the core's words stay, and the id of a request of ours") {
  const std::string frame =
      R"({"jsonrpc":"2.0","id":"0b5ae6d1-93c7-4a3b-8a3f-9d1f0a1b2c3d","result":{"code":"200",)"
      R"("result":{"params":{"state":"REGED","dc":"fr5"}},"fine":true,"none":null}})";
  CHECK(recorded_text(frame) == frame);
}

TEST_CASE("what looks like no word is not kept, whatever it is called") {
  CHECK(recorded_text(R"({"method":"telnyx_rtc.bye","params":{"cause":"+15551234567"}})") ==
        R"({"method":"telnyx_rtc.bye","params":{"cause":"#1"}})");
  CHECK(
      recorded_text(R"({"method":"10.20.30.40","id":"5551234","params":{"ada@example.org":1}})") ==
      R"({"method":"#1","id":"1000002","params":{"":1}})");
}

TEST_CASE("what is no frame stays none") {
  CHECK(recorded_text("password=hunter2") == "#1");
  CHECK(recorded_text("").empty());
}

TEST_CASE("a description becomes a skeleton: media, direction, candidates by type") {
  const std::string sdp =
      "v=0\r\no=- 4611 2 IN IP4 192.168.7.9\r\ns=-\r\nm=audio 54321 UDP/TLS/RTP/SAVPF 111\r\n"
      "c=IN IP4 203.0.113.5\r\na=ice-ufrag:uFrAg\r\na=ice-pwd:icepassword\r\n"
      "a=fingerprint:sha-256 AB:CD\r\na=sendonly\r\n"
      "a=candidate:84 1 udp 16777 203.0.113.5 54321 typ srflx raddr 192.168.7.9 rport 5\r\n"
      "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n";
  CHECK(recorded_description(sdp) ==
        "s=#1\nm=audio 9\na=ice-ufrag:#2\na=sendonly\n"
        "a=candidate:0 1 udp 0 #3 9 typ srflx\nm=video 0\n");
}

TEST_CASE("a candidate keeps its protocol and type, and its end stays empty") {
  Recording recording = bare_recording();
  const auto found = [](std::string text) {
    return fact::CandidateFound{CallKey{1}, PeerGeneration{1}, {std::move(text), "0", 0}};
  };
  recording.heard({}, found("candidate:1 1 udp 2113937151 fd00::17:5 5000 typ host generation 0"));
  recording.heard({}, found(""));
  const auto entries = entries_in(recording.take());
  REQUIRE(entries.size() == 3);
  const auto text = [&](std::size_t at) {
    return std::get<fact::CandidateFound>(std::get<entry::Heard>(entries[at]).fact).candidate;
  };
  CHECK(text(1).candidate == "candidate:0 1 udp 0 #1 9 typ host");
  CHECK(text(1).line_index == 0U);
  CHECK(text(2).candidate.empty());
}

// ---- what never goes in -------------------------------------------------------------------------

TEST_CASE("no secret, address or number of anybody is in a recording") {
  const std::array<std::string, 18> secrets{"hunter2hunter2",
                                            "eyJhbGciOiJ9.payload.signature",
                                            "turnuser",
                                            "turncredential",
                                            "uFrAg1",
                                            "icepassword1234567890ab",
                                            "AB:CD:EF:01:23",
                                            "192.168.7.9",
                                            "203.0.113.5",
                                            "2001:db8::77",
                                            "+15551234567",
                                            "15557654321",
                                            "ada@example.org",
                                            "Ada Lovelace",
                                            "c1a0e3b2-call-id",
                                            "SIPsession99",
                                            "X-Secret-Header-Value",
                                            "9876543"};
  const auto& [password, token, turn_user, turn_credential, user, ice_password, fingerprint,
               private_v4, public_v4, v6, number, other_number, address, person, call_id, session,
               header, digits] = secrets;
  const std::string sdp = "v=0\r\no=- 1 2 IN IP4 " + private_v4 +
                          "\r\nm=audio 9 UDP 0\r\na=ice-ufrag:" + user +
                          "\r\na=ice-pwd:" + ice_password + "\r\na=fingerprint:sha-256 " +
                          fingerprint + "\r\nc=IN IP6 " + v6 + "\r\na=candidate:1 1 udp 5 " + v6 +
                          " 5 typ relay raddr " + public_v4 + " rport 7\r\n";
  std::string sdp_in_json;
  for (const char letter : sdp) {
    if (letter == '\r')
      sdp_in_json += "\\r";
    else if (letter == '\n')
      sdp_in_json += "\\n";
    else
      sdp_in_json += letter;
  }

  Config config = usual_config();
  config.credentials = {.login = address,
                        .password = password,
                        .token = token,
                        .token_expiry = WallTime{5000h},
                        .target_type = "ai_assistant",
                        .target_id = call_id,
                        .target_version_id = session,
                        .target_params = {R"({"person":")" + person + "\"}"}};
  config.host = "wss://" + address;
  config.rtc_ip = public_v4;
  config.user_variables = {R"({"person":")" + person + "\"}"};
  config.inbound.dialog_params = {R"({"person":")" + person + "\"}"};

  Recording recording(config, kPlenty);
  const SocketGeneration socket{1};
  const CallKey call{1};
  const PeerGeneration peer{1};
  const Parties parties{number, person, other_number, person, number};
  const std::string headers = R"([{"name":"X-A","value":")" + header + "\"}]";
  CallPlan plan;
  plan.dialog_params = {R"({"iceServers":[{"username":")" + turn_user + R"(","credential":")" +
                        turn_credential + "\"}]}"};
  const std::vector<Input> facts{
      fact::Connect{StoredSession{{"routing " + session}, {session}, WallTime{}}},
      fact::Login{Ticket{1}, config.credentials},
      fact::PlaceCall{call, {call_id}, plan, parties, header, {headers}},
      fact::AnswerCall{call, {headers}},
      fact::HangUp{call, Ticket{2}, Cause{number, 16, 200, person, call_id}, {headers}},
      fact::SendDtmf{call, digits},
      fact::SocketText{
          socket, R"({"id":")" + session + R"(","method":"telnyx_rtc.invite","voice_sdk_id":")" +
                      session + R"(","params":{"callID":")" + call_id + R"(","sdp":")" +
                      sdp_in_json + R"(","caller_id_number":)" + other_number + R"(,"cause":")" +
                      number + R"(","state":")" + public_v4 + R"(","iceServers":[{"username":")" +
                      turn_user + R"(","credential":")" + turn_credential +
                      R"("}],"dialogParams":{)"
                      R"("custom_headers":)" +
                      headers + "}}}"},
      fact::SocketText{socket, R"({"id":1,"error":{"code":-32001,"message":"no )" + person +
                                   R"( with )" + password + "\"}}"},
      fact::SocketText{socket, "garbage " + token},
      fact::SocketClosed{socket, 1006, "from " + public_v4, false},
      fact::SocketRefused{socket, "wss://" + address},
      fact::OfferCreated{call, peer, sdp},
      fact::AnswerCreated{call, peer, sdp},
      fact::GatheringFinished{call, peer, sdp},
      fact::CandidateFound{call,
                           peer,
                           {"candidate:1 1 udp 5 " + v6 + " 5 typ host raddr " + private_v4 +
                                " rport 9 ufrag " + user,
                            "0", 0}},
      fact::CandidateFound{call, peer, {"strange " + private_v4, person, 0}},
      fact::PeerFailed{call, peer, PeerOperation::SetRemoteDescription, number,
                       "bad " + ice_password},
      fact::MediaRefused{call, "NotAllowedError", person + " said no"},
  };
  for (const Input& fact : facts) {
    recording.heard({}, fact);
    recording.done({});
  }
  const std::string bytes = recording.take();
  const std::string texts = texts_in(bytes);
  for (const std::string& secret : secrets) {
    INFO(secret);
    CHECK_FALSE(contains(bytes, secret));
    CHECK_FALSE(contains(texts, secret));
  }
  CHECK(contains(texts, "typ relay"));
  CHECK(contains(texts, "NotAllowedError"));
}

}  // namespace
}  // namespace holdfast::record
