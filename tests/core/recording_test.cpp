// Recordings: what goes in, what never does, and that a replay does what was done.
#include "record/recording.hpp"

#include <array>
#include <catch_amalgamated.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "record/fields.hpp"
#include "record/timeline.hpp"
#include "talking.hpp"

namespace holdfast::record {
namespace {

using bench::Bench;
using bench::Replayed;
using bench::replayed;
using bench::Talking;
using bench::usual_config;

constexpr std::size_t kPlenty = 1'000'000;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// Gives every field a value of its own.
class Filling {
 public:
  static constexpr bool kReads = true;
  void kind(const char* /*name*/) {}
  void name(const char* /*name*/) {}
  void open() {}
  void close() {}
  bool present(bool /*before*/) { return true; }
  std::int64_t number(std::int64_t /*before*/) { return ++last_ % 2; }
  std::size_t fitting(std::int64_t /*count*/) { return 2; }
  void text(std::string& text, Meaning meaning) {
    const std::string own = std::to_string(++last_);
    switch (meaning) {
      case Meaning::Word:
        text = "WORD_" + own;
        break;
      case Meaning::Json:
        text = R"({"a":)" + own + "}";
        break;
      case Meaning::Frame:
        text = R"({"id":1,"method":"telnyx_rtc.ping","params":{"callID":")" + own + "\"}}";
        break;
      default:
        text = "text " + own;
    }
  }

 private:
  std::int64_t last_ = 0;
};

/// Every field as text, as far as a recording keeps it.
class Listing {
 public:
  static constexpr bool kReads = false;
  void kind(const char* name) { listed.emplace_back(name); }
  void name(const char* /*name*/) {}
  void open() {}
  void close() {}
  bool present(bool there) { return number(there ? 1 : 0) != 0; }
  std::int64_t number(std::int64_t number) {
    listed.push_back(std::to_string(number));
    return number;
  }
  void text(const std::string& text, Meaning meaning) {
    const bool kept = meaning == Meaning::Plain || meaning == Meaning::Word;
    listed.push_back(kept || text.empty() ? text : "something");
  }

  std::vector<std::string> listed;
};

template <class T>
std::vector<std::string> listing(const T& value) {
  Listing listing;
  fields(listing, value);
  return listing.listed;
}

template <std::size_t... At>
std::vector<Input> every_fact(bool filled, std::index_sequence<At...> /*all*/) {
  std::vector<Input> facts;
  Filling filling;
  const auto make = [&](auto fact) {
    if (filled) fields(filling, fact);
    facts.emplace_back(std::move(fact));
  };
  (make(std::variant_alternative_t<At, Input>{}), ...);
  return facts;
}

std::vector<Input> every_fact(bool filled) {
  return every_fact(filled, std::make_index_sequence<std::variant_size_v<Input>>());
}

std::vector<Entry> entries_in(std::string_view bytes) {
  Reading reading(bytes);
  std::vector<Entry> entries;
  while (auto entry = reading.next()) entries.push_back(std::move(*entry));
  return entries;
}

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

/// One whose only texts are those of its facts.
Recording bare_recording() {
  Config config;
  config.host.clear();
  return {config, kPlenty};
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

// ---- what goes in -------------------------------------------------------------------------------

TEST_CASE("every fact comes back out of a recording") {
  const bool filled = GENERATE(true, false);
  const std::vector<Input> facts = every_fact(filled);
  Recording recording = bare_recording();
  Moment now{Instant{5s}, WallTime{1000h}};
  for (const Input& fact : facts) {
    recording.heard(now, fact);
    recording.done(now.monotonic);
    now = {now.monotonic + 17ms, now.wall + 40s};  // a machine that sleeps all the time
  }
  const auto entries = entries_in(recording.take());
  REQUIRE(entries.size() == 1 + 2 * facts.size());
  for (std::size_t at = 0; at < facts.size(); ++at) {
    const auto& heard = std::get<entry::Heard>(entries[1 + 2 * at]);
    CHECK(std::visit([](const auto& fact) { return listing(fact); }, heard.fact) ==
          std::visit([](const auto& fact) { return listing(fact); }, facts[at]));
    CHECK(heard.now.monotonic == Instant{5s + at * 17ms});
    CHECK(heard.now.wall == WallTime{1000h + at * 40s});
    CHECK(std::holds_alternative<entry::Done>(entries[2 + 2 * at]));
  }
}

TEST_CASE("the configuration comes back, the seed and an expiry too") {
  Config config = usual_config();
  config.seed = 0xfedcba9876543210ULL;
  config.credentials.token_expiry = WallTime{77s};
  config.retention = 12s;
  const auto entries = entries_in(Recording(config, kPlenty).take());
  REQUIRE(entries.size() == 1);
  const auto& part = std::get<entry::Part>(entries[0]);
  CHECK(part.version == config.version);
  CHECK(part.config.seed == config.seed);
  CHECK(part.config.credentials.token_expiry == WallTime{77s});
  CHECK(listing(part.config) == listing(config));
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
      R"({"method":"#1","id":"1000002","params":{}})");
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

TEST_CASE("a token's expiry is a fact of its own: the warning comes again without the token") {
  Config config = usual_config();
  config.credentials = {};
  config.credentials.token = "header.payload.signature";
  config.credentials.token_expiry = WallTime{10000h + 10min};
  Bench bench(config);
  bench.connect();
  bench.advance(11min);
  const Replayed again = replayed(bench.recorded.bytes());
  CHECK(again.verdict == Verdict::Same);
  CHECK(contains(again.text, "34001 TOKEN_EXPIRING_SOON"));
  CHECK_FALSE(contains(bench.recorded.bytes(), "payload"));
}

// ---- the replay ---------------------------------------------------------------------------------

TEST_CASE("a replay does what was done: a lost socket, a recovered call, its end") {
  Talking talking;
  talking.lose();
  talking.advance(10s);
  REQUIRE(talking.state(talking.call) == CallState::Active);
  talking.hang_up();
  talking.advance(1s);
  const Replayed again = replayed(talking.recorded.bytes());
  INFO(again.text);
  CHECK(again.verdict == Verdict::Same);
  CHECK(contains(again.text, std::to_string(talking.recorded.steps()) + " steps replayed"));
  CHECK(contains(again.text, "state=recovering"));
  CHECK(contains(again.text, "end_reason=local"));
  CHECK(contains(again.text, "reply to login"));
}

TEST_CASE("a replay that diverges says at which step, and what was different") {
  Config config = usual_config();
  Session session(config);
  Recording recording(config, kPlenty);
  Moment now{Instant{1s}, WallTime{1s}};
  const auto bring = [&](const Input& told, const Input& meant) {
    recording.heard(now, told);
    session.handle(now, meant);
    while (const auto request = session.poll()) recording.said(*request);
    recording.done(session.deadline());
    now = {now.monotonic + 10ms, now.wall + 10ms};
  };
  const SocketGeneration socket{1};
  const auto same = [&](const Input& fact) { bring(fact, fact); };
  same(fact::Connect{});
  same(fact::WentOnline{});
  bring(fact::SocketOpened{socket}, fact::SocketClosed{socket, 1006, "", false});
  const Replayed again = replayed(recording.take());
  INFO(again.text);
  CHECK(again.verdict == Verdict::Diverged);
  CHECK(contains(again.text, "!! step 3 diverges from the recording. then:"));
  CHECK(contains(again.text, "now: SendText"));
  CHECK(contains(again.text, "The first that diverges is step 3."));
}

TEST_CASE("another wait alone is a divergence") {
  Config config = usual_config();
  Recording recording(config, kPlenty);
  Session session(config);
  recording.heard({}, fact::Connect{});
  session.handle({}, fact::Connect{});
  while (const auto request = session.poll()) recording.said(*request);
  recording.done(*session.deadline() + 1ms);
  const Replayed again = replayed(recording.take());
  CHECK(again.verdict == Verdict::Diverged);
  CHECK(contains(again.text, "another deadline"));
}

TEST_CASE("a fact that the core did not survive is the last line") {
  Recording recording(usual_config(), kPlenty);
  recording.heard({}, fact::Connect{});
  const std::string bytes = recording.take();
  Timeline timeline(bytes);
  std::string last;
  for (int line = 0; line < 2; ++line) last = timeline.next().value_or("");
  CHECK(contains(last, "Connect"));
  CHECK(contains(timeline.next().value_or(""), "does not say what followed"));
}

TEST_CASE("several cores of one client are parts of one recording") {
  std::string bytes;
  for (int part = 0; part < 2; ++part) {
    Bench bench;
    bench.connect();
    bytes += bench.recorded.bytes();
  }
  const Replayed again = replayed(bytes);
  CHECK(again.verdict == Verdict::Same);
  CHECK(again.text.find("begins:") != again.text.rfind("begins:"));
}

// ---- its limit ----------------------------------------------------------------------------------

TEST_CASE("a recording stays within its limit and says that it stopped") {
  const auto limit =
      GENERATE(as<std::size_t>(), 0, 1, 10, 100, 200, 500, 1000, 1001, 1002, 1003, 1004, 1005);
  Recording recording(usual_config(), limit);
  std::string bytes;
  for (int step = 0; step < 1000; ++step) {
    recording.heard({}, fact::SocketErred{SocketGeneration{1}});
    bytes += recording.take();
    recording.said(request::Forget{});
    recording.done({});
    bytes += recording.take();
  }
  CHECK(recording.full());
  CHECK(bytes.size() <= limit);
  if (limit >= 200) {
    CHECK(bytes.size() + 20 > limit);
    CHECK(contains(replayed(bytes).text, "reached its limit"));
  }
}

// ---- files that are none ------------------------------------------------------------------------

TEST_CASE("what is no recording is called one that cannot be read") {
  const std::string bytes = GENERATE("", "x", "{\"a\":1}", "\xf1HF", "\xf1HFR\x02");
  CHECK(replayed(bytes).verdict == Verdict::Unreadable);
}

TEST_CASE("a recording of other facts names the version that can replay it") {
  std::string bytes = Recording(usual_config(), kPlenty).take();
  const std::size_t version = bytes.find("3.0.0");
  REQUIRE(version != bytes.npos);
  bytes[version + 6] = '\x7e';  // how many facts there are
  const Replayed again = replayed(bytes);
  CHECK(again.verdict == Verdict::Unreadable);
  CHECK(contains(again.text, "npx holdfast-rtc@3.0.0 replay"));
}

TEST_CASE("broken recordings harm nobody") {
  std::string bytes;
  {
    Talking talking;
    talking.lose();
    talking.advance(5s);
    talking.hang_up();
    talking.advance(1s);
    bytes = talking.recorded.bytes();
  }
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    CHECK_FALSE(replayed(std::string_view(bytes).substr(0, size)).text.empty());
  }
  Random random(11);
  for (int round = 0; round < 300; ++round) {
    std::string broken = bytes;
    for (int spot = 0; spot <= round % 5; ++spot) {
      const auto at = random.between(0, static_cast<std::int64_t>(broken.size()) - 1);
      broken[static_cast<std::size_t>(at)] = static_cast<char>(random.next());
    }
    CHECK_FALSE(replayed(broken).text.empty());
  }
}

}  // namespace
}  // namespace holdfast::record
