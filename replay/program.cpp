// `npx holdfast-rtc replay` as WebAssembly: the core that ships, linked with the reader of
// recordings instead of with a browser. bin/holdfast-rtc.mjs brings a file in and takes lines out.

#include <cstddef>
#include <optional>
#include <string>

#include "record/timeline.hpp"

namespace {

std::string file;
std::optional<holdfast::record::Timeline> timeline;
std::string lines;

}  // namespace

extern "C" {

/// Where the file is to be written.
[[clang::export_name("reserve")]] char* replay_reserve(std::size_t size) {
  file.resize(size);
  return file.data();
}

/// The file is there. With `whole`, frames are written in full.
[[clang::export_name("begin")]] void replay_begin(bool whole) { timeline.emplace(file, whole); }

/// Goes on; false at the end. What there is to print is `size` bytes at `text` then.
[[clang::export_name("next")]] bool replay_next() {
  auto more = timeline->next();
  if (!more) return false;
  lines = std::move(*more);
  return true;
}

[[clang::export_name("text")]] const char* replay_text() { return lines.data(); }

[[clang::export_name("size")]] std::size_t replay_size() { return lines.size(); }

/// 0 the same, 1 diverged, 2 cannot be read.
[[clang::export_name("verdict")]] int replay_verdict() {
  return static_cast<int>(timeline->verdict());
}

}  // extern "C"
