// The few tools with which C++ touches JavaScript: values in and out, a call that cannot throw, and
// listeners for events, promises and timeouts. Knows nothing of calls, sockets or peers.
//
// Calls go through one door, attempt(), instead of val::call(): nothing may unwind through C++, and
// one signature for all of them keeps the glue small.
#pragma once

#include <emscripten/val.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>

#include "ids.hpp"

namespace holdfast::web {

using emscripten::val;

// ---- values -------------------------------------------------------------------------------------

val js(const std::string& text);
inline val js(const char* text) { return val(text); }
inline val js(bool truth) { return val(truth); }
inline val js(double number) { return val(number); }
inline val js(int number) { return val(static_cast<double>(number)); }
inline val js(std::uint32_t number) { return val(static_cast<double>(number)); }
inline val js(const val& value) { return value; }
/// A Uint8Array of its own.
val bytes(const std::string& copied);
template <class Tag>
val js(Number<Tag> number) {
  return js(number.value);
}
template <class Tag>
val js(const Name<Tag>& name) {
  return js(name.text);
}
template <class T>
val js(const std::optional<T>& maybe) {
  return maybe ? js(*maybe) : val::null();
}

/// object[name]; nothing of nothing.
val at(const val& object, const char* name);
val item(const val& array, int index);
int length(const val& array);

/// Whether there is something: neither undefined nor null.
inline bool given(const val& value) { return !value.isUndefined() && !value.isNull(); }

/// Empty for what is no text.
std::string text(const val& value);
std::string text(const val& object, const char* name);
/// Which of the names the text is; -1 for none.
int which(const std::string& text, std::initializer_list<const char*> names);
/// NaN for what is no number.
double number(const val& value);
double number(const val& object, const char* name);
/// 0 for what is no number.
int whole(const val& object, const char* name);
bool flag(const val& object, const char* name);

void put(val& object, const char* name, const val& value);
void put(val& object, const char* name, const std::string& value);
template <class T>
void put(val& object, const char* name, const T& value) {
  put(object, name, js(value));
}
template <class Tag>
void put(val& object, const char* name, const Name<Tag>& value) {
  put(object, name, value.text);
}

// ---- calls --------------------------------------------------------------------------------------

/// How a call or a promise ended: with a value, or with what was thrown.
struct Outcome {
  bool fine;
  val value;
};

inline constexpr std::size_t kMostArguments = 6;

Outcome attempt_with(const val& target, const char* method, std::initializer_list<val> args);
void tell_with(const val& target, const char* method, std::initializer_list<val> args);

/// target.method(args...)
template <class... Args>
Outcome attempt(const val& target, const char* method, const Args&... args) {
  static_assert(sizeof...(args) <= kMostArguments);
  return attempt_with(target, method, {js(args)...});
}

/// new target(args...)
template <class... Args>
Outcome construct(const val& target, const Args&... args) {
  return attempt(target, nullptr, args...);
}

/// target.method(args...) on our own side, where nothing is meant to throw: what does is reported
/// as an uncaught error of the page.
template <class... Args>
void tell(const val& target, const char* method, const Args&... args) {
  static_assert(sizeof...(args) <= kMostArguments);
  tell_with(target, method, {js(args)...});
}

// ---- listeners ----------------------------------------------------------------------------------

/// What the browser calls back. The object it sees is harmless once this is gone, whoever keeps it.
/// Lives in a shared_ptr: what it does when called may drop its last other owner.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  virtual ~Listener();

  /// An event came.
  virtual void heard(const val& event);
  /// A promise ended, or a timeout passed; the tag says which.
  virtual void settled(int tag, const Outcome& outcome);

  /// How many there are, of all clients. For tests.
  static int living();

 protected:
  void listen(const val& target, std::initializer_list<const char*> types) const;
  void ignore(const val& target, std::initializer_list<const char*> types) const;
  /// settled(tag, …) follows: at once if the call threw, else when the promise it returned has
  /// ended.
  void await(const Outcome& promised, int tag);

 private:
  friend class Timeout;

  val face_;  // what the browser sees
};

/// One timeout of a listener's; starting it anew forgets the one before.
class Timeout {
 public:
  Timeout(const Listener& owner, int tag) : owner_(owner), tag_(tag) {}
  Timeout(const Timeout&) = delete;
  Timeout& operator=(const Timeout&) = delete;
  ~Timeout() { stop(); }

  void start(double delay);
  void stop();

 private:
  const Listener& owner_;
  int tag_;
  val id_;
};

}  // namespace holdfast::web
