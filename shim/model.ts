// Guesses a WebAssembly program bit by bit: what stood before in the same surroundings stands there again. Several
// surroundings, called contexts, are asked at once; what they say is added up as logarithms of odds, each by a weight
// that is learned as well (logistic mixing, after Matt Mahoney's PAQ). Knows what kind a byte is of, not the format.
// The build packs with this very code, so every engine must come to the same numbers: it uses no operation of `Math`
// whose result IEEE 754 leaves open.

import { kinds } from './program.js';

/** Contexts that count each bit, and contexts that only remember the last byte, which takes a fraction of the time. */
const counting = 3;
const remembering = 6;

/** What all counting contexts share, and what each remembering one has. More would pack smaller and miss the cache. */
const cells = 1 << 18;
const memories = 1 << 16;
/** How often a context was met tells what it is worth, up to this: each count has a weight of its own. */
const confidences = 16;
const weightsOfSet = (counting + remembering) * confidences;
/** The weights are others after each operation, and in each operand or section by how many bytes it has so far. */
const positions = 4;
const sets = 256 + (256 + 16) * positions;

/** No byte is spelt longer. */
const longest = 12;
/** How fast the weights learn. */
const learning = 0.014;
/** How often a cell is met before it learns no slower any more. */
const patience = 8;
/** How much faster the weights of remembered bytes learn. */
const conviction = 8;
/** Odd numbers that hashes are made with. */
const [one, other] = [0x9e3779b1, 0x2545f491] as const;

const { imul } = Math;

/**
 * `bit` is told how likely a one is and answers what it is; the function that comes back does so for a byte of a kind.
 * A byte is spelt in a prefix code, for fewer bits take less time; `lengths` says how long each byte is, a hexadecimal
 * digit each, in the code of each kind: the last is that of all kinds from there on.
 */
export function modelOf(
  bit: (chance: number) => number,
  lengths: readonly string[],
): (kind: number) => number {
  // Chances by the binary logarithm of their odds, from -16 to 16 in steps of 1/128, and back.
  const chances = new Float64Array(4096);
  const stretched = new Float64Array(4096).fill(12);
  for (let place = 0, from = 0, odds = 1 / 65536; place < 4096; place++, odds *= 1.0054299011128028) {
    chances[place] = odds / (1 + odds);
    while (from < chances[place]! * 4096) stretched[from++] = place / 128 - 16;
  }
  const codes = lengths.map(codeOf);
  const weights = new Float32Array(sets * weightsOfSet).fill(0.4);
  const rates = Float64Array.from({ length: confidences }, (_, count) => 1 / (count + 1.5));

  // A cell is 12 bits of the hash it belongs to, 4 of how often it was met, 16 of how likely a one is.
  const table = new Int32Array(cells);
  const hashes = new Int32Array(counting);
  const places = new Int32Array(counting);
  // A memory is 16 bits of the hash it belongs to, 8 of the byte, 8 of how often it came in succession.
  const memory = new Int32Array(remembering * memories);
  const held = new Int32Array(remembering);
  const hints = new Int32Array(remembering);

  const contexts = new Int32Array(counting + remembering);
  const said = new Float64Array(counting);
  const used = new Int32Array(counting);

  /** Looks up what the contexts remember; returns how many do. */
  const remember = (spellings: Int32Array): number => {
    let agreeing = 0;
    for (let each = 0; each < remembering; each++) {
      const hash = imul(contexts[counting + each]!, one);
      const place = each * memories + ((hash ^ (hash >>> 15)) & (memories - 1));
      let before = memory[place]!;
      if ((before ^ hash) >>> 16) memory[place] = before = hash & 0xffff0000;
      held[each] = place;
      const count = before & 255;
      const weight = (counting + each) * confidences + count;
      if (count) hints[agreeing++] = (spellings[(before >> 8) & 255]! << 8) | weight;
    }
    return agreeing;
  };
  const learn = (byte: number): void => {
    for (let index = 0; index < remembering; index++) {
      const place = held[index]!;
      const before = memory[place]!;
      const count = before & 255;
      if (count && ((before >> 8) & 255) === byte) memory[place] = before + (count < confidences - 1 ? 1 : 0);
      else memory[place] = (before & 0xffff0000) | (byte << 8) | 1;
    }
  };
  /** Asks for a byte, bit by bit. */
  const spell = (code: Code, set: number): number => {
    let agreeing = remember(code.spellings);
    let node = 1;
    for (let length = 1, first = 0, index = 0; length <= longest; length++) {
      if ((length & 3) === 1) {
        for (let each = 0; each < counting; each++) {
          const hash = imul((contexts[each]! + each) ^ imul(node, one), other);
          hashes[each] = imul(hash ^ (hash >>> 15), one);
        }
      }
      // Up to four bits of a byte lie together, for the processor's sake.
      const branch = (node & ((1 << ((length - 1) & 3)) - 1)) | (1 << ((length - 1) & 3));
      const shift = 8 + longest - length;
      let sum = 0;
      for (let each = 0; each < counting; each++) {
        const hash = hashes[each]!;
        const place = ((hash >>> 8) ^ branch) & (cells - 1);
        if ((table[place]! ^ (hash << 20)) >>> 20) table[place] = (hash << 20) | 0x8000;
        const cell = table[place]!;
        const weight = set + each * confidences + ((cell >>> 16) & 15);
        const says = stretched[(cell >>> 4) & 4095]!;
        places[each] = place;
        used[each] = weight;
        said[each] = says;
        sum += says * weights[weight]!;
      }
      for (let each = 0; each < agreeing; each++) {
        const hint = hints[each]!;
        sum += (((hint >> shift) & 1) * 2 - 1) * weights[set + (hint & 255)]!;
      }
      const chance = chances[(Math.max(-15, Math.min(15, sum)) * 128 + 2048) | 0]!;
      const value = bit(chance);
      const error = (value - chance) * learning;
      // Who remembers another byte says nothing of its other bits.
      let still = 0;
      for (let each = 0; each < agreeing; each++) {
        const hint = hints[each]!;
        const right = (hint >> shift) & 1;
        weights[set + (hint & 255)]! += (right * 2 - 1) * conviction * error;
        hints[still] = hint;
        still += 1 - (right ^ value);
      }
      agreeing = still;
      for (let each = 0; each < counting; each++) {
        weights[used[each]!]! += error * said[each]!;
        const cell = table[places[each]!]!;
        const count = (cell >>> 16) & 15;
        const step = (value * 0xffff - (cell & 0xffff)) * rates[count]!;
        table[places[each]!] = cell + (step | 0) + (count < patience ? 0x10000 : 0);
      }
      node = node * 2 + value;
      const rank = node - (1 << length) - first;
      const count = code.counts[length]!;
      if (rank < count) return code.bytes[index + rank]!;
      index += count;
      first = (first + count) * 2;
    }
    throw new RangeError('No byte is spelt like this');
  };

  // What came before: bytes, whole instructions, their operations, and the operands of each kind.
  let bytes = 0;
  let operation = 0;
  let position = 0;
  let soFar = 0;
  let lastKind = 0;
  // Each is shifted so far that what is older than its name says has fallen out of it.
  let [last, lastTwo, lastThree, lastEight] = [0, 0, 0, 0];
  let [whole1, whole2, whole3, whole4, wholes] = [0, 0, 0, 0, 0];
  const lastOfKind = new Int32Array(32);

  return (kind: number): number => {
    if (kind === kinds.operation || kind >= kinds.section) {
      lastOfKind[lastKind] = soFar;
      whole4 = whole3;
      whole3 = whole2;
      whole2 = whole1;
      whole1 = soFar;
      wholes = imul(wholes + soFar, other << 6);
      last = operation;
      lastTwo = (imul(lastTwo, other << 16) + last + 1) | 0;
      lastThree = (imul(lastThree, other << 11) + last + 1) | 0;
      lastEight = (imul(lastEight, other << 4) + last + 1) | 0;
      soFar = position = 0;
      operation = kind && 256 + kind - kinds.section;
    }
    lastKind = kind;
    const ofKind = imul(kind, one);
    const afterSame = imul(soFar + lastOfKind[kind]!, other);
    contexts[0] = ofKind + position;
    contexts[1] = ofKind + imul(bytes & 0xffff, other);
    contexts[2] = soFar + lastTwo;
    contexts[3] = ofKind + imul((bytes & 0xff) + 1, other);
    contexts[4] = soFar + lastEight;
    contexts[5] = soFar + wholes;
    contexts[6] = afterSame + lastThree;
    contexts[7] = ofKind + imul(bytes, other);
    contexts[8] = imul(soFar + lastThree, other) + whole4;
    const set = kind === kinds.operation ? last & 255 : 256 + operation * positions + position;
    const byte = spell(codes[Math.min(kind, codes.length - 1)]!, set * weightsOfSet);
    learn(byte);
    if (kind === kinds.operation) operation = byte;
    position = kind && byte > 127 ? (position + 1) & (positions - 1) : 0;
    soFar = imul(soFar + byte + 1, one);
    bytes = (bytes << 8) | byte;
    return byte;
  };
}

interface Code {
  /** How many bytes are spelt with so many bits, and which bytes, the shortest first. */
  readonly counts: Int32Array;
  readonly bytes: number[];
  /** The bits of each byte behind a leading one, with zeros to the right. */
  readonly spellings: Int32Array;
}

/** The canonical prefix code with these lengths. */
function codeOf(lengths: string): Code {
  const [counts, bytes, spellings] = [new Int32Array(16), [] as number[], new Int32Array(256)];
  for (let length = 1, next = 2; length <= longest; length++, next *= 2) {
    for (let byte = 0; byte < lengths.length; byte++) {
      if (parseInt(lengths[byte]!, 16) !== length) continue;
      counts[length]!++;
      bytes.push(byte);
      spellings[byte] = next++ << (longest - length);
    }
  }
  return { counts, bytes, spellings };
}
