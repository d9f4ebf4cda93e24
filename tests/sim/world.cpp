#include "world.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>

#include "call/transitions.hpp"

namespace holdfast::sim {

namespace {

// The longest way back: 10 s of silence and 5 s for its verdict, or the 10 s of a socket that never
// opens; then the longest wait of 40 s and a login. And a call whose gateway neither lists nor
// offers it waits for the 90 s of the retention.
constexpr milliseconds kRecovery = 145s;
constexpr milliseconds kFarewell = 6s;  // 5 s for the replies to the last BYEs
constexpr milliseconds kThrottle = 1s;  // of the timers of a hidden page
constexpr int kMostSteps = 20'000;

// By their place in Input and Output: what is new there has no name here, and does not compile.
constexpr std::array kFacts{
    "Connect",
    "Login",
    "Disconnect",
    "ClearToken",
    "ResetAttempts",
    "DelayChosen",
    "TokenProvided",
    "TokenWithheld",
    "CheckRegistered",
    "SendRequest",
    "PlaceCall",
    "AnswerCall",
    "HangUp",
    "Hold",
    "SendDtmf",
    "SetMuted",
    "ChangeMicrophone",
    "ResumeMedia",
    "RejectMedia",
    "SocketOpened",
    "SocketText",
    "SocketErred",
    "SocketClosed",
    "SocketRefused",
    "OfferCreated",
    "AnswerCreated",
    "LocalDescriptionSet",
    "RemoteDescriptionSet",
    "CandidateFound",
    "GatheringFinished",
    "PeerStateChanged",
    "PeerFailed",
    "MediaFlowing",
    "MediaSampled",
    "MediaGranted",
    "MediaRefused",
    "MicrophoneChanged",
    "MicrophoneKept",
    "MicrophoneLost",
    "DevicesChanged",
    "WentOnline",
    "WentOffline",
    "PageShown",
    "PageHidden",
    "PageLeaving",
    "TimePassed",
};
static_assert(kFacts.size() == std::variant_size_v<Input>,
              "a fact that no part of the world draws");

constexpr std::array kRequests{
    "OpenSocket",
    "SendText",
    "CloseSocket",
    "CreatePeer",
    "CreateOffer",
    "CreateAnswer",
    "SetLocalDescription",
    "SetRemoteDescription",
    "AddCandidate",
    "FinishGathering",
    "WatchMedia",
    "SwitchPeer",
    "SampleMedia",
    "ClosePeer",
    "AcquireMedia",
    "SetMicrophone",
    "SetCamera",
    "ChangeMicrophone",
    "ReleaseMedia",
    "StartTone",
    "StopTone",
    "Store",
    "Forget",
    "ClientChanged",
    "ClientReady",
    "Reconnecting",
    "AskDelay",
    "AskToken",
    "Recovered",
    "CallChanged",
    "FrameSeen",
    "MediaMeasured",
    "StepReached",
    "CallTold",
    "ConversationHeard",
    "ErrorRaised",
    "MediaRetry",
    "WarningRaised",
    "Settled",
};
static_assert(kRequests.size() == std::variant_size_v<Output>,
              "a request that no part of the world performs");

/// Who performs a request: everybody whom it concerns. One that concerns nobody says so.
struct Performers {
  Network& network;
  Application& application;
  Browser& browser;

  void operator()(const request::OpenSocket& open) const {
    application.on(open);
    network.on(open);
  }
  void operator()(const request::SendText& send) const { network.on(send); }
  void operator()(const request::CloseSocket& close) const { network.on(close); }
  void operator()(const request::CreatePeer& create) const { browser.on(create); }
  void operator()(const request::CreateOffer& create) const { browser.on(create); }
  void operator()(const request::CreateAnswer& create) const { browser.on(create); }
  void operator()(const request::SetLocalDescription& set) const { browser.on(set); }
  void operator()(const request::SetRemoteDescription& set) const { browser.on(set); }
  void operator()(const request::AddCandidate& add) const { browser.on(add); }
  void operator()(const request::FinishGathering& finish) const { browser.on(finish); }
  void operator()(const request::WatchMedia& watch) const { browser.on(watch); }
  void operator()(const request::SwitchPeer& change) const { browser.on(change); }
  void operator()(const request::SampleMedia& sample) const { browser.on(sample); }
  void operator()(const request::ClosePeer& close) const { browser.on(close); }
  void operator()(const request::AcquireMedia& acquire) const { browser.on(acquire); }
  void operator()(const request::SetMicrophone& set) const {
    application.on(set);
    browser.on(set);
  }
  void operator()(const request::SetCamera& set) const { browser.on(set); }
  void operator()(const request::ChangeMicrophone& change) const { browser.on(change); }
  void operator()(const request::ReleaseMedia& release) const { browser.on(release); }
  void operator()(const request::StartTone& start) const { browser.on(start); }
  void operator()(const request::StopTone& stop) const { browser.on(stop); }
  void operator()(const request::Store& store) const { application.on(store); }
  void operator()(const request::Forget& forget) const { application.on(forget); }
  void operator()(const request::ClientChanged& changed) const { application.on(changed); }
  void operator()(const request::ClientReady& /*nobody*/) const {}
  void operator()(const request::Reconnecting& reconnecting) const { application.on(reconnecting); }
  void operator()(const request::AskDelay& ask) const { application.on(ask); }
  void operator()(const request::AskToken& ask) const { application.on(ask); }
  void operator()(const request::Recovered& recovered) const { application.on(recovered); }
  void operator()(const request::CallChanged& changed) const { application.on(changed); }
  void operator()(const request::FrameSeen& /*nobody*/) const {}
  void operator()(const request::MediaMeasured& measured) const { application.on(measured); }
  void operator()(const request::StepReached& /*nobody*/) const {}
  void operator()(const request::CallTold& /*nobody*/) const {}
  void operator()(const request::ConversationHeard& /*nobody*/) const {}
  void operator()(const request::ErrorRaised& raised) const { application.on(raised); }
  void operator()(const request::MediaRetry& retry) const { application.on(retry); }
  void operator()(const request::WarningRaised& raised) const { application.on(raised); }
  void operator()(const request::Settled& settled) const { application.on(settled); }
};

Config draw_config(Ground& ground) {
  Config config;
  config.seed = ground.random.next();
  config.version = "3.0.0";
  config.host = "wss://gateway.test";
  config.keep_calls = ground.chance(4) > 0;
  config.hang_up_on_leave = ground.chance(2) == 0;
  config.auto_reconnect = ground.chance(8) > 0;
  constexpr std::array kAttempts{10, 10, 10, 0, 1, 2, 4};
  config.max_reconnect_attempts = kAttempts[ground.chance(kAttempts.size())];
  constexpr std::array kPolicies{ReconnectPolicy::Documented, ReconnectPolicy::Documented,
                                 ReconnectPolicy::Delays, ReconnectPolicy::Retention,
                                 ReconnectPolicy::Asked};
  config.policy = kPolicies[ground.chance(kPolicies.size())];
  if (config.policy == ReconnectPolicy::Delays) config.delays = {0ms, 500ms, 2s, 5s, 5s, 5s};
  config.provides_tokens = ground.chance(2) == 0;
  config.media_retry = ground.chance(2) == 0 ? 20s : 0s;
  config.media_retry_outbound = ground.chance(2) == 0;
  config.replace_microphone = ground.chance(2) == 0;
  config.inbound.trickle = ground.chance(2) == 0;
  switch (ground.chance(4)) {
    case 0:
      config.credentials.token = "token-secret";
      config.credentials.token_expiry =
          ground.clock.moment().wall + milliseconds{ground.chance(300'000)};
      break;
    case 1:
      config.credentials.target_type = "ai_assistant";
      config.credentials.target_id = "assistant-1";
      break;
    default:
      config.credentials.login = "desk4";
      config.credentials.password = "password-secret";
      break;
  }
  return config;
}

}  // namespace

void Coverage::add(const Coverage& other) {
  for (std::size_t at = 0; at < facts.size(); ++at) facts[at] += other.facts[at];
  for (std::size_t at = 0; at < requests.size(); ++at) requests[at] += other.requests[at];
}

std::string Coverage::missing() const {
  for (std::size_t at = 0; at < facts.size(); ++at) {
    if (facts[at] == 0) return kFacts[at];
  }
  for (std::size_t at = 0; at < requests.size(); ++at) {
    if (requests[at] == 0) return kRequests[at];
  }
  return {};
}

Script script_of(std::uint64_t seed) {
  Random random(seed);
  return draw_script(random);
}

World::World(std::uint64_t seed, Script script)
    : ground_(seed ^ 0x5bd1e995U),
      network_(ground_),
      gateway_(ground_, network_),
      application_(ground_),
      browser_(ground_, [this](CallKey call) { return application_.lives(call); }),
      script_(std::move(script)) {
  ground_.config = draw_config(ground_);
  ground_.bring = [this](Input input) { bring(std::move(input)); };
  session_.emplace(ground_.config);
}

// ---- one fact -----------------------------------------------------------------------------------

void World::bring(Input input) {
  if (ground_.rules.broken()) return;
  if (traces_)
    std::printf("%s ms  %s\n", std::to_string(now().count()).c_str(), kFacts[input.index()]);
  if (traces_ && std::holds_alternative<fact::SocketText>(input)) {
    std::printf("            < %.180s\n", std::get<fact::SocketText>(input).text.c_str());
  }
  ++coverage_.facts[input.index()];
  network_.note(input);
  const Performers performers{network_, application_, browser_};
  session_->handle(ground_.clock.moment(), input);
  while (const auto output = session_->poll()) {
    ++coverage_.requests[output->index()];
    if (traces_) {
      std::printf("            -> %s", kRequests[output->index()]);
      if (const auto* send = std::get_if<request::SendText>(&*output)) {
        std::printf(" %.220s", send->text.c_str());
      } else if (const auto* changed = std::get_if<request::CallChanged>(&*output)) {
        std::printf(" call %u %s: state %d", changed->snapshot.call.value,
                    changed->snapshot.id.text.c_str(), static_cast<int>(changed->snapshot.state));
      } else if (const auto* raised = std::get_if<request::ErrorRaised>(&*output)) {
        std::printf(" %d %s", static_cast<int>(raised->code), raised->message.c_str());
      }
      std::printf("\n");
    }
    std::visit(performers, *output);
  }
  application_.check(input, {.socket = network_.live().has_value(),
                             .open = network_.open(),
                             .timer = session_->deadline().has_value()});
  for (const Application::Known& call : application_.calls()) {
    const bool ending = call::is_ending(call.state);
    browser_.check(call.key, ending, call::is_established(call.state));
  }
}

// ---- time ---------------------------------------------------------------------------------------

milliseconds World::deadline() const {
  const auto due = session_->deadline();
  if (!due) return milliseconds::max();
  milliseconds at = std::max({ground_.clock.when(*due), ground_.clock.frozen_until(), now()});
  if (hidden_) at += (kThrottle - at % kThrottle) % kThrottle;
  return at;
}

bool World::step(milliseconds end) {
  const milliseconds event = ground_.clock.next().value_or(milliseconds::max());
  const milliseconds due = deadline();
  if (ground_.rules.broken() || std::min(event, due) > end) return false;
  const milliseconds before = now();
  // A page that thaws may run its timer first, or what it would have heard.
  if (due < event || (due == event && ground_.chance(2) == 0)) {
    ground_.clock.pass_to(due);
    bring(fact::TimePassed{});
  } else {
    ground_.clock.run_next();
  }
  steps_ = now() > before ? 0 : steps_ + 1;
  ground_.rules.demand(steps_ < kMostSteps, Rule::Silence);
  return true;
}

void World::run_until(milliseconds end) {
  while (step(end)) {
  }
  ground_.clock.pass_to(end);
}

// ---- one session --------------------------------------------------------------------------------

void World::run() {
  for (const Act& act : script_.acts) {
    ground_.clock.after(act.at, [this, act] { perform(act); });
  }
  run_until(script_.acts.empty() ? 0ms : script_.acts.back().at + 1ms);
  run_until(std::max(now(), ground_.clock.frozen_until()));
  if (script_.calm) calm();
  leave();
}

void World::perform(const Act& act) {
  if (traces_) std::printf("%s\n", act.text().c_str());
  ground_.begin(act);
  switch (act.kind) {
    case Kind::Connect:
    case Kind::Login:
    case Kind::Disconnect:
    case Kind::ClearToken:
    case Kind::ResetAttempts:
    case Kind::CheckRegistered:
    case Kind::Place:
    case Kind::Answer:
    case Kind::HangUp:
    case Kind::Hold:
    case Kind::Mute:
    case Kind::Digits:
      return ground_.clock.on_page(0ms, [this, act] { application_.perform(act); });
    case Kind::Cut:
      return network_.cut(act.variant);
    case Kind::HalfOpen:
      return network_.break_silently();
    case Kind::LoseMicrophone:
    case Kind::PeerBlip:
    case Kind::PeerDeath:
    case Kind::StrayFact:
      return browser_.perform(act);
    case Kind::Offline:
    case Kind::Online:
    case Kind::Shown:
    case Kind::Hidden:
    case Kind::Leaving:
    case Kind::Reload:
    case Kind::Freeze:
    case Kind::Sleep:
    case Kind::SetCalendar:
      return surround(act);
    default:
      return gateway_.perform(act);  // or nothing: the fault is asked for where it shows
  }
}

void World::surround(const Act& act) {
  switch (act.kind) {
    case Kind::Offline:
      if (act.variant % 2 == 0) network_.break_silently();
      return ground_.tell(0ms, fact::WentOffline{});
    case Kind::Online:
      return ground_.tell(0ms, fact::WentOnline{});
    case Kind::Shown:
      hidden_ = false;
      return ground_.tell(0ms, fact::PageShown{});
    case Kind::Hidden:
      hidden_ = true;
      return ground_.tell(0ms, fact::PageHidden{});
    case Kind::Leaving:
      return ground_.clock.on_page(0ms, [this] {
        if (ground_.config.hang_up_on_leave) application_.excuse();
        bring(fact::PageLeaving{});
      });
    case Kind::Reload:
      return ground_.clock.on_page(0ms, [this, act] { reload(act); });
    case Kind::Freeze:
      return ground_.clock.freeze(std::min(act.span, milliseconds{30'000}));
    case Kind::Sleep:
      return ground_.clock.sleep(act.span);
    default:
      return ground_.clock.set(milliseconds{act.variant} * (act.target % 2 == 0 ? 3 : -3));
  }
}

void World::reload(const Act& act) {
  // Some pages go without a word.
  if (act.variant % 3 > 0) bring(fact::PageLeaving{});
  if (ground_.rules.broken()) return;
  ground_.clock.turn_page();
  network_.leave_page();
  browser_.leave_page();
  application_.turn_page();
  hidden_ = false;
  ground_.config.seed = ground_.random.next();
  ground_.config.first_socket = network_.next();
  session_.emplace(ground_.config);
  if (act.variant % 8 == 0) return;
  ground_.clock.on_page(milliseconds{act.target % 2000}, [this] {
    if (!left_) application_.insist();
  });
}

void World::calm() {
  ground_.end_faults();
  hidden_ = false;
  ground_.tell(0ms, fact::PageShown{});
  browser_.calm();
  gateway_.calm();
  const milliseconds end = now() + kRecovery;
  milliseconds next_look = now();
  std::string ails = "start";
  while (!ails.empty() && now() < end && !ground_.rules.broken()) {
    application_.insist();
    next_look += 250ms;
    run_until(std::min(next_look, end));
    ails = ailing();
  }
  ground_.rules.demand(ails.empty(), Rule::Recovered, ails);
}

std::string World::ailing() const {
  if (!application_.registered()) return "the client is not registered";
  if (gateway_.socket() != network_.live()) return "the gateway has another socket";
  const auto& legs = gateway_.legs();
  for (const Application::Known& call : application_.calls()) {
    if (call.state == CallState::Destroy) continue;
    const std::string name = "call " + call.id.text;
    const auto leg = std::ranges::find(legs, call.id.text, &Gateway::Leg::id);
    if (leg == legs.end()) return name + " is not alive at the gateway";
    if (call.state == CallState::Ringing) continue;
    if (call.state != CallState::Active && call.state != CallState::Held) {
      return name + " is in state " + std::to_string(static_cast<int>(call.state));
    }
    if (!browser_.connected(call.key)) return name + " has no sound";
  }
  if (!application_.all_found()) return "a call of the page before is neither back nor lost";
  for (const Gateway::Leg& leg : legs) {
    const auto is_it = [&](const auto& call) { return call.id.text == leg.id; };
    const auto living = [&](const auto& call) {
      return is_it(call) && call.state != CallState::Destroy;
    };
    if (std::ranges::any_of(application_.calls(), living)) continue;
    // The answer to a login was lost, and with it a session in which a call rang; or a page went
    // before its call was established, and the gateway never spoke of it again: only time ends it.
    const bool told = std::ranges::any_of(application_.calls(), is_it);
    if (told || (leg.session == gateway_.session() && leg.named_on == gateway_.socket())) {
      return "call " + leg.id + " lives on at the gateway";
    }
  }
  return gateway_.acknowledged() ? "" : "an acknowledgement is missing";
}

void World::leave() {
  left_ = true;
  ground_.clock.on_page(0ms, [this] { application_.leave(); });
  run_until(std::max(now(), ground_.clock.frozen_until()) + kFarewell);
  Rules& rules = ground_.rules;
  rules.demand(application_.all_settled(), Rule::OneTicket, "one is left after disconnect");
  rules.demand(application_.all_over(), Rule::AtRest, "a call");
  rules.demand(!network_.live(), Rule::AtRest, "a socket");
  rules.demand(browser_.nothing_left(), Rule::AtRest, "a peer, a microphone or a tone");
  rules.demand(!session_->deadline(), Rule::AtRest, "a timer");
  rules.demand(session_->at_rest(), Rule::AtRest, "something inside");
}

}  // namespace holdfast::sim
