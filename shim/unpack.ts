// Unpacks a raw LZMA stream: what `xz --format=raw` writes, without header or checksum. Knows the options the build
// packs with, and trusts its input: it came in the same file as this code. After "LZMA specification" by Igor Pavlov.

/** The option lc of the stream; `tools/build/embed.mjs` packs with the same. Its lp and pb are 0: no position counts. */
const literalContextBits = 1;

// Where each kind of probability begins in the one table of them. The states are 12.
const isMatch = 0;
const isRepeat = isMatch + 12;
const isRepeat0 = isRepeat + 12;
const isRepeat1 = isRepeat0 + 12;
const isRepeat2 = isRepeat1 + 12;
const isLongRepeat0 = isRepeat2 + 12;
const slots = isLongRepeat0 + 12;
const nearDistances = slots + 4 * 64;
const distanceEnds = nearDistances + 128;
const matchLengths = distanceEnds + 16;
const repeatLengths = matchLengths + 2 + 8 + 8 + 256;
const literals = repeatLengths + 2 + 8 + 8 + 256;
const all = literals + (0x300 << literalContextBits);

/** The first `size` bytes of what was packed. */
export function unpack(packed: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  const probabilities = new Uint16Array(all).fill(1024);
  let range = 0xffffffff;
  let code = 0;
  let next = 0;
  let made = 0;
  let state = 0;
  // The last four distances, the latest first.
  let distances = [0, 0, 0, 0];

  const refill = (): void => {
    if (range >= 0x1000000) return;
    range *= 256;
    code = code * 256 + packed[next++]!;
  };
  const bit = (at: number): number => {
    const probability = probabilities[at]!;
    const bound = (range >>> 11) * probability;
    const value = code < bound ? 0 : 1;
    if (value) {
      range -= bound;
      code -= bound;
      probabilities[at] = probability - (probability >> 5);
    } else {
      range = bound;
      probabilities[at] = probability + ((2048 - probability) >> 5);
    }
    refill();
    return value;
  };
  const evenBits = (count: number): number => {
    let value = 0;
    while (count--) {
      range >>>= 1;
      const one = Number(code >= range);
      code -= one * range;
      value = value * 2 + one;
      refill();
    }
    return value;
  };
  const tree = (base: number, bits: number): number => {
    let node = 1;
    for (let count = bits; count--;) node = node * 2 + bit(base + node);
    return node - (1 << bits);
  };
  const reverseTree = (base: number, bits: number): number => {
    let node = 1;
    let value = 0;
    for (let place = 0; place < bits; place++) {
      const one = bit(base + node);
      node = node * 2 + one;
      value += one << place;
    }
    return value;
  };
  const lengthFrom = (base: number): number => {
    if (!bit(base)) return tree(base + 2, 3);
    if (!bit(base + 1)) return 8 + tree(base + 10, 3);
    return 16 + tree(base + 18, 8);
  };
  const distanceFor = (length: number): number => {
    const slot = tree(slots + Math.min(length, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const first = (2 + (slot & 1)) * 2 ** bits;
    if (slot < 14) return first + reverseTree(nearDistances + first - slot, bits);
    return first + evenBits(bits - 4) * 16 + reverseTree(distanceEnds, 4);
  };
  const literal = (): number => {
    // Before the first byte there is none, which shifted is 0 too.
    const base = literals + 0x300 * (out[made - 1]! >> (8 - literalContextBits));
    let symbol = 1;
    // After a match the byte that would have gone on with it is a hint, up to the first bit that differs.
    let hint = state < 7 ? 0 : out[made - distances[0]! - 1]! | 0x100;
    while (symbol < 0x100) {
      hint *= 2;
      const hinted = (hint >> 8) & 1;
      const one = bit(base + symbol + (hint ? 0x100 + hinted * 0x100 : 0));
      symbol = symbol * 2 + one;
      if (one !== hinted) hint = 0;
    }
    return symbol;
  };
  const copy = (length: number): void => {
    for (const end = made + length; made < end; made++) out[made] = out[made - distances[0]! - 1]!;
  };

  // The first byte is always zero; the next four are the first code.
  for (next = 1; next < 5;) code = code * 256 + packed[next++]!;

  while (made < size) {
    if (!bit(isMatch + state)) {
      const byte = literal();
      out[made++] = byte;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
    } else if (!bit(isRepeat + state)) {
      const length = lengthFrom(matchLengths);
      state = state < 7 ? 7 : 10;
      distances = [distanceFor(length), ...distances].slice(0, 4);
      copy(length + 2);
    } else {
      let which = 0;
      if (bit(isRepeat0 + state)) which = bit(isRepeat1 + state) ? 2 + bit(isRepeat2 + state) : 1;
      const short = which === 0 && !bit(isLongRepeat0 + state);
      distances.unshift(...distances.splice(which, 1));
      const length = short ? 1 : lengthFrom(repeatLengths) + 2;
      state = state < 7 ? (short ? 9 : 8) : 11;
      copy(length);
    }
  }
  return out;
}
