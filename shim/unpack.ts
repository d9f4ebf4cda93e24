// Unpacks the WebAssembly out of the text that the bundle carries it as: decodes arithmetically what `model.ts` guesses.
// Trusts its input as far as it came in the same file; of a spoilt one it makes an exception or a program that does not
// compile, in bounded time.

import { modelOf } from './model.js';
import { writeProgram } from './program.js';

/** The digits of the text begin here, and leave one letter out: it would have to be escaped. */
const [firstDigit, leftOut] = [40, 92] as const;

/** The program of `size` bytes that `tools/build/pack.mjs` made this text of. */
export function unpack(text: string, lengths: readonly string[], size: number): Uint8Array<ArrayBuffer> {
  let next = 0;
  // How wide the range is in which the number lies, and how far into it. A captured variable would be slower.
  const state = Float64Array.of(1, 0);
  const bit = (chance: number): number => {
    let range = state[0]!;
    let code = state[1]!;
    for (; range < 0x40000000; range *= 64) {
      const letter = text.charCodeAt(next++);
      code = code * 64 + letter - firstDigit - Number(letter > leftOut);
    }
    const bound = Math.floor(range * chance);
    const one = code < bound;
    state[0] = one ? bound : range - bound;
    state[1] = one ? code : code - bound;
    return one ? 1 : 0;
  };
  return writeProgram(size, modelOf(bit, lengths));
}
