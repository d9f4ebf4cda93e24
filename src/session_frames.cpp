// What the gateway says: one frame in, and where it goes by what it is.
#include <type_traits>
#include <utility>

#include "session.hpp"
#include "wire/codec.hpp"

namespace holdfast {

using call::Call;
using call::Farewell;

void Session::on(Turn& turn, const fact::SocketText& text) {
  if (!link_.is_current(text.socket)) return;
  liveness_.heard(turn);
  auto frame = wire::decode(text.text);
  if (!frame) return;
  registration_.heard_routing(turn, frame->routing);
  liveness_.set_routing(registration_.routing());
  if (frame->reattached) recovery_.listed(turn, *frame->reattached);
  std::visit([&](auto& body) { hear(turn, *frame, body); }, frame->body);
  if (!std::holds_alternative<wire::Response>(frame->body)) turn.put(request::FrameSeen{});
}

void Session::acknowledge(Turn& turn, const wire::Inbound& frame) {
  const auto socket = link_.current();
  if (frame.id && socket) {
    turn.put(request::SendText{*socket, wire::acknowledge(frame.id, frame.method)});
  }
}

void Session::hear(Turn& turn, const wire::Inbound& /*frame*/, wire::Response& response) {
  liveness_.answered(turn);
  const auto asker = rpc_.take(turn, response.id);
  if (!asker) {
    turn.put(request::FrameSeen{});
    return;
  }
  Outcome outcome;
  if (auto* refusal = std::get_if<wire::Refusal>(&response.outcome)) {
    outcome = {.kind = Outcome::Kind::Refused, .refusal = std::move(*refusal)};
  } else {
    outcome = {.kind = Outcome::Kind::Answered,
               .reply = std::move(std::get<wire::Reply>(response.outcome))};
  }
  const bool tells_state = outcome.reply.gateway_state.has_value();
  settle(turn, *asker, outcome);
  const bool forgotten =
      outcome.refusal.code == signaling::kNotAuthenticated && asker->purpose != Purpose::Login;
  if (forgotten) registration_.forgotten(turn);
  // The application always saw those answers of its own that tell the registration.
  if (tells_state) turn.put(request::FrameSeen{});
}

void Session::hear(Turn& turn, const wire::Inbound& frame, wire::Invite& invite) {
  acknowledge(turn, frame);
  // Told twice, perhaps after it ended.
  if (roster_.find(invite.call) != nullptr || recovery_.knows_ended(invite.call)) return;
  if (!disconnect_tickets_.empty()) return;  // nobody is there to answer
  roster_
      .add({.key = roster_.mint(),
            .id = std::move(invite.call),
            .direction = Direction::Inbound,
            .plan = config_.inbound,
            .parties = std::move(invite.parties),
            .telnyx = std::move(invite.telnyx),
            .client_state = std::move(invite.client_state),
            .custom_headers = std::move(invite.custom_headers),
            .remote_offer = std::move(invite.sdp)})
      .arrive(turn);
}

void Session::hear(Turn& turn, const wire::Inbound& frame, wire::Attach& attach) {
  acknowledge(turn, frame);
  recovery_.attach(turn, attach.invite);
}

void Session::hear(Turn& turn, const wire::Inbound& frame, wire::Ping& /*ping*/) {
  // The gateway wants a ping of ours in return, not a result.
  turn.ask(wire::AskPing{frame.routing}, {.purpose = Purpose::Ping});
}

void Session::hear(Turn& turn, const wire::Inbound& /*frame*/, wire::ClientReady& /*ready*/) {
  registration_.client_ready(turn);
}

void Session::hear(Turn& turn, const wire::Inbound& /*frame*/, wire::GatewayStateTold& told) {
  step(turn, registration_.state_told(turn, told.state, told.word, nullptr));
}

void Session::hear(Turn& turn, const wire::Inbound& frame, wire::Punt& /*punt*/) {
  acknowledge(turn, frame);
  if (config_.keep_calls) {
    lose(turn, true, ReconnectReason::Punted);
    return;
  }
  forget_socket(turn, true);
  outage_.over();
  drop_calls(turn, Farewell::Later);
  settle_logins(turn, false);
  tell_client(turn);
}

void Session::hear(Turn& turn, const wire::Inbound& frame, wire::Told& told) {
  if (frame.method == "telnyx_rtc.display") acknowledge(turn, frame);
  const Call* one = roster_.find(told.call);
  turn.put(request::CallTold{one == nullptr ? CallKey{} : one->key(), std::move(told.type)});
}

void Session::hear(Turn& turn, const wire::Inbound& /*frame*/,
                   wire::Conversation& /*conversation*/) {
  turn.put(request::ConversationHeard{});
}

void Session::hear(Turn& turn, const wire::Inbound& frame, wire::Noted& /*noted*/) {
  acknowledge(turn, frame);
}

void Session::hear(Turn& /*turn*/, const wire::Inbound& /*frame*/,
                   wire::UnknownMethod& /*unknown*/) {}

template <class Message>
void Session::hear(Turn& turn, const wire::Inbound& frame, Message& message) {
  // Acknowledged even when the call is gone: the gateway would only repeat itself.
  acknowledge(turn, frame);
  if (Call* one = roster_.find(message.call)) {
    one->on(turn, std::as_const(message));
  } else if constexpr (std::is_same_v<Message, wire::Answer>) {
    recovery_.refuse_answer(turn, message);
  }
}

}  // namespace holdfast
