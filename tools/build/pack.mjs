// Packs a WebAssembly program into text, for `shim/unpack.ts` to unpack. Knows arithmetic coding and prefix codes; what
// is likely and what each byte is it asks `unpack/`, linked as `pack.wasm`, of which the page has the other half.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder, inRoot } from '../paths.mjs';
import { Stop } from '../run.mjs';
import { withoutCustomSections, withoutLengths } from './wasm.mjs';

const longestCode = 12;
const codeCount = 5;
const letters = Array.from({ length: 65 }, (_, digit) => String.fromCharCode(40 + digit)).filter(
  (letter) => letter !== '\\',
);
const linked = (name) => readFileSync(join(buildFolder, 'wasm-release', name));

/** The text that `unpack` makes the program of. Refuses a program that would not come out as it went in. */
export async function pack(wasm) {
  const bytes = withoutLengths(wasm);

  const read = [];
  const reader = encoder({
    next: (kind) => {
      read.push({ code: Math.min(kind, codeCount - 1), byte: bytes[read.length] });
      return bytes[read.length - 1];
    },
  });
  try {
    reader.write(wasm.length);
  } catch (error) {
    throw new Stop(`unpack/program.hpp does not know how to write the program: ${error.message}`);
  }
  const codes = Array.from({ length: codeCount }, (_, code) => {
    const counts = new Array(256).fill(0);
    for (const one of read) if (one.code === code) counts[one.byte] += 1;
    return prefixCode(counts);
  });
  const bits = read.flatMap(({ code, byte }) => codes[code].spellings.get(byte));
  const lengths = codes.map((code) => `${code.lengths},`).join('');

  const coder = new Coder();
  let place = 0;
  const writer = encoder({
    next: (kind) => writer.guess(kind),
    bit: (chance) => coder.add(bits[place++], chance),
  });
  writer.begin(lengths);
  writer.write(wasm.length);
  const text = lengths + coder.digits.map((digit) => letters[digit]).join('');
  const { unpack } = await unpacking();
  if (!wasm.equals(unpack(unpackerText(), text, wasm.length))) {
    throw new Stop(
      'the program would not come out of its package as it went in; does unpack/program.hpp know it?',
    );
  }
  return text;
}

/** What the page unpacks with, as `unpack` takes it: each byte a letter, or two where the first leads farther. */
export function unpackerText() {
  return Array.from(withoutCustomSections(linked('unpack.wasm')), (byte) => {
    const leading = ['', '}', '~'][Math.floor(byte / 90)];
    return leading + String.fromCharCode(35 + (byte % 90));
  }).join('');
}

/** The shim's own `unpack`. */
export async function unpacking() {
  const { build } = await import('esbuild');
  const entryPoints = [inRoot('shim/unpack.ts')];
  const made = await build({ entryPoints, bundle: true, format: 'esm', write: false });
  return import(`data:text/javascript,${encodeURIComponent(made.outputFiles[0].text)}`);
}

/** An instance of the model and the writer, which asks `next` for bytes and `bit` for bits. */
function encoder({ next, bit = () => 0 }) {
  const module = new WebAssembly.Module(linked('pack.wasm'));
  const { memory, begin, guess, write } = new WebAssembly.Instance(module, { pack: { next, bit } }).exports;
  const room = (size) => memory.grow(Math.ceil((size + 1) / 0x10000)) * 0x10000;
  return {
    guess,
    begin(lengths) {
      const from = room(lengths.length);
      Buffer.from(memory.buffer).write(lengths, from);
      begin(from);
    },
    write: (size) => write(room(size), size),
  };
}

// One long number in digits of 64: the bits narrow the range in which it lies.
class Coder {
  digits = [];
  range = 1;

  add(bit, chance) {
    for (; this.range < 0x40000000; this.range *= 64) this.digits.push(0);
    const bound = Math.floor((this.range * chance) / 65536);
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
    const lengths = depths.map((depth) => String.fromCharCode(48 + depth)).join('');
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
