#include "web/peer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "web/host.hpp"
#include "web/statistics.hpp"

namespace holdfast::web {

namespace {

constexpr auto kStates = {"new", "connecting", "connected", "disconnected", "failed", "closed"};
static_assert(kStates.size() == static_cast<std::size_t>(PeerState::Closed) + 1);

constexpr auto kEvents = {"icecandidate", "connectionstatechange", "track"};
enum Event { kCandidate, kStateChange, kTrack };
constexpr auto kTrackEvents = {"unmute"};

// A promise's tag is the operation; this one is the timeout between two looks for the first packet.
constexpr int kLook = static_cast<int>(PeerOperation::AddCandidate) + 1;
// Nobody waits for a rollback, nor can anything be done when there is nothing to roll back.
constexpr int kRollback = kLook + 1;
constexpr double kLookInterval = 5;
// Two more: getStats(), and the timeout before it is asked again.
constexpr int kStatistics = kRollback + 1;
constexpr int kNextSample = kStatistics + 1;
constexpr double kSampleInterval = 1000;

val description(DescriptionKind kind, const std::string& sdp) {
  val description = val::object();
  put(description, "type",
      kind == DescriptionKind::Offer    ? "offer"
      : kind == DescriptionKind::Answer ? "answer"
                                        : "rollback");
  put(description, "sdp", sdp);
  return description;
}

val single(const val& element) {
  val array = val::array();
  attempt(array, "push", element);
  return array;
}

}  // namespace

Peer::Peer(Host& host, CallKey call, PeerGeneration peer, val connection)
    : host_(host),
      call_(call),
      peer_(peer),
      connection_(std::move(connection)),
      next_look_(*this, kLook),
      next_sample_(*this, kNextSample) {
  listen(connection_, kEvents);
}

// ---- offer and answer ---------------------------------------------------------------------------

void Peer::create_offer(bool restart) {
  if (restart) {  // for the lines that are there
    val options = val::object();
    put(options, "iceRestart", true);
    return ask(PeerOperation::CreateOffer, attempt(connection_, "createOffer", options));
  }
  if (!std::exchange(has_lines_, true) && !offer_lines()) return;
  const val wishes = host_.media().wishes(call_);
  val options = val::object();
  put(options, "offerToReceiveAudio",
      !at(wishes, "audio").isFalse() || flag(wishes, "receiveOnly"));
  put(options, "offerToReceiveVideo", !!at(wishes, "video"));
  ask(PeerOperation::CreateOffer, attempt(connection_, "createOffer", options));
}

void Peer::create_answer() {
  if (!std::exchange(has_lines_, true) && !answer_lines()) return;
  ask(PeerOperation::CreateAnswer, attempt(connection_, "createAnswer"));
}

void Peer::set_local(DescriptionKind kind, const std::string& sdp) {
  gathered_ = kind == DescriptionKind::Rollback;
  await(attempt(connection_, "setLocalDescription", description(kind, sdp)),
        gathered_ ? kRollback : static_cast<int>(PeerOperation::SetLocalDescription));
}

void Peer::set_remote(DescriptionKind kind, const std::string& sdp) {
  ask(PeerOperation::SetRemoteDescription,
      attempt(connection_, "setRemoteDescription", description(kind, sdp)));
}

void Peer::add(const Candidate& candidate) {
  val init = val::object();
  put(init, "candidate", candidate.candidate);
  put(init, "sdpMid", candidate.mid);
  put(init, "sdpMLineIndex", candidate.line_index);
  ask(PeerOperation::AddCandidate, attempt(connection_, "addIceCandidate", init));
}

void Peer::finish_gathering() {
  if (std::exchange(gathered_, true)) return;
  host_.feed(
      fact::GatheringFinished{call_, peer_, text(at(connection_, "localDescription"), "sdp")});
}

// ---- lines --------------------------------------------------------------------------------------

/// What of the call's stream is meant to be sent; false as soon as the act is.
template <class Act>
bool Peer::for_each_track_to_send(Act act) {
  const val stream = host_.media().stream(call_);
  if (!given(stream)) return true;
  const Outcome tracks = attempt(stream, "getTracks");
  if (!fine(tracks)) return false;
  const bool with_video = !!at(host_.media().wishes(call_), "video");
  for (int index = 0; index < length(tracks.value); ++index) {
    const val track = item(tracks.value, index);
    if ((with_video || text(track, "kind") != "video") && !act(track)) return false;
  }
  return true;
}

bool Peer::offer_lines() {
  const val stream = host_.media().stream(call_);
  val line = val::object();
  if (flag(host_.media().wishes(call_), "receiveOnly")) {
    put(line, "direction", "recvonly");
    const Outcome made = attempt(connection_, "addTransceiver", "audio", line);
    if (!fine(made) || !prefer_codecs(made.value, "audio")) return false;
  }
  put(line, "direction", "sendrecv");
  put(line, "streams", single(stream));
  return for_each_track_to_send([&](const val& track) {
    const Outcome made = attempt(connection_, "addTransceiver", track, line);
    return fine(made) && prefer_codecs(made.value, text(track, "kind"));
  });
}

bool Peer::answer_lines() {
  const val stream = host_.media().stream(call_);
  const bool added = for_each_track_to_send(
      [&](const val& track) { return fine(attempt(connection_, "addTrack", track, stream)); });
  if (!added) return false;
  const Outcome lines = attempt(connection_, "getTransceivers");
  for (int index = 0; lines.fine && index < length(lines.value); ++index) {
    const val line = item(lines.value, index);
    const std::string kind = text(at(at(line, "receiver"), "track"), "kind");
    if (!prefer_codecs(line, kind)) return false;
  }
  return true;
}

bool Peer::prefer_codecs(const val& transceiver, const std::string& kind) {
  const val wanted = at(host_.media().wishes(call_), "codecs");
  val codecs = val::array();
  const int count = given(wanted) ? length(wanted) : 0;
  for (int index = 0; index < count; ++index) {
    const val codec = item(wanted, index);
    const val type = attempt(at(codec, "mimeType"), "toLowerCase").value;
    if (text(type).starts_with(kind + "/")) attempt(codecs, "push", codec);
  }
  if (length(codecs) == 0 || !given(at(transceiver, "setCodecPreferences"))) return true;
  return fine(attempt(transceiver, "setCodecPreferences", codecs));
}

void Peer::replace_audio(const val& track, const val& promises) {
  const Outcome senders = attempt(connection_, "getSenders");
  for (int index = 0; senders.fine && index < length(senders.value); ++index) {
    const val sender = item(senders.value, index);
    if (text(at(sender, "track"), "kind") != "audio") continue;
    attempt(promises, "push", attempt(sender, "replaceTrack", track).value);
  }
}

// ---- what it says -------------------------------------------------------------------------------

void Peer::heard(const val& event) {
  switch (which(text(event, "type"), kEvents)) {
    case kCandidate:
      return heard_candidate(at(event, "candidate"));
    case kStateChange:
      return heard_state();
    case kTrack:
      return heard_track(event);
    default:
      return flows();
  }
}

void Peer::heard_candidate(const val& candidate) {
  if (!given(candidate)) return finish_gathering();
  const std::string line = text(candidate, "candidate");
  if (line.empty()) return;  // the end of one generation of candidates, not of gathering
  Candidate found{line, {}, {}};
  const val mid = at(candidate, "sdpMid");
  if (mid.isString()) found.mid = text(mid);
  const double index = number(candidate, "sdpMLineIndex");
  if (std::isfinite(index)) found.line_index = static_cast<std::uint32_t>(index);
  host_.feed(fact::CandidateFound{call_, peer_, std::move(found)});
}

void Peer::heard_state() {
  const int state = which(text(connection_, "connectionState"), kStates);
  if (state < 0) return;
  host_.feed(fact::PeerStateChanged{call_, peer_, static_cast<PeerState>(state)});
}

void Peer::heard_track(const val& event) {
  const val track = at(event, "track");
  const val streams = at(event, "streams");
  tracks_.push_back(track);
  listen(track, kTrackEvents);
  const val before = stream_;
  if (given(streams) && length(streams) > 0) {
    stream_ = item(streams, 0);
  } else if (given(stream_)) {
    attempt(stream_, "addTrack", track);
  } else {
    stream_ = construct(val::global("MediaStream"), single(track)).value;
  }
  if (stream_.strictlyEquals(before)) return;
  if (heard_from_now_) host_.application().tell("switchPeer", call_, peer_, connection_, stream_);
  if (watched_) begin_watch();
}

void Peer::settled(int tag, const Outcome& outcome) {
  if (tag == kLook) return look();
  if (tag == kRollback) return;
  if (tag == kNextSample) return await(attempt(connection_, "getStats"), kStatistics);
  if (tag == kStatistics) return sampled(outcome);
  const auto operation = static_cast<PeerOperation>(tag);
  if (!outcome.fine) return fail(operation, outcome.value);
  switch (operation) {
    case PeerOperation::CreateOffer:
      return host_.feed(fact::OfferCreated{call_, peer_, text(outcome.value, "sdp")});
    case PeerOperation::CreateAnswer:
      return host_.feed(fact::AnswerCreated{call_, peer_, text(outcome.value, "sdp")});
    case PeerOperation::SetLocalDescription:
      return host_.feed(fact::LocalDescriptionSet{call_, peer_});
    case PeerOperation::SetRemoteDescription:
      return host_.feed(fact::RemoteDescriptionSet{call_, peer_});
    case PeerOperation::Create:
    case PeerOperation::AddCandidate:
      return;
  }
}

void Peer::ask(PeerOperation operation, const Outcome& promised) {
  await(promised, static_cast<int>(operation));
}

bool Peer::fine(const Outcome& made) {
  if (!made.fine) fail(PeerOperation::Create, made.value);
  return made.fine;
}

void Peer::fail(PeerOperation operation, const val& error) {
  host_.feed(
      fact::PeerFailed{call_, peer_, operation, text(error, "name"), text(error, "message")});
}

// ---- sound --------------------------------------------------------------------------------------

void Peer::watch() {
  watched_ = true;
  if (given(stream_)) begin_watch();
}

void Peer::begin_watch() {
  host_.application().tell("watchPeer", call_, peer_, stream_);
  look();
}

/// A source is listed as soon as its first packet was decoded, even if it is silent.
void Peer::look() {
  const Outcome receivers = attempt(connection_, "getReceivers");
  for (int index = 0; receivers.fine && index < length(receivers.value); ++index) {
    const Outcome sources = attempt(item(receivers.value, index), "getSynchronizationSources");
    if (sources.fine && length(sources.value) > 0) return flows();
  }
  next_look_.start(kLookInterval);
}

void Peer::flows() {
  if (!std::exchange(watched_, false)) return;
  next_look_.stop();
  host_.feed(fact::MediaFlowing{call_, peer_});
}

void Peer::sample() { next_sample_.start(kSampleInterval); }

void Peer::sampled(const Outcome& outcome) {
  if (closed_) return;
  sample();
  if (!outcome.fine) return;
  auto [sample, frame] = read_statistics(outcome.value);
  sample.microphone_open = host_.media().open(call_);
  host_.feed(fact::MediaSampled{call_, peer_, std::move(sample)}, std::move(frame));
}

void Peer::switch_over() {
  watched_ = false;
  next_look_.stop();
  heard_from_now_ = true;
  host_.application().tell("switchPeer", call_, peer_, connection_,
                           given(stream_) ? stream_ : val::null());
}

void Peer::close() {
  watched_ = false;
  closed_ = true;
  next_look_.stop();
  next_sample_.stop();
  ignore(connection_, kEvents);
  for (const val& track : tracks_) ignore(track, kTrackEvents);
  attempt(connection_, "close");
}

}  // namespace holdfast::web
