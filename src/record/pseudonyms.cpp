#include "record/pseudonyms.hpp"

#include <algorithm>
#include <array>

namespace holdfast::record {

namespace {

// Digits stay digits: a gateway may write one id as a number here and as a text there.
constexpr int kFirstNumeric = 1'000'000;
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

/// Whether the text is one of those that stand in the list, each between blanks.
bool listed(std::string_view list, std::string_view text) {
  const std::size_t found = list.find(text, 1);
  return found != list.npos && list[found - 1] == ' ' && list[found + text.size()] == ' ';
}

// Members whose values are words of the protocol. Everything else in a frame may name somebody.
constexpr std::string_view kVocabulary =
    " jsonrpc method state holdState action cause causeCode sipCode code type dc region "
    "sdpMLineIndex ";

constexpr std::string_view kDirections = " a=sendrecv a=sendonly a=recvonly a=inactive ";

// Only such names of members stay; the protocol has no others.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestWord && std::ranges::all_of(text, [](char letter) {
    return is_letter(letter) || letter == '_' || letter == '-';
  });
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
  const int number = wire::integer_in(pseudonym).value_or(0) - (marked ? 0 : kFirstNumeric);
  return number > 0 ? static_cast<std::uint32_t>(number) : 0;
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
  std::string result;
  if (text.empty()) return result;
  switch (meaning) {
    case Meaning::Plain:
      result = text;
      break;
    case Meaning::Word:
      word(result, text);
      break;
    case Meaning::Secret:
      result = "*";
      break;
    case Meaning::Json:
      result = text.starts_with('[') ? "[]" : "null";
      if (text.starts_with('{')) result = "{}";
      break;
    case Meaning::Sdp:
      description(result, text);
      break;
    case Meaning::Candidate:
      candidate(result, text);
      break;
    case Meaning::Frame:
      frame(result, text);
      break;
    case Meaning::Id:
    case Meaning::Prose:
    case Meaning::Sent:
      pseudonym(result, text);
      break;
  }
  return result;
}

/// A single letter says nothing of anybody, and "0" must not begin to mean something.
void Pseudonyms::pseudonym(std::string& to, std::string_view text) {
  if (text.size() <= 1) {
    to += text;
    return;
  }
  std::uint32_t number = known_.find(text);
  if (number == 0) number = known_.add(text);
  if (is_numeric(text)) {
    number += kFirstNumeric;
  } else {
    to += '#';
  }
  to += wire::Json::number(number).content;
}

void Pseudonyms::word(std::string& to, std::string_view text) {
  if (is_word(text)) {
    to += text;
  } else {
    pseudonym(to, text);
  }
}

/// What kinds of media, which way, and by which candidates. Its first line tells it from others.
void Pseudonyms::description(std::string& to, std::string_view sdp) {
  constexpr std::string_view kUser = "a=ice-ufrag:";
  to += "s=";
  pseudonym(to, sdp);
  to += '\n';
  while (!sdp.empty()) {
    std::string_view line = cut(sdp, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(kUser)) {
      to += kUser;
      pseudonym(to, line.substr(kUser.size()));
    } else if (line.starts_with("a=candidate:")) {
      candidate(to, line);
    } else if (line.starts_with("m=")) {
      line.remove_prefix(2);
      to += "m=";
      word(to, cut(line, ' '));
      to += cut(line, ' ') == "0" ? " 0" : " 9";
    } else if (listed(kDirections, line)) {
      to += line;
    } else {
      continue;
    }
    to += '\n';
  }
}

/// Over what, from where as a pseudonym, and of which type (RFC 8839, section 5.1).
void Pseudonyms::candidate(std::string& to, std::string_view text) {
  std::array<std::string_view, 8> parts;
  for (std::string_view& part : parts) part = cut(text, ' ');
  const auto& [first, component, protocol, priority, address, port, typ, type] = parts;
  if (type.empty()) return pseudonym(to, first);
  if (first.starts_with("a=")) to += "a=";
  to += "candidate:0 1 ";
  word(to, protocol);
  to += " 0 ";
  pseudonym(to, address);
  to += " 9 typ ";
  word(to, type);
}

void Pseudonyms::frame(std::string& to, std::string_view text) {
  std::optional<wire::Json> value = wire::parse(text);
  if (!value) return pseudonym(to, text);
  redact(*value, {}, 0);
  to += wire::write(*value);
}

void Pseudonyms::redact(wire::Json& value, std::string_view name, std::size_t depth) {
  using Kind = wire::Json::Kind;
  for (wire::Json& child : value.children) {
    const bool member = value.kind == Kind::Object;
    if (member && !is_name(child.name)) child.name.clear();
    redact(child, member ? std::string_view(child.name) : name, depth + 1);
  }
  const bool number = value.kind == Kind::Number;
  if (!number && value.kind != Kind::Text) return;
  std::string& content = value.content;
  if (listed(kVocabulary, name) && is_word(content)) return;
  if (depth == 1 && name == "id" && is_uuid(content)) return;
  Meaning meaning = Meaning::Id;
  if (number) {
    if (!is_numeric(content)) {
      content = "-9999999";  // no id, no word, and longer than any code
      return;
    }
  } else if (name == "sdp") {
    meaning = Meaning::Sdp;
  } else if (name == "candidate") {
    meaning = Meaning::Candidate;
  }
  content = redacted(content, meaning);
}

}  // namespace holdfast::record
