// A JSON tree's own doings: making one, finding in it, writing it. Knows no parser.
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "wire/json.hpp"

namespace holdfast::wire {
namespace {

void write_escaped(char character, std::string& out) {
  constexpr std::string_view kCharacters = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  out += '\\';
  if (const std::size_t known = kCharacters.find(character); known != kCharacters.npos) {
    out += kLetters[known];
    return;
  }
  const auto code = static_cast<unsigned char>(character);
  out += "u00";
  out += kHexDigits[code >> 4];
  out += kHexDigits[code & 15];
}

void write_text(std::string_view text, std::string& out) {
  out += '"';
  for (const char character : text) {
    const bool control = static_cast<unsigned char>(character) < 0x20;
    if (control || character == '"' || character == '\\') {
      write_escaped(character, out);
    } else {
      out += character;
    }
  }
  out += '"';
}

void write_value(const Json& value, std::string& out);

void write_children(const Json& value, char opening, char closing, std::string& out) {
  out += opening;
  bool first = true;
  for (const Json& child : value.children) {
    if (!std::exchange(first, false)) out += ',';
    if (value.kind == Json::Kind::Object) {
      write_text(child.name, out);
      out += ':';
    }
    write_value(child, out);
  }
  out += closing;
}

void write_value(const Json& value, std::string& out) {
  switch (value.kind) {
    case Json::Kind::Null:
      out += "null";
      break;
    case Json::Kind::Boolean:
      out += value.truth ? "true" : "false";
      break;
    case Json::Kind::Number:
      out += value.content;
      break;
    case Json::Kind::Text:
      write_text(value.content, out);
      break;
    case Json::Kind::Array:
      write_children(value, '[', ']', out);
      break;
    case Json::Kind::Object:
      write_children(value, '{', '}', out);
      break;
  }
}

}  // namespace

Json Json::of(Kind kind, std::string content) {
  Json value;
  value.kind = kind;
  value.content = std::move(content);
  return value;
}

Json Json::boolean(bool truth) {
  Json value = of(Kind::Boolean, {});
  value.truth = truth;
  return value;
}

Json Json::number(std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return of(Kind::Number, std::string(digits.data(), end));
}

std::optional<int> integer_in(std::string_view text) {
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  std::int64_t number = 0;
  for (const char letter : text) {
    if (letter < '0' || letter > '9' || number > kMost) return std::nullopt;
    number = number * 10 + (letter - '0');
  }
  if (negative) number = -number;
  if (number > kMost || number < -kMost - 1) return std::nullopt;
  return static_cast<int>(number);
}

Json Json::text(std::string_view text) { return of(Kind::Text, std::string(text)); }

const Json* Json::member(std::string_view wanted) const {
  if (kind != Kind::Object) return nullptr;
  // From the back: keeping doubles costs less than looking for one at every insertion.
  const auto found = std::find_if(children.rbegin(), children.rend(),
                                  [&](const Json& child) { return child.name == wanted; });
  return found == children.rend() ? nullptr : &*found;
}

void Json::set(std::string_view member_name, Json value) {
  std::erase_if(children, [&](const Json& child) { return child.name == member_name; });
  value.name = std::string(member_name);
  children.push_back(std::move(value));
}

std::string write(const Json& value) {
  std::string out;
  write_value(value, out);
  return out;
}

}  // namespace holdfast::wire
