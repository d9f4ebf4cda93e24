#include "web/js.hpp"

#include <emscripten/em_macros.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

using emscripten::EM_VAL;

extern "C" {
EM_VAL holdfast_attempt(EM_VAL target, const char* method, const EM_VAL* args, std::size_t count,
                        bool* thrown);
EM_VAL holdfast_listener(holdfast::web::Listener* listener);
void holdfast_when_settled(EM_VAL promise, EM_VAL listener, int tag);
EM_VAL holdfast_after(double delay, EM_VAL listener, int tag);
double holdfast_number(EM_VAL value);
std::size_t holdfast_text_room(EM_VAL value);
std::size_t holdfast_copy_text(EM_VAL value, char* buffer, std::size_t room);
EM_VAL holdfast_make_text(const char* bytes, std::size_t size);
EM_VAL holdfast_make_bytes(const char* bytes, std::size_t size);
}

namespace holdfast::web {

// ---- values -------------------------------------------------------------------------------------

val js(const std::string& text) {
  return val::take_ownership(holdfast_make_text(text.data(), text.size()));
}

val bytes(const std::string& copied) {
  return val::take_ownership(holdfast_make_bytes(copied.data(), copied.size()));
}

val at(const val& object, const char* name) { return given(object) ? object[name] : val(); }

val item(const val& array, int index) { return array[js(index)]; }

int length(const val& array) { return static_cast<int>(number(array, "length")); }

std::string text(const val& value) {
  std::string copy(holdfast_text_room(value.as_handle()), '\0');
  if (!copy.empty()) {
    copy.resize(holdfast_copy_text(value.as_handle(), copy.data(), copy.size()));
  }
  return copy;
}

std::string text(const val& object, const char* name) { return text(at(object, name)); }

double number(const val& object, const char* name) { return number(at(object, name)); }

bool flag(const val& object, const char* name) { return at(object, name).isTrue(); }

int which(const std::string& text, std::initializer_list<const char*> names) {
  const auto* found =
      std::ranges::find_if(names, [&](const char* name) { return text.compare(name) == 0; });
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

double number(const val& value) { return holdfast_number(value.as_handle()); }

int whole(const val& object, const char* name) {
  const double value = number(object, name);
  return std::isfinite(value) ? static_cast<int>(value) : 0;
}

void put(val& object, const char* name, const val& value) { object.set(name, value); }

void put(val& object, const char* name, const std::string& value) { put(object, name, js(value)); }

// ---- calls --------------------------------------------------------------------------------------

namespace {

val call(const val& target, const char* method, std::initializer_list<val> args, bool* thrown) {
  std::array<EM_VAL, kMostArguments> handles{};
  std::ranges::transform(args, handles.begin(), &val::as_handle);
  return val::take_ownership(
      holdfast_attempt(target.as_handle(), method, handles.data(), args.size(), thrown));
}

}  // namespace

Outcome attempt_with(const val& target, const char* method, std::initializer_list<val> args) {
  bool thrown = false;
  val value = call(target, method, args, &thrown);
  return {!thrown, std::move(value)};
}

void tell_with(const val& target, const char* method, std::initializer_list<val> args) {
  call(target, method, args, nullptr);
}

// ---- listeners ----------------------------------------------------------------------------------

namespace {
int living_listeners = 0;
}  // namespace

Listener::Listener() : face_(val::take_ownership(holdfast_listener(this))) { ++living_listeners; }

Listener::~Listener() {
  put(face_, "address", 0);
  --living_listeners;
}

void Listener::heard(const val& /*event*/) {}
void Listener::settled(int /*tag*/, const Outcome& /*outcome*/) {}

int Listener::living() { return living_listeners; }

void Listener::listen(const val& target, std::initializer_list<const char*> types) const {
  for (const char* type : types) attempt(target, "addEventListener", type, face_);
}

void Listener::ignore(const val& target, std::initializer_list<const char*> types) const {
  for (const char* type : types) attempt(target, "removeEventListener", type, face_);
}

void Listener::await(const Outcome& promised, int tag) {
  if (!promised.fine) return settled(tag, promised);
  holdfast_when_settled(promised.value.as_handle(), face_.as_handle(), tag);
}

void Timeout::start(double delay) {
  stop();
  id_ = val::take_ownership(holdfast_after(delay, owner_.face_.as_handle(), tag_));
}

void Timeout::stop() {
  if (!given(id_)) return;
  attempt(val::global(), "clearTimeout", id_);
  id_ = val();
}

}  // namespace holdfast::web

// What the browser enters by; called from attempt.js.
extern "C" {

EMSCRIPTEN_KEEPALIVE void holdfast_heard(holdfast::web::Listener* listener, EM_VAL event) {
  const auto alive = listener->shared_from_this();
  alive->heard(emscripten::val::take_ownership(event));
}

EMSCRIPTEN_KEEPALIVE void holdfast_settled(holdfast::web::Listener* listener, int tag, bool fine,
                                           EM_VAL value) {
  const auto alive = listener->shared_from_this();
  alive->settled(tag, {fine, emscripten::val::take_ownership(value)});
}

}  // extern "C"
