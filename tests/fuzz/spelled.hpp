// A gateway's frame, written short, so that a fuzzer changes what it says rather than its quotes:
// `bye K1 causeCode=16` is a request of the gateway's about a call, `re ID sessid=S` the answer to
// a request of ours, `no ID code=-32000` its refusal. Knows no method and no member.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace holdfast::fuzz {

/// The text up to the next space, which goes with it.
inline std::string_view word_of(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

inline std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

/// `name=value` for each, as the members of an object. What cannot be a text by itself is taken as
/// JSON, sound or not.
inline std::string members_of(std::string_view rest) {
  std::string members;
  while (!rest.empty()) {
    const std::string_view word = word_of(rest);
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view value = word.substr(equals + 1);
    const bool json = !value.empty() &&
                      std::string_view("{[\"-0123456789").find(value[0]) != std::string_view::npos;
    const bool truth = value == "null" || value == "true" || value == "false";
    if (!members.empty()) members += ',';
    members += quoted(word.substr(0, equals)) + ':';
    members += json || truth ? std::string(value) : quoted(value);
  }
  return members;
}

/// The frame that a line stands for. One that does not begin with a small letter is the frame.
inline std::string spelled(std::string_view line) {
  if (line.empty() || line[0] < 'a' || line[0] > 'z') return std::string(line);
  const std::string_view verb = word_of(line);
  const std::string_view id = word_of(line);
  const std::string members = members_of(line);
  if (verb == "re" || verb == "no") {
    const std::string_view kind = verb == "re" ? "result" : "error";
    return R"({"jsonrpc":"2.0","id":)" + quoted(id) + ',' + quoted(kind) + ":{" + members + "}}";
  }
  const std::string call = id.empty() ? "" : R"("callID":)" + quoted(id);
  const std::string between = call.empty() || members.empty() ? "" : ",";
  return R"({"jsonrpc":"2.0","id":1,"voice_sdk_id":"V1","method":)" +
         quoted("telnyx_rtc." + std::string(verb)) + R"(,"params":{)" + call + between + members +
         "}}";
}

}  // namespace holdfast::fuzz
