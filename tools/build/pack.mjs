// Packs a WebAssembly program into text, for `shim/unpack.ts` to unpack. Knows arithmetic coding and prefix codes; what
// is likely it asks the shim's own model, and what each byte is the shim's own writer of programs.

import { inRoot } from '../paths.mjs';
import { Stop } from '../run.mjs';
import { withoutLengths } from './wasm.mjs';

const longestCode = 12;
const codeCount = 5;
const letters = Array.from({ length: 65 }, (_, digit) => String.fromCharCode(40 + digit)).filter(
  (letter) => letter !== '\\',
);

/** `{ text, lengths }`, the arguments of `unpack`. Refuses a program that would not come out as it went in. */
export async function pack(wasm) {
  const { modelOf, unpack, writeProgram } = await unpacker();
  const bytes = withoutLengths(wasm);

  let place = 0;
  const read = [];
  try {
    writeProgram(wasm.length, (kind) => {
      read.push({ code: Math.min(kind, codeCount - 1), byte: bytes[place] });
      return bytes[place++];
    });
  } catch (error) {
    throw new Stop(`shim/program.ts does not know how to write the program: ${error.message}`);
  }
  const codes = Array.from({ length: codeCount }, (_, code) => {
    const counts = new Array(256).fill(0);
    for (const one of read) if (one.code === code) counts[one.byte] += 1;
    return prefixCode(counts);
  });
  const bits = read.flatMap(({ code, byte }) => codes[code].spellings.get(byte));
  const lengths = codes.map((code) => code.lengths);

  const coder = new Coder();
  place = 0;
  writeProgram(
    wasm.length,
    modelOf((chance) => coder.add(bits[place++], chance), lengths),
  );
  const text = coder.digits.map((digit) => letters[digit]).join('');
  if (!wasm.equals(unpack(text, lengths, wasm.length))) {
    throw new Stop(
      'the program would not come out of its package as it went in; does shim/program.ts know it?',
    );
  }
  return { text, lengths };
}

/** What the page unpacks with. */
export async function unpacker() {
  const { build } = await import('esbuild');
  const made = await build({
    stdin: {
      contents: ['model', 'program', 'unpack'].map((name) => `export * from './${name}.ts';`).join('\n'),
      resolveDir: inRoot('shim'),
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript,${encodeURIComponent(made.outputFiles[0].text)}`);
}

// One long number in digits of 64: the bits narrow the range in which it lies.
class Coder {
  digits = [];
  range = 1;

  add(bit, chance) {
    for (; this.range < 0x40000000; this.range *= 64) this.digits.push(0);
    const bound = Math.floor(this.range * chance);
    if (bit) {
      this.range = bound;
      return bit;
    }
    this.range -= bound;
    for (let place = this.digits.length - 1, rest = bound; rest > 0; place -= 1) {
      rest += this.digits[place];
      this.digits[place] = rest % 64;
      rest = Math.floor(rest / 64);
    }
    return bit;
  }
}

/** The shortest prefix code for bytes that come so often, none of them too long. */
function prefixCode(counts) {
  for (let least = 1; ; least *= 2) {
    const depths = huffman(counts.map((count) => count && Math.max(count, least)));
    if (Math.max(...depths) > longestCode) continue;
    const spellings = new Map();
    for (let length = 1, next = 0; length <= longestCode; length += 1, next *= 2) {
      depths.forEach((depth, byte) => {
        if (depth !== length) return;
        spellings.set(byte, [...next.toString(2).padStart(length, '0')].map(Number));
        next += 1;
      });
    }
    const lengths = depths.map((depth) => depth.toString(16)).join('');
    return { spellings, lengths: lengths.replace(/0+$/, '') };
  }
}

function huffman(counts) {
  const depths = counts.map(() => 0);
  const trees = counts.map((count, byte) => ({ count, bytes: [byte] })).filter(({ count }) => count > 0);
  if (trees.length === 1) depths[trees[0].bytes[0]] = 1;
  while (trees.length > 1) {
    trees.sort((left, right) => right.count - left.count);
    const [left, right] = [trees.pop(), trees.pop()];
    const joined = { count: left.count + right.count, bytes: [...left.bytes, ...right.bytes] };
    for (const byte of joined.bytes) depths[byte] += 1;
    trees.push(joined);
  }
  return depths;
}
