#include "signaling/address.hpp"

#include <charconv>
#include <string_view>

namespace holdfast::signaling {

namespace {

// Everything but RFC 3986's unreserved characters is escaped.
std::string escaped(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string result;
  for (const char letter : text) {
    if (kPlain.find(letter) != std::string_view::npos) {
      result += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    result += '%';
    result += kDigits[byte >> 4U];
    result += kDigits[byte & 0xfU];
  }
  return result;
}

// A region goes before the first label of the host, and only if that label is the service's own.
std::string with_region(const std::string& host, const std::string& region) {
  const std::size_t scheme = host.find("://");
  const std::size_t label = scheme == std::string::npos ? 0 : scheme + 3;
  const std::string_view rest = std::string_view(host).substr(label);
  const bool ours = rest.starts_with("rtc.") || rest.starts_with("rtcdev.");
  if (region.empty() || !ours) return host;
  return host.substr(0, label) + region + "." + host.substr(label);
}

class Query {
 public:
  void add(std::string_view name, std::string_view value) {
    text_ += text_.empty() ? '?' : '&';
    text_ += name;
    text_ += '=';
    text_ += escaped(value);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

std::string socket_url(const Config& config, const RoutingId& routing, bool skip_routing) {
  std::string url = with_region(config.host, config.region);
  const std::size_t scheme = url.find("://");
  const bool bare =
      url.find('/', scheme == std::string::npos ? 0 : scheme + 3) == std::string::npos;
  if (bare) url += '/';

  Query query;
  const bool pinned = !config.rtc_ip.empty() && config.rtc_port != 0;
  if (pinned) {
    std::string port(5, '0');
    const auto end = std::to_chars(port.data(), port.data() + port.size(), config.rtc_port).ptr;
    query.add("rtc_ip", config.rtc_ip);
    query.add("rtc_port", std::string_view(port.data(), end));
  } else if (routing) {
    query.add("voice_sdk_id", routing.text);
  }
  if (config.canary && !pinned) query.add("canary", "true");
  if ((config.skip_last_routing || skip_routing) && routing && !pinned) {
    query.add("skip_last_voice_sdk_id", "true");
  }
  if (config.skip_trailing) query.add("skip_trailing", "true");
  return url + query.text();
}

}  // namespace holdfast::signaling
