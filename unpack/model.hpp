#pragma once

#include <cstdint>

/// Guesses a WebAssembly program bit by bit: what stood before in the same surroundings stands
/// there again. Several surroundings, called contexts, are asked at once; what they say is added up
/// as logarithms of odds, each by a weight that is learned as well (logistic mixing, after Matt
/// Mahoney's PAQ). Knows what kind a byte is of, not the format. The build packs with this very
/// code, so every engine must come to the same numbers: it calls no function of a library, and
/// floating point is not contracted.
namespace holdfast::unpack {

/// What a byte can be; of sections each has a kind of its own, counted by its number.
enum Kind : std::uint32_t {
  Operation,
  Local,
  Offset,
  Constant,
  Callee,
  Alignment,
  Block,
  Label,
  Other,
  Declaration,
  Section,
};

/// Contexts that count each bit, and contexts that only remember the last byte, which takes less
/// time.
inline constexpr std::uint32_t kCounting = 3;
inline constexpr std::uint32_t kRemembering = 6;

/// What all counting contexts share, and what each remembering one has. Fewer pack larger and are
/// no faster.
inline constexpr std::uint32_t kCells = 1U << 18U;
inline constexpr std::uint32_t kMemories = 1U << 16U;
/// How often a context was met tells what it is worth, up to this: each count has a weight of its
/// own.
inline constexpr std::uint32_t kConfidences = 16;
inline constexpr std::uint32_t kWeightsOfSet = (kCounting + kRemembering) * kConfidences;
/// The weights are others after each operation, and in each operand or section by how many bytes it
/// has so far.
inline constexpr std::uint32_t kPositions = 4;
inline constexpr std::uint32_t kSets = 256 + (256 + 16) * kPositions;

/// A byte is spelt in a prefix code, for fewer bits take less time; each kind has its own, the last
/// ones share one.
inline constexpr std::uint32_t kCodes = 5;
inline constexpr std::uint32_t kLongest = 12;

/// How fast the weights learn, and how much faster those of remembered bytes.
inline constexpr float kLearning = 0.014F;
inline constexpr float kConviction = 8;
/// How often a cell is met before it learns no slower any more.
inline constexpr std::uint32_t kPatience = 8;
/// Odd numbers that hashes are made with.
inline constexpr std::uint32_t kOdd = 0x9e3779b1;
inline constexpr std::uint32_t kOther = 0x2545f491;

struct Code {
  /// How many bytes are spelt with one bit, with two, and so on.
  std::uint32_t counts[kLongest];
  /// The bits of each byte behind a leading one, with zeros to the right.
  std::uint32_t spellings[256];
  /// Which bytes there are, the shortest first.
  std::uint8_t bytes[256];
};

/// What a counting context has to say of the next bit.
struct Statement {
  std::uint32_t hash;
  std::uint32_t* cell;
  float* weight;
  float says;
};

/// Everything that is known. What is small comes first, since its addresses take fewer bytes.
struct Knowledge {
  // What came before: bytes, whole instructions, their operations, the operands of each kind. Each
  // is shifted so far that what is older than its name says has fallen out of it.
  std::uint32_t bytes, operation, position, so_far, last_kind;
  std::uint32_t last, last_two, last_three, last_eight;
  std::uint32_t whole_1, whole_2, whole_3, whole_4, wholes;
  std::uint32_t last_of_kind[32];

  std::uint32_t contexts[kCounting + kRemembering];
  std::uint32_t* held[kRemembering];
  std::uint32_t hints[kRemembering];
  Statement statements[kCounting];
  Code codes[kCodes];

  // Chances of 65536 by the binary logarithm of their odds, from -16 to 16 in steps of 1/128, and
  // back.
  std::uint32_t chances[4096];
  float stretched[4096];
  float weights[kSets * kWeightsOfSet];
  // 16 bits of the hash it belongs to, 8 of the byte, 8 of how often it came in succession.
  std::uint32_t memories[kRemembering * kMemories];
  // 12 bits of the hash it belongs to, 4 of how often it was met, 16 of how likely a one is.
  std::uint32_t cells[kCells];
};

inline Knowledge known;

/// Is told how likely a one is, of 65536, and answers what it is.
std::uint32_t bit(std::uint32_t chance);

/// Reads how long each byte is spelt: for each code a digit from '0' on for each byte, and a comma.
/// Returns what comes behind.
inline const std::uint8_t* begin(const std::uint8_t* text) {
  for (Code& code : known.codes) {
    const std::uint8_t* at = text;
    std::uint32_t index = 0;
    std::uint32_t spelling = 2;
    for (std::uint32_t length = 1; length <= kLongest; length++, spelling *= 2) {
      for (at = text; *at != ','; at++) {
        if (*at != '0' + length) continue;
        code.counts[length - 1]++;
        code.bytes[index++] = static_cast<std::uint8_t>(at - text);
        code.spellings[at - text] = spelling++ << (kLongest - length);
      }
    }
    text = at + 1;
  }

  double odds = 1.0 / 65536;
  for (std::uint32_t place = 0, from = 0; place < 4096; place++, odds *= 1.0054299011128027) {
    const auto chance = static_cast<std::uint32_t>(odds / (1 + odds) * 65536);
    known.chances[place] = chance;
    while (from <= chance >> 4U) {
      known.stretched[from++] = static_cast<float>(static_cast<std::int32_t>(place) - 2048) / 128;
    }
  }
  for (float& weight : known.weights) weight = 0.4F;
  return text;
}

/// Looks up what the contexts remember; returns how many do.
inline std::uint32_t remember(const Code& code) {
  std::uint32_t agreeing = 0;
  for (std::uint32_t each = 0; each < kRemembering; each++) {
    const std::uint32_t hash = known.contexts[kCounting + each] * kOdd;
    std::uint32_t* memory =
        known.memories + each * kMemories + ((hash ^ (hash >> 15U)) & (kMemories - 1));
    if ((*memory ^ hash) >> 16U) *memory = hash & 0xffff0000U;
    known.held[each] = memory;
    const std::uint32_t count = *memory & 255U;
    const std::uint32_t weight = (kCounting + each) * kConfidences + count;
    if (count) known.hints[agreeing++] = code.spellings[(*memory >> 8U) & 255U] << 8U | weight;
  }
  return agreeing;
}

inline void learn(std::uint32_t byte) {
  for (std::uint32_t* memory : known.held) {
    const std::uint32_t count = *memory & 255U;
    if (count && ((*memory >> 8U) & 255U) == byte) {
      *memory += count < kConfidences - 1;
    } else {
      *memory = (*memory & 0xffff0000U) | byte << 8U | 1U;
    }
  }
}

/// Asks for a byte, bit by bit. A function of its own, so that an engine may replace it by a faster
/// one meanwhile.
[[gnu::noinline]] inline std::uint32_t spell(const Code& code, float* weights) {
  std::uint32_t agreeing = remember(code);
  std::uint32_t node = 1;
  for (std::uint32_t length = 0, rank = 0, index = 0; length < kLongest; length++) {
    // Up to four bits of a byte lie together, for the processor's sake.
    const std::uint32_t top = 1U << (length & 3U);
    const std::uint32_t branch = (node & (top - 1)) | top;
    float sum = 0;
    for (std::uint32_t each = 0; each < kCounting; each++) {
      Statement& statement = known.statements[each];
      if (top == 1) {
        const std::uint32_t hash = ((known.contexts[each] + each) ^ node * kOdd) * kOther;
        statement.hash = (hash ^ (hash >> 15U)) * kOdd;
      }
      const std::uint32_t hash = statement.hash;
      std::uint32_t* cell = known.cells + (((hash >> 8U) ^ branch) & (kCells - 1));
      if ((*cell ^ hash << 20U) >> 20U) *cell = hash << 20U | 0x8000U;
      statement.cell = cell;
      statement.weight = weights + each * kConfidences + (*cell >> 16U & 15U);
      statement.says = known.stretched[*cell >> 4U & 4095U];
      sum += statement.says * *statement.weight;
    }
    const std::uint32_t shift = 8 + kLongest - 1 - length;
    for (std::uint32_t each = 0; each < agreeing; each++) {
      const std::uint32_t hint = known.hints[each];
      const float weight = weights[hint & 255U];
      sum += hint >> shift & 1U ? weight : -weight;
    }

    sum = sum > 15 ? 15 : sum < -15 ? -15 : sum;
    const std::uint32_t chance = known.chances[static_cast<std::int32_t>(sum * 128) + 2048];
    const std::uint32_t value = bit(chance);

    const float error = static_cast<float>(static_cast<std::int32_t>((value << 16U) - chance)) *
                        (kLearning / 65536);
    // Who remembers another byte says nothing of its other bits.
    std::uint32_t still = 0;
    for (std::uint32_t each = 0; each < agreeing; each++) {
      const std::uint32_t hint = known.hints[each];
      const std::uint32_t right = hint >> shift & 1U;
      weights[hint & 255U] +=
          static_cast<float>(static_cast<std::int32_t>(right * 2 - 1)) * kConviction * error;
      known.hints[still] = hint;
      still += right == value;
    }
    agreeing = still;
    for (const Statement& statement : known.statements) {
      *statement.weight += error * statement.says;
      const std::uint32_t cell = *statement.cell;
      const std::uint32_t count = cell >> 16U & 15U;
      const auto wrong = static_cast<std::int32_t>(value * 0xffff - (cell & 0xffffU));
      const float step = static_cast<float>(wrong) / (static_cast<float>(count) + 1.5F);
      *statement.cell = cell + static_cast<std::uint32_t>(static_cast<std::int32_t>(step)) +
                        (count < kPatience ? 0x10000 : 0);
    }

    node = node * 2 + value;
    rank = rank * 2 + value;
    const std::uint32_t count = code.counts[length];
    if (rank < count) return code.bytes[index + rank];
    index += count;
    rank -= count;
  }
  __builtin_trap();
}

/// Asks for the next byte, which is of this kind.
inline std::uint32_t guess(std::uint32_t kind) {
  if (kind == Operation || kind >= Section) {
    known.last_of_kind[known.last_kind] = known.so_far;
    known.whole_4 = known.whole_3;
    known.whole_3 = known.whole_2;
    known.whole_2 = known.whole_1;
    known.whole_1 = known.so_far;
    known.wholes = (known.wholes + known.so_far) * (kOther << 6U);
    known.last = known.operation;
    known.last_two = known.last_two * (kOther << 16U) + known.last + 1;
    known.last_three = known.last_three * (kOther << 11U) + known.last + 1;
    known.last_eight = known.last_eight * (kOther << 4U) + known.last + 1;
    known.so_far = known.position = 0;
    known.operation = kind == Operation ? 0 : 256 + kind - Section;
  }
  known.last_kind = kind;
  const std::uint32_t of_kind = kind * kOdd;
  std::uint32_t* context = known.contexts;
  *context++ = of_kind + known.position;
  *context++ = of_kind + (known.bytes & 0xffffU) * kOther;
  *context++ = known.so_far + known.last_two;
  *context++ = of_kind + ((known.bytes & 0xffU) + 1) * kOther;
  *context++ = known.so_far + known.last_eight;
  *context++ = known.so_far + known.wholes;
  *context++ = (known.so_far + known.last_of_kind[kind]) * kOther + known.last_three;
  *context++ = of_kind + known.bytes * kOther;
  *context++ = (known.so_far + known.last_three) * kOther + known.whole_4;
  const std::uint32_t set =
      kind == Operation ? known.last & 255U : 256 + known.operation * kPositions + known.position;
  const std::uint32_t byte =
      spell(known.codes[kind < kCodes ? kind : kCodes - 1], known.weights + set * kWeightsOfSet);
  learn(byte);
  if (kind == Operation) known.operation = byte;
  known.position = kind != Operation && byte > 127 ? (known.position + 1) % kPositions : 0;
  known.so_far = (known.so_far + byte + 1) * kOdd;
  known.bytes = known.bytes << 8U | byte;
  return byte;
}

}  // namespace holdfast::unpack
