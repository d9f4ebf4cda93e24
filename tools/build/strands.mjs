// Parts a WebAssembly program into strands of what is alike, in the order in which `shim/weave.ts` weaves them
// again: instructions, and their operands by what they mean. Lengths of functions are left out: they follow.

import { Stop } from '../run.mjs';
import { codeOf } from './wasm.mjs';

const naturalAlignments = '23230011001122232301012';
const odd = 0xff;

/** `{strands, lengths}`: the strands one after the other, and how long each is. */
export function strandsOf(wasm) {
  const [code, locals, offsets, calls, constants] = [[], [], [], [], []];
  const section = codeOf(wasm);
  if (!section) throw new Stop('the program has no code');
  const { reader } = section;

  const bytes = (strand, count) => {
    for (let done = 0; done < count; done += 1) strand.push(reader.byte());
  };
  const number = (strand) => {
    const begin = reader.position;
    const value = reader.unsigned();
    strand.push(...wasm.subarray(begin, reader.position));
    return value;
  };
  const numbers = (strand, count) => {
    for (let done = 0; done < count; done += 1) number(strand);
  };
  const access = (operation) => {
    const natural = Number(naturalAlignments[operation - 0x28]);
    const alignment = reader.byte();
    if (alignment === natural) code.push(operation);
    else code.push(odd, operation, alignment);
    number(offsets);
  };
  const instruction = () => {
    const operation = reader.byte();
    if (operation >= 0x28 && operation <= 0x3e) return access(operation);
    code.push(operation);
    if (operation >= 0x20 && operation <= 0x22) return number(locals);
    if (operation === 0x10) return number(calls);
    if (operation === 0x41 || operation === 0x42) return number(constants);
    if (operation === 0x11) return numbers(code, 2);
    if (operation === 0x0e) return numbers(code, number(code) + 1);
    if (operation === 0x43 || operation === 0x44) return bytes(code, operation === 0x43 ? 4 : 8);
    if ([0x02, 0x03, 0x04, 0x0c, 0x0d, 0x23, 0x24, 0x3f, 0x40].includes(operation)) return number(code);
    if (operation === 0xfc) {
      const which = number(code);
      if (which > 11) throw new Stop(`shim/weave.ts does not know the instruction 0xfc ${which}`);
      return which > 7 && numbers(code, which & 1 ? 1 : 2);
    }
    const bare = [0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b].includes(operation);
    if (!bare && (operation < 0x45 || operation > 0xc4)) {
      throw new Stop(`shim/weave.ts does not know the instruction 0x${operation.toString(16)}`);
    }
    return undefined;
  };

  for (let functions = number(code); functions > 0; functions -= 1) {
    const length = reader.unsigned();
    const end = reader.position + length;
    numbers(code, number(code) * 2);
    while (reader.position < end) instruction();
  }
  const strands = [code, locals, offsets, calls, constants].map((strand) => Buffer.from(strand));
  // The section's number stays with what comes before it; its length is left out like the others.
  strands.push(wasm.subarray(0, section.from + 1), wasm.subarray(section.to));
  return { strands: Buffer.concat(strands), lengths: strands.map(({ length }) => length) };
}
