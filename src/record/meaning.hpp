// What a text is, as far as a recording must know it to take out of it what is nobody's business.
#pragma once

#include <cstdint>

namespace holdfast::record {

enum class Meaning : std::uint8_t {
  Plain,      // ours or the browser's: kept as it is
  Word,       // of a vocabulary: kept if it looks like one
  Id,         // names somebody or something: a pseudonym
  Secret,     // only whether there is one
  Prose,      // free text, may name anybody: a pseudonym, and nothing depends on it
  Json,       // passes through: only whether it is an object or an array
  Sdp,        // a skeleton
  Candidate,  // a skeleton
  Frame,      // what the gateway sent: names of members stay, values by their names
  Sent,       // a frame of ours: its method
};

}  // namespace holdfast::record
