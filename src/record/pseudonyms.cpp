#include "record/pseudonyms.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace holdfast::record {

namespace {

// Digits stay digits: a gateway may write one id as a number here and as a text there.
constexpr std::uint32_t kFirstNumeric = 1'000'000;
constexpr std::size_t kLongestWord = 48;
constexpr std::size_t kMostDigits = 6;
constexpr std::size_t kUuidSize = 36;

constexpr bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
constexpr bool is_letter(char letter) {
  const char lower = static_cast<char>(letter | 0x20);
  return lower >= 'a' && lower <= 'z';
}

bool is_numeric(std::string_view text) { return std::ranges::all_of(text, is_digit); }

// The ids of our own requests, which the session makes of its seed: a reply must still fit.
bool is_uuid(std::string_view text) {
  return text.size() == kUuidSize && std::ranges::all_of(text, [](char letter) {
           return is_digit(letter) || letter == '-' || (letter >= 'a' && letter <= 'f');
         });
}

// Members whose values are words of the protocol. Everything else in a frame may name somebody.
bool is_vocabulary(std::string_view name) {
  constexpr std::string_view kNames =
      " jsonrpc method state holdState action cause causeCode sipCode code type dc "
      "region "
      "sdpMLineIndex ";
  const std::size_t found = kNames.find(name);
  return !name.empty() && found != kNames.npos && kNames[found - 1] == ' ' &&
         kNames[found + name.size()] == ' ';
}

// Only such names of members stay; the protocol has no others.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestWord && std::ranges::all_of(text, [](char letter) {
    return is_letter(letter) || letter == '_' || letter == '-';
  });
}

std::string decimal(std::uint32_t number) {
  std::array<char, 12> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

/// Takes the text up to the mark out of the rest, the mark too.
std::string_view cut(std::string_view& rest, char mark) {
  const std::size_t end = std::min(rest.find(mark), rest.size());
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return piece;
}

}  // namespace

std::uint32_t number_in(std::string_view pseudonym) {
  const bool marked = pseudonym.starts_with('#');
  if (marked) pseudonym.remove_prefix(1);
  std::uint32_t number = 0;
  const char* const begin = pseudonym.data();
  const char* const end = begin + pseudonym.size();
  const auto [stopped, problem] = std::from_chars(begin, end, number);
  if (problem != std::errc() || stopped != end) return 0;
  if (marked) return number;
  return number > kFirstNumeric ? number - kFirstNumeric : 0;
}

bool is_word(std::string_view text) {
  std::size_t digits = 0;
  std::size_t dots = 0;
  for (const char letter : text) {
    digits += is_digit(letter) ? 1 : 0;
    dots += letter == '.' ? 1 : 0;
    if (!is_digit(letter) && !is_letter(letter) && letter != '.' && letter != '_' &&
        letter != '-') {
      return false;
    }
  }
  return text.size() <= kLongestWord && digits <= kMostDigits && dots <= 1;
}

std::string_view method_in(std::string_view frame) {
  constexpr std::string_view kMember = "\"method\":\"";
  const std::size_t found = frame.find(kMember);
  if (found == frame.npos) return {};
  frame.remove_prefix(found + kMember.size());
  return frame.substr(0, frame.find('"'));
}

std::string Pseudonyms::redacted(std::string_view text, Meaning meaning) {
  if (text.empty()) return {};
  switch (meaning) {
    case Meaning::Plain:
      return std::string(text);
    case Meaning::Word:
      return word(text);
    case Meaning::Secret:
      return "*";
    case Meaning::Json:
      if (text.starts_with('{')) return "{}";
      if (text.starts_with('[')) return "[]";
      return "null";
    case Meaning::Sdp:
      return description(text);
    case Meaning::Candidate:
      return candidate(text);
    case Meaning::Frame:
      return frame(text);
    case Meaning::Id:
    case Meaning::Prose:
    case Meaning::Sent:
      break;
  }
  return pseudonym(text);
}

/// A single letter says nothing of anybody, and "0" must not begin to mean something.
std::string Pseudonyms::pseudonym(std::string_view text) {
  if (text.size() <= 1) return std::string(text);
  std::uint32_t number = known_.find(text);
  if (number == 0) number = known_.add(text);
  return is_numeric(text) ? decimal(kFirstNumeric + number) : "#" + decimal(number);
}

std::string Pseudonyms::word(std::string_view text) {
  return is_word(text) ? std::string(text) : pseudonym(text);
}

/// What kinds of media, which way, and by which candidates. Its first line tells it from others.
std::string Pseudonyms::description(std::string_view sdp) {
  constexpr std::string_view kUser = "a=ice-ufrag:";
  constexpr std::string_view kCandidate = "a=candidate:";
  std::string skeleton = "s=" + pseudonym(sdp) + "\n";
  while (!sdp.empty()) {
    std::string_view line = cut(sdp, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(kUser)) {
      skeleton += std::string(kUser) + pseudonym(line.substr(kUser.size())) + "\n";
    } else if (line.starts_with(kCandidate)) {
      skeleton += candidate(line) + "\n";
    } else if (line.starts_with("m=")) {
      const std::string_view kind = cut(line, ' ');
      skeleton += std::string(kind.substr(0, 2)) + word(kind.substr(2)) +
                  (cut(line, ' ') == "0" ? " 0\n" : " 9\n");
    } else if (line == "a=sendrecv" || line == "a=sendonly" || line == "a=recvonly" ||
               line == "a=inactive") {
      skeleton += std::string(line) + "\n";
    }
  }
  return skeleton;
}

/// Over what, from where as a pseudonym, and of which type (RFC 8839, section 5.1).
std::string Pseudonyms::candidate(std::string_view text) {
  std::array<std::string_view, 8> parts;
  for (std::string_view& part : parts) part = cut(text, ' ');
  const auto& [first, component, protocol, priority, address, port, typ, type] = parts;
  if (type.empty()) return pseudonym(first);
  const std::string_view head = first.substr(0, first.find(':') + 1);
  return (head == "a=candidate:" ? "a=candidate:0 1 " : "candidate:0 1 ") + word(protocol) + " 0 " +
         pseudonym(address) + " 9 typ " + word(type);
}

std::string Pseudonyms::frame(std::string_view text) {
  std::optional<wire::Json> value = wire::parse(text);
  if (!value) return pseudonym(text);
  redact(*value, {}, 0);
  return wire::write(*value);
}

void Pseudonyms::redact(wire::Json& value, std::string_view name, std::size_t depth) {
  using Kind = wire::Json::Kind;
  std::string& content = value.content;
  switch (value.kind) {
    case Kind::Null:
    case Kind::Boolean:
      return;
    case Kind::Object:
      std::erase_if(value.children, [](const wire::Json& child) { return !is_name(child.name); });
      [[fallthrough]];
    case Kind::Array:
      for (wire::Json& child : value.children) {
        redact(child, value.kind == Kind::Object ? std::string_view(child.name) : name, depth + 1);
      }
      return;
    case Kind::Number:
    case Kind::Text:
      break;
  }
  if (is_vocabulary(name) && is_word(content)) return;
  if (depth == 1 && name == "id" && is_uuid(content)) return;
  const bool number = value.kind == Kind::Number;
  if (number && !is_numeric(content)) {
    content = "1";
  } else if (!number && name == "sdp") {
    content = redacted(content, Meaning::Sdp);
  } else if (!number && name == "candidate") {
    content = redacted(content, Meaning::Candidate);
  } else {
    content = redacted(content, Meaning::Id);
  }
}

}  // namespace holdfast::record
