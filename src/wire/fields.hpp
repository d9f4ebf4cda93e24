// Checked access to JSON that somebody else wrote: every question has an answer, if only "nothing".
// Knows no message.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wire/json.hpp"

namespace holdfast::wire {

/// A value that may not be there, or may be of any other kind than hoped. Looks at a Json that must
/// outlive it. Members of nothing are nothing, so that a path is written without asking at each
/// step.
class Field {
 public:
  Field() = default;
  explicit Field(const Json* value) : value_(value) {}

  Field operator[](std::string_view name) const {
    return Field(value_ == nullptr ? nullptr : value_->member(name));
  }

  /// Is anything there, null included?
  [[nodiscard]] bool present() const { return value_ != nullptr; }

  [[nodiscard]] bool is(Json::Kind kind) const { return value_ != nullptr && value_->kind == kind; }

  /// What JavaScript takes for true: senders mean no more by null, 0 and "" than by silence.
  [[nodiscard]] bool truthy() const {
    if (!present() || is(Json::Kind::Null)) return false;
    if (is(Json::Kind::Boolean)) return value_->truth;
    if (is(Json::Kind::Number)) return value_->content != "0";
    return !is(Json::Kind::Text) || !value_->content.empty();
  }

  /// A string that says something.
  [[nodiscard]] std::optional<std::string> text() const {
    if (!is(Json::Kind::Text) || value_->content.empty()) return std::nullopt;
    return value_->content;
  }

  /// A string, or the digits of a number; empty for anything else. For ids and telephone numbers,
  /// which gateways write either way.
  [[nodiscard]] std::string word() const {
    return is(Json::Kind::Text) || is(Json::Kind::Number) ? value_->content : std::string();
  }

  /// A whole number, also one in quotes, that is no longer than any code of the protocol. What is
  /// may be a telephone number, which no recording holds and no replay could read.
  [[nodiscard]] std::optional<int> integer() const {
    constexpr std::size_t kLongest = 6;
    if (!is(Json::Kind::Text) && !is(Json::Kind::Number)) return std::nullopt;
    if (value_->content.size() > kLongest) return std::nullopt;
    return integer_in(value_->content);
  }

  /// What an array holds; nothing if it is none.
  [[nodiscard]] std::span<const Json> items() const {
    if (!is(Json::Kind::Array)) return {};
    return value_->children;
  }

  /// The value as JSON text; empty if there is none.
  [[nodiscard]] std::string raw() const {
    return value_ == nullptr ? std::string() : write(*value_);
  }

 private:
  const Json* value_ = nullptr;
};

}  // namespace holdfast::wire
