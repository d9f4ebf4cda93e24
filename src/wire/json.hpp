// One JSON value as a small tree, and the way between it and text.
// Knows nothing of the messages written in it; no parser shows through here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::wire {

struct Json {
  enum class Kind : std::uint8_t { Null, Boolean, Number, Text, Array, Object };

  Kind kind = Kind::Null;
  bool truth = false;          // of a boolean
  std::string name;            // under which its object knows it
  std::string content;         // a string's characters, a number's digits; fractions as written
  std::vector<Json> children;  // of an array or an object, in their order

  static Json boolean(bool truth);
  static Json number(std::int64_t number);
  static Json text(std::string_view text);
  static Json array() { return of(Kind::Array, {}); }
  static Json object() { return of(Kind::Object, {}); }
  static Json of(Kind kind, std::string content);

  /// The member of that name; of several the last, as in JavaScript. None if this is no object.
  [[nodiscard]] const Json* member(std::string_view wanted) const;

  /// Gives an object this member, in place of all that had its name.
  void set(std::string_view member_name, Json value);
};

/// How deeply arrays and objects may lie in each other. So few that walking a tree may recurse.
inline constexpr std::size_t kDeepestNesting = 64;

/// The value that a text spells; nothing if that is not exactly one JSON value in sound UTF-8, or
/// if it lies too deep.
std::optional<Json> parse(std::string_view text);

/// The whole number that is all of a text, if an int can hold it.
std::optional<int> integer_in(std::string_view text);

/// The shortest text that spells the value.
std::string write(const Json& value);

}  // namespace holdfast::wire
