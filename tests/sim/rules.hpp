// What must hold in every session, whatever goes wrong: one sentence each, and which one was broken
// first. Knows no model: whoever sees a thing happen demands the rule about it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::sim {

enum class Rule : std::uint8_t {
  OneSocket,
  GreaterSocket,
  WantedSocket,
  LivingSocket,
  LoginFirst,
  OneRequest,
  OneAcknowledgement,
  OneTicket,
  TicketsBeforeRest,
  OneEnd,
  Moves,
  Reason,
  EndedMicrophone,
  MutedMicrophone,
  EndedPeers,
  LivingPeer,
  TwoPeers,
  Order,
  Ringing,
  OneInvite,
  NewestOffer,
  Loss,
  Retention,
  OneExhaustion,
  OneRefusal,
  Stakes,
  Timers,
  Secrets,
  PageBefore,
  Recovered,
  AtRest,
  Silence,
  Covered,
};

struct Sentence {
  Rule rule;
  std::string_view text;
};

inline constexpr std::array kSentences{
    Sentence{Rule::OneSocket, "At most one socket lives."},
    Sentence{Rule::GreaterSocket, "A later socket has a greater number."},
    Sentence{
        Rule::WantedSocket,
        "No socket is opened that the application does not want: not after disconnect, a cleared "
        "token, refused credentials, or an outage that was given up."},
    Sentence{Rule::LivingSocket, "Only a living socket is written to or closed."},
    Sentence{Rule::LoginFirst, "The first frame on a socket is a login."},
    Sentence{Rule::OneRequest, "No two requests have the same id."},
    Sentence{Rule::OneAcknowledgement,
             "Each request of the gateway's that wants one is acknowledged once."},
    Sentence{Rule::OneTicket, "Every ticket settles once."},
    Sentence{Rule::TicketsBeforeRest,
             "When disconnect settles, every ticket has settled and every call is over."},
    Sentence{Rule::OneEnd, "Every call ends once, and is told nothing more."},
    Sentence{Rule::Moves, "States move by the table, and no state changes unannounced."},
    Sentence{Rule::Reason, "Every call that ends says why."},
    Sentence{Rule::EndedMicrophone, "A call that ended neither opens nor keeps a microphone."},
    Sentence{Rule::MutedMicrophone, "The microphone is open as the application last wished."},
    Sentence{Rule::EndedPeers, "A call that ended has no peer."},
    Sentence{Rule::LivingPeer,
             "Only a living peer is asked for anything, and each is closed once."},
    Sentence{Rule::TwoPeers,
             "A call has at most two peers, and for a moment a third that was replaced."},
    Sentence{Rule::Order, "Descriptions and candidates come in the order that a browser accepts."},
    Sentence{Rule::Ringing, "Nothing rings in a call that was answered or is over."},
    Sentence{Rule::OneInvite, "No call is invited twice."},
    Sentence{Rule::NewestOffer,
             "An attach is answered on the socket that it came on, or not at all."},
    Sentence{Rule::Loss, "Without a socket a call is new, over, or established and to be kept."},
    Sentence{Rule::Retention, "No call waits for its socket longer than the gateway keeps it."},
    Sentence{Rule::OneExhaustion, "An outage that is given up raises one error."},
    Sentence{Rule::OneRefusal, "Refused credentials raise one error until the application acts."},
    Sentence{Rule::Stakes,
             "What is told of an outage is so: no call that waits is over, and every lost one is."},
    Sentence{Rule::Timers, "With no socket, no call and nobody asking, no timer runs."},
    Sentence{Rule::Secrets, "No secret is told to the application or put into an address."},
    Sentence{
        Rule::PageBefore,
        "A call of the page before comes back muted as it was, or is told to be lost, once; one "
        "that was hung up never comes back."},
    Sentence{
        Rule::Recovered,
        "Once the faults stop, in at most 145 s the client is registered and every call is alive "
        "at both ends or over at both."},
    Sentence{Rule::AtRest,
             "After disconnect nothing is left: no socket, call, peer, microphone, tone or timer."},
    Sentence{Rule::Silence, "A session that goes on forever at one moment is stuck."},
    Sentence{Rule::Covered, "Every fact and every request occurs."},
};

constexpr bool listed_in_order() {
  for (std::size_t at = 0; at < kSentences.size(); ++at) {
    if (static_cast<std::size_t>(kSentences[at].rule) != at) return false;
  }
  return kSentences.size() == static_cast<std::size_t>(Rule::Covered) + 1;
}
static_assert(listed_in_order());

constexpr std::string_view sentence(Rule rule) {
  return kSentences[static_cast<std::size_t>(rule)].text;
}

class Rules {
 public:
  void demand(bool holds, Rule rule) {
    if (!holds && !broken_) broken_ = rule;
  }
  void demand(bool holds, Rule rule, std::string_view detail) {
    if (!holds && !broken_) detail_ = detail;
    demand(holds, rule);
  }

  [[nodiscard]] const std::optional<Rule>& broken() const { return broken_; }
  [[nodiscard]] const std::string& detail() const { return detail_; }

 private:
  std::optional<Rule> broken_;
  std::string detail_;
};

}  // namespace holdfast::sim
