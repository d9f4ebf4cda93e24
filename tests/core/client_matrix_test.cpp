// Every fact in every state of the client's link: what the link does next, and that what was
// promised is settled. A fact without a row fails.
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <memory>
#include <set>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bench.hpp"

using namespace holdfast;
using namespace holdfast::bench;

namespace {

/// What the link is doing, as it shows outside: I(dle), C(onnecting), O(pen), W(aiting for the next
/// attempt). Lets a minute pass to tell idle from waiting.
char shown(Bench& bench) {
  const SocketGeneration living = bench.gateway.socket;
  const auto over = [&](const auto& send) { return send.socket == living; };
  const char live = std::ranges::any_of(bench.all<request::SendText>(), over) ? 'O' : 'C';
  const std::size_t sockets = bench.sockets();
  bench.advance(60s);
  if (living) return live;
  return bench.sockets() > sockets ? 'W' : 'I';
}

// And X(hausted): no attempt is left, and it shows as idle.
constexpr std::string_view kLinks = "ICOWX";

std::unique_ptr<Bench> client(char link) {
  Config config = usual_config();
  if (link == 'X') config.max_reconnect_attempts = 1;
  auto bench = std::make_unique<Bench>(std::move(config));
  if (link == 'I') return bench;
  bench->gateway.accepts_sockets = link != 'X';
  bench->feed(fact::Connect{});
  if (link == 'C') return bench;
  bench->advance(link == 'X' ? 5s : 200ms);
  bench->gateway.accepts_sockets = true;
  if (link == 'W') {
    bench->gateway.cut();
    bench->advance(0ms);
  }
  return bench;
}

/// Of the socket that was opened last, which may be gone.
SocketGeneration own(const Bench& bench) {
  const auto opened = bench.all<request::OpenSocket>();
  return opened.empty() ? SocketGeneration{1} : opened.back().socket;
}

/// Brings a fact as the browser would: with what becomes of the socket by it.
void bring(Bench& bench, Input input) {
  const bool ends = std::holds_alternative<fact::SocketClosed>(input) ||
                    std::holds_alternative<fact::SocketRefused>(input);
  if (ends) bench.gateway.socket = {};
  if (const auto due = bench.session().deadline();
      due && std::holds_alternative<fact::TimePassed>(input)) {
    bench.freeze(*due - bench.now().monotonic);
  }
  bench.feed(std::move(input));
}

const std::set<std::string_view> kPromising{"login()",
                                            "disconnect()",
                                            "getIsRegistered()",
                                            "hangup()",
                                            "hold()",
                                            "setAudioInDevice()",
                                            "a request of the application's own"};

struct Fact {
  std::string_view name;
  std::string_view outcome;  // for each of kLinks, what shows afterwards
  Input (*make)(const Bench& bench);
};

constexpr SocketGeneration kOld{99};
constexpr CallKey kNobody{77};
constexpr PeerGeneration kPeer{1};

const std::vector<Fact>& client_facts() {
  static const std::vector<Fact> kFacts{
      {"connect()", "CCOCC", [](const Bench&) -> Input { return fact::Connect{}; }},
      {"login()", "CCOCC",
       [](const Bench&) -> Input { return fact::Login{Ticket{1}, usual_config().credentials}; }},
      {"disconnect()", "IIIII", [](const Bench&) -> Input { return fact::Disconnect{Ticket{1}}; }},
      {"clearReconnectToken()", "ICOII", [](const Bench&) -> Input { return fact::ClearToken{}; }},
      {"resetReconnectAttempts()", "ICOWI",
       [](const Bench&) -> Input { return fact::ResetAttempts{}; }},
      {"getIsRegistered()", "ICOWI",
       [](const Bench&) -> Input { return fact::CheckRegistered{Ticket{1}}; }},
      {"the socket opened", "IOOWI",
       [](const Bench& bench) -> Input { return fact::SocketOpened{own(bench)}; }},
      {"another socket opened", "ICOWI",
       [](const Bench&) -> Input { return fact::SocketOpened{kOld}; }},
      {"a frame", "ICOWI",
       [](const Bench& bench) -> Input { return fact::SocketText{own(bench), "{}"}; }},
      {"a frame of another socket", "ICOWI",
       [](const Bench&) -> Input { return fact::SocketText{kOld, "{}"}; }},
      {"the socket erred", "IWWWI",
       [](const Bench& bench) -> Input { return fact::SocketErred{own(bench)}; }},
      {"another socket erred", "ICOWI",
       [](const Bench&) -> Input { return fact::SocketErred{kOld}; }},
      {"the socket closed", "IWWWI",
       [](const Bench& bench) -> Input { return fact::SocketClosed{own(bench), 1006, "", false}; }},
      {"the constructor threw", "IIIWI",
       [](const Bench& bench) -> Input { return fact::SocketRefused{own(bench), "no"}; }},
      {"online", "ICOWI", [](const Bench&) -> Input { return fact::WentOnline{}; }},
      {"offline", "ICOWI", [](const Bench&) -> Input { return fact::WentOffline{}; }},
      {"shown", "ICOWI", [](const Bench&) -> Input { return fact::PageShown{}; }},
      {"hidden", "ICOWI", [](const Bench&) -> Input { return fact::PageHidden{}; }},
      {"leaving", "ICOWI", [](const Bench&) -> Input { return fact::PageLeaving{}; }},
      {"the deadline came", "IWOCI", [](const Bench&) -> Input { return fact::TimePassed{}; }},
      {"a wait that nobody asked for", "ICOWI",
       [](const Bench&) -> Input { return fact::DelayChosen{1, std::nullopt, true}; }},
      {"a token that nobody asked for", "ICOWI",
       [](const Bench&) -> Input { return fact::TokenProvided{1, "token", std::nullopt}; }},
      {"no token, which nobody asked for", "ICOWI",
       [](const Bench&) -> Input { return fact::TokenWithheld{1, "no"}; }},
      {"newCall()", "ICOWI",
       [](const Bench&) -> Input {
         return fact::PlaceCall{kNobody, CallId{"K7"}, CallPlan{}, Parties{}, {}, {}};
       }},
      // About a call that is not there.
      {"answer()", "ICOWI", [](const Bench&) -> Input { return fact::AnswerCall{kNobody, {}}; }},
      {"hangup()", "ICOWI",
       [](const Bench&) -> Input { return fact::HangUp{kNobody, Ticket{1}, {}, {}}; }},
      {"hold()", "ICOWI",
       [](const Bench&) -> Input { return fact::Hold{kNobody, Ticket{1}, HoldAction::Hold}; }},
      {"dtmf()", "ICOWI", [](const Bench&) -> Input { return fact::SendDtmf{kNobody, "1"}; }},
      {"a request of the application's own", "ICOWI",
       [](const Bench&) -> Input {
         return fact::SendRequest{Ticket{1}, "ai_conversation", {"{}"}};
       }},
      {"muteAudio()", "ICOWI", [](const Bench&) -> Input { return fact::SetMuted{kNobody, true}; }},
      {"setAudioInDevice()", "ICOWI",
       [](const Bench&) -> Input { return fact::ChangeMicrophone{kNobody, Ticket{1}, false}; }},
      {"resume()", "ICOWI", [](const Bench&) -> Input { return fact::ResumeMedia{kNobody}; }},
      {"reject()", "ICOWI", [](const Bench&) -> Input { return fact::RejectMedia{kNobody}; }},
      {"an offer", "ICOWI",
       [](const Bench&) -> Input { return fact::OfferCreated{kNobody, kPeer, "sdp"}; }},
      {"an answer", "ICOWI",
       [](const Bench&) -> Input { return fact::AnswerCreated{kNobody, kPeer, "sdp"}; }},
      {"ours is set", "ICOWI",
       [](const Bench&) -> Input { return fact::LocalDescriptionSet{kNobody, kPeer}; }},
      {"theirs is set", "ICOWI",
       [](const Bench&) -> Input { return fact::RemoteDescriptionSet{kNobody, kPeer}; }},
      {"a candidate", "ICOWI",
       [](const Bench&) -> Input { return fact::CandidateFound{kNobody, kPeer, Candidate{}}; }},
      {"gathered", "ICOWI",
       [](const Bench&) -> Input { return fact::GatheringFinished{kNobody, kPeer, "sdp"}; }},
      {"a peer changed", "ICOWI",
       [](const Bench&) -> Input {
         return fact::PeerStateChanged{kNobody, kPeer, PeerState::Failed};
       }},
      {"a peer failed", "ICOWI",
       [](const Bench&) -> Input {
         return fact::PeerFailed{kNobody, kPeer, PeerOperation::Create, "Error", "no"};
       }},
      {"media flows", "ICOWI",
       [](const Bench&) -> Input { return fact::MediaFlowing{kNobody, kPeer}; }},
      {"media is sampled", "ICOWI",
       [](const Bench&) -> Input { return fact::MediaSampled{kNobody, kPeer, {}}; }},
      {"the microphone is granted", "ICOWI",
       [](const Bench&) -> Input { return fact::MediaGranted{kNobody}; }},
      {"the microphone is refused", "ICOWI",
       [](const Bench&) -> Input { return fact::MediaRefused{kNobody, "NotAllowedError", "no"}; }},
      {"the microphone was changed", "ICOWI",
       [](const Bench&) -> Input { return fact::MicrophoneChanged{kNobody, Ticket{1}}; }},
      {"the microphone was kept", "ICOWI",
       [](const Bench&) -> Input {
         return fact::MicrophoneKept{kNobody, Ticket{1}, "Error", "no"};
       }},
      {"the microphone is lost", "ICOWI",
       [](const Bench&) -> Input { return fact::MicrophoneLost{kNobody, true}; }},
      {"devices were changed", "ICOWI",
       [](const Bench&) -> Input { return fact::DevicesChanged{}; }},
  };
  return kFacts;
}

}  // namespace

TEST_CASE("the matrix of the client: its links are what they are called") {
  for (const char link : kLinks) {
    INFO(link);
    CHECK(shown(*client(link)) == (link == 'X' ? 'I' : link));
  }
}

TEST_CASE("the matrix of the client: every fact in every state of its link") {
  std::set<std::size_t> seen;
  for (const Fact& fact : client_facts()) {
    for (std::size_t at = 0; at < kLinks.size(); ++at) {
      INFO(fact.name << " while " << kLinks[at]);
      const auto bench = client(kLinks[at]);
      Input input = fact.make(*bench);
      seen.insert(input.index());
      bring(*bench, std::move(input));
      CHECK(shown(*bench) == fact.outcome.at(at));
      CHECK(bench->settled(Ticket{1}).has_value() == kPromising.contains(fact.name));
    }
  }
  CHECK(seen.size() == std::variant_size_v<Input>);
}
