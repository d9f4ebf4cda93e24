#include "web/media.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "web/host.hpp"

namespace holdfast::web {

namespace {

constexpr auto kTracks = "getTracks";
constexpr auto kAudio = "getAudioTracks";
constexpr auto kVideo = "getVideoTracks";

/// Neither absent nor false: true, or constraints.
bool wanted(const val& wish) { return given(wish) && !wish.isFalse(); }

bool names_device(const val& wish) { return given(at(wish, "deviceId")); }

/// The wish without its particular device.
val any_device(const val& wish) {
  if (!names_device(wish)) return wish;
  const val object = val::global("Object");
  val rest = attempt(object, "assign", val::object(), wish).value;
  rest.delete_("deviceId");
  return length(attempt(object, "keys", rest).value) > 0 ? rest : js(true);
}

val constraints(const val& audio, const val& video) {
  val both = val::object();
  put(both, "audio", audio);
  put(both, "video", video);
  return both;
}

Outcome get_user_media(const val& constraints) {
  return attempt(at(val::global("navigator"), "mediaDevices"), "getUserMedia", constraints);
}

/// Whether another device may do when this one did not.
bool blames_device(const val& error) {
  return which(text(error, "name"),
               {"NotReadableError", "NotFoundError", "OverconstrainedError"}) >= 0;
}

bool has_audio(const val& stream) {
  return given(stream) && length(attempt(stream, kAudio).value) > 0;
}

template <class Act>
void for_each_track(const val& stream, const char* getter, Act act) {
  const Outcome tracks = attempt(stream, getter);
  for (int index = 0; tracks.fine && index < length(tracks.value); ++index) {
    val track = item(tracks.value, index);
    act(track);
  }
}

void enable(const val& stream, const char* getter, bool enabled) {
  for_each_track(stream, getter, [&](val& track) { put(track, "enabled", enabled); });
}

constexpr auto kTrackEvents = {"ended", "mute"};

// What a promise's tag says beside its call.
enum Step { kAcquire, kOpen, kReplace, kSteps };

int tag_of(CallKey call, Step step) { return static_cast<int>(call.value) * kSteps + step; }

}  // namespace

void Media::wish(CallKey call, val wishes) { source(call).wishes = std::move(wishes); }

val Media::wishes(CallKey call) {
  const Source* known = find(call);
  return known && given(known->wishes) ? known->wishes : inbound_;
}

val Media::stream(CallKey call) {
  const Source* known = find(call);
  return known ? known->stream : val();
}

bool Media::open(CallKey call) {
  bool open = false;
  for_each_track(stream(call), kAudio, [&](const val& track) {
    open = open ||
           (flag(track, "enabled") && !flag(track, "muted") && text(track, "readyState") == "live");
  });
  return open;
}

void Media::perform(const request::AcquireMedia& acquire) {
  Source& source = this->source(acquire.call);
  if (source.asking) return;
  if (given(source.stream) && !at(source.stream, "active").isFalse()) {
    return host_.feed(fact::MediaGranted{acquire.call});
  }
  const val wishes = this->wishes(acquire.call);
  const val own = at(wishes, "localStream");
  const val audio = at(wishes, "audio");
  const val video = at(wishes, "video");
  if (given(own)) {
    grant(source, own, false);
  } else if (acquire.listens || (flag(wishes, "receiveOnly") && !wanted(audio) && !wanted(video))) {
    host_.feed(fact::MediaGranted{acquire.call});
  } else if (!wanted(audio) && !wanted(video)) {
    refuse(source, val());
  } else {
    source.first_error = val();
    ask(source, constraints(audio, video));
  }
}

void Media::perform(const request::SetMicrophone& set) {
  Source& source = this->source(set.call);
  source.enabled = set.enabled;
  enable(source.stream, kAudio, set.enabled);
}

void Media::perform(const request::SetCamera& set) {
  Source& source = this->source(set.call);
  source.shows = set.enabled;
  enable(source.stream, kVideo, set.enabled);
}

// ---- another microphone -------------------------------------------------------------------------

void Media::wish_microphone(CallKey call, val audio) {
  if (Source* known = find(call)) known->next_audio = std::move(audio);
}

void Media::perform(const request::ChangeMicrophone& change) {
  Source& source = this->source(change.call);
  source.change = change;
  if (!change.ticket) source.next_audio = any_device(at(wishes(change.call), "audio"));
  if (!has_audio(source.stream)) return keep(source, val());
  // One after the other, so that the last one asked for is the last one opened.
  if (!source.changing) open(source);
}

void Media::open(Source& source) {
  source.changing = source.change.ticket;
  await(get_user_media(constraints(source.next_audio, js(false))), tag_of(source.call, kOpen));
}

void Media::opened(Source& source, const Outcome& outcome) {
  if (source.changing != source.change.ticket) {
    if (outcome.fine) stop(outcome.value);
    return open(source);
  }
  if (!outcome.fine) return keep(source, outcome.value);
  enable(outcome.value, kAudio, source.change.enabled && source.enabled.value_or(true));
  // From now on it is the call's: a peer that is made meanwhile takes it.
  source.replaced = std::exchange(source.stream, outcome.value);
  const val track = item(attempt(outcome.value, kAudio).value, 0);
  await(attempt(val::global("Promise"), "all", host_.peers().replace_audio(source.call, track)),
        tag_of(source.call, kReplace));
}

void Media::changed(Source& source, const Outcome& outcome) {
  const val before = std::exchange(source.replaced, val());
  const bool superseded = source.changing != source.change.ticket;
  if (!outcome.fine) {
    stop(std::exchange(source.stream, before));
    return superseded ? open(source) : keep(source, outcome.value);
  }
  // What is seen stays; what was spoken into is closed, if we opened it.
  if (source.ours) stop(before, kAudio);
  for_each_track(before, kVideo,
                 [&](const val& track) { attempt(source.stream, "addTrack", track); });
  adopt(source, kAudio);
  host_.application().tell("localStreamChanged", source.call, source.stream);
  const Ticket done = std::exchange(source.changing, std::nullopt).value_or(Ticket{});
  if (superseded) open(source);
  host_.feed(fact::MicrophoneChanged{source.call, done});
}

void Media::keep(Source& source, const val& error) {
  source.changing.reset();
  if (given(error)) host_.application().tell("mediaFailed", source.call, error);
  host_.feed(fact::MicrophoneKept{source.call, source.change.ticket, text(error, "name"),
                                  text(error, "message")});
}

void Media::heard(const val& event) {
  const val track = at(event, "target");
  const bool ended = text(event, "type") == "ended";
  for (const Source& source : sources_) {
    bool speaks = false;
    for_each_track(source.stream, kAudio,
                   [&](const val& one) { speaks = speaks || one.strictlyEquals(track); });
    if (!speaks) continue;
    host_.surroundings().observe_devices();
    return host_.feed(fact::MicrophoneLost{source.call, ended});
  }
}

void Media::adopt(Source& source, const char* tracks) {
  if (!source.ours) source.ours = tracks;
  for_each_track(source.stream, kAudio, [&](const val& track) { listen(track, kTrackEvents); });
}

void Media::stop(const val& stream, const char* tracks) {
  for_each_track(stream, tracks, [&](const val& track) {
    ignore(track, kTrackEvents);
    attempt(track, "stop");
  });
}

// ---- the end ------------------------------------------------------------------------------------

void Media::let_go(const Source& source) {
  const bool changes = given(source.replaced);
  if (changes) stop(source.stream);
  if (source.ours) stop(changes ? source.replaced : source.stream, source.ours);
}

void Media::perform(const request::ReleaseMedia& release) {
  const Source* source = find(release.call);
  if (!source) return;
  let_go(*source);
  if (given(source->stream)) {
    host_.application().tell("localStreamChanged", release.call, val::null());
  }
  std::erase_if(sources_, [&](const Source& each) { return each.call == release.call; });
}

void Media::release_all() {
  for (const Source& source : std::exchange(sources_, {})) let_go(source);
}

void Media::ask(Source& source, const val& constraints) {
  source.asking = true;
  await(get_user_media(constraints), tag_of(source.call, kAcquire));
}

void Media::settled(int tag, const Outcome& outcome) {
  Source* source = find(CallKey{static_cast<std::uint32_t>(tag / kSteps)});
  if (tag % kSteps == kReplace) {
    if (source) changed(*source, outcome);
    return;
  }
  if (source && tag % kSteps == kOpen) return opened(*source, outcome);
  if (!source || !source->asking) {
    if (outcome.fine) stop(outcome.value);  // released meanwhile
    return;
  }
  source->asking = false;
  if (outcome.fine) return grant(*source, outcome.value, true);

  const bool first = source->first_error.isUndefined();
  const val wishes = this->wishes(source->call);
  const val audio = at(wishes, "audio");
  const val video = at(wishes, "video");
  if (first && blames_device(outcome.value) && (names_device(audio) || names_device(video))) {
    source->first_error = outcome.value;
    return ask(*source, constraints(any_device(audio), any_device(video)));
  }
  refuse(*source, first ? outcome.value : source->first_error);
}

void Media::grant(Source& source, const val& stream, bool opened) {
  source.stream = stream;
  if (opened) adopt(source, kTracks);
  if (source.enabled) enable(stream, kAudio, *source.enabled);
  if (!source.shows) enable(stream, kVideo, false);
  host_.application().tell("localStreamChanged", source.call, stream);
  host_.feed(fact::MediaGranted{source.call});
}

void Media::refuse(Source& source, const val& error) {
  if (given(error)) host_.application().tell("mediaFailed", source.call, error);
  host_.feed(fact::MediaRefused{source.call, text(error, "name"), text(error, "message")});
}

Media::Source* Media::find(CallKey call) {
  const auto found = std::ranges::find(sources_, call, &Source::call);
  return found == sources_.end() ? nullptr : &*found;
}

Media::Source& Media::source(CallKey call) {
  if (Source* known = find(call)) return *known;
  sources_.push_back({});
  sources_.back().call = call;
  return sources_.back();
}

}  // namespace holdfast::web
