// Reads JSON. The only file that knows the parser, and the only one compiled for speed.
#include "wire/json.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

// Nobody reads what the parser says about a text that is no JSON: it is not put together, and the
// sentences that it is made of are not linked.
template <>
nlohmann::detail::parse_error nlohmann::detail::parse_error::create<std::nullptr_t, 0>(
    int /*id*/, const position_t& /*at*/, const std::string& /*said*/, std::nullptr_t /*context*/) {
  return {0, 0, ""};
}
template <>
std::string
nlohmann::detail::parser<nlohmann::json, nlohmann::detail::iterator_input_adapter<const char*>>::
    exception_message(nlohmann::detail::lexer_base<nlohmann::json>::token_type /*expected*/,
                      const std::string& /*context*/) {
  return {};
}

namespace holdfast::wire {
namespace {

/// Puts together the tree that the parser walks through. Every answer says whether to go on.
class TreeBuilder {
 public:
  explicit TreeBuilder(Json& root) : root_(root) {}

  bool null() { return add({}); }
  bool boolean(bool truth) {
    Json value = Json::of(Json::Kind::Boolean, {});
    value.truth = truth;
    return add(std::move(value));
  }
  bool number_integer(std::int64_t number) { return add_integer(number); }
  bool number_unsigned(std::uint64_t number) { return add_integer(number); }
  bool number_float(double /*rounded*/, const std::string& written) {
    return add(Json::of(Json::Kind::Number, written));
  }
  bool string(std::string& text) { return add(Json::of(Json::Kind::Text, std::move(text))); }
  bool binary(nlohmann::json::binary_t& /*never in text*/) { return false; }

  bool start_object(std::size_t /*unknown*/) { return open(Json::Kind::Object); }
  bool start_array(std::size_t /*unknown*/) { return open(Json::Kind::Array); }
  bool key(std::string& name) {
    name_ = std::move(name);
    return true;
  }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    return false;
  }

 private:
  template <class Integer>
  bool add_integer(Integer number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return add(Json::of(Json::Kind::Number, std::string(digits.data(), end)));
  }

  bool add(Json value) {
    if (depth_ == 0) {
      root_ = std::move(value);
      return true;
    }
    value.name = std::exchange(name_, {});
    open_[depth_ - 1]->children.push_back(std::move(value));
    return true;
  }

  bool open(Json::Kind kind) {
    if (depth_ == open_.size()) return false;
    add(Json::of(kind, {}));
    // Stays where it is until it is closed: only the innermost open value gains children.
    open_[depth_] = depth_ == 0 ? &root_ : &open_[depth_ - 1]->children.back();
    ++depth_;
    return true;
  }

  bool close() {
    --depth_;
    return true;
  }

  Json& root_;
  std::array<Json*, kDeepestNesting> open_{};
  std::size_t depth_ = 0;
  std::string name_;
};

}  // namespace

std::optional<Json> parse(std::string_view text) {
  std::optional<Json> root(std::in_place);
  TreeBuilder builder(*root);
  if (!nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder)) root.reset();
  return root;
}

}  // namespace holdfast::wire
