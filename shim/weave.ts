// Weaves a WebAssembly program from the strands it was parted into for packing: what is alike lies together there,
// and packs smaller. Knows the instructions that the core is made of (W3C WebAssembly Core Specification, 5.4);
// `tools/build/strands.mjs` parts it, and refuses others.

// The strands, in their order: instructions with all that has no strand of its own, and their operands.
const [code, locals, offsets, calls, constants, before, after] = [0, 1, 2, 3, 4, 5, 6] as const;

/** Announces a load or store whose alignment is not the natural one, as 2 ** digit bytes from `i32.load` on. */
const odd = 0xff;
const naturalAlignments = '23230011001122232301012';

/** The program of `size` bytes; `lengths` are those of the strands. */
export function weave(
  strands: Uint8Array,
  lengths: readonly number[],
  size: number,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  let made = 0;
  let end = 0;
  const next = lengths.map((length) => (end += length) - length);

  const byte = (strand: number): number => (out[made++] = strands[next[strand]!++]!);
  const number = (strand: number): number => {
    let value = 0;
    for (let shift = 0, read = 128; read > 127; shift += 7) {
      read = byte(strand);
      value |= (read & 127) << shift;
    }
    return value;
  };
  const numbers = (strand: number, count: number): void => {
    while (count--) number(strand);
  };
  const bytes = (strand: number, count: number): void => {
    while (count--) byte(strand);
  };
  /** Puts before what is written how long it is. */
  const sized = (write: () => void): void => {
    const begin = made;
    write();
    const written = out.slice(begin, made);
    made = begin;
    for (let rest = written.length; ; rest >>= 7) {
      out[made++] = (rest & 127) | (rest > 127 ? 128 : 0);
      if (rest < 128) break;
    }
    out.set(written, made);
    made += written.length;
  };
  /** One instruction; returns by how much deeper the next one lies. */
  const instruction = (): number => {
    let operation = byte(code);
    const natural = operation !== odd;
    if (!natural) {
      made--;
      operation = byte(code);
    }
    if (operation > 0x27 && operation < 0x3f) {
      if (natural) out[made++] = Number(naturalAlignments[operation - 0x28]);
      else byte(code);
      number(offsets);
    } else if (operation > 0x1f && operation < 0x23) number(locals);
    else if (operation === 0x10) number(calls);
    else if (operation === 0x41 || operation === 0x42) number(constants);
    else if (operation === 0x11) numbers(code, 2);
    else if (operation === 0x0e) numbers(code, number(code) + 1);
    else if (operation === 0x43 || operation === 0x44) bytes(code, operation === 0x43 ? 4 : 8);
    else if (operation === 0xfc) {
      const which = number(code);
      if (which > 7) numbers(code, which & 1 ? 1 : 2);
    } else if ([0x02, 0x03, 0x04, 0x0c, 0x0d, 0x23, 0x24, 0x3f, 0x40].includes(operation)) number(code);
    return operation === 0x0b ? -1 : operation > 0x01 && operation < 0x05 ? 1 : 0;
  };

  bytes(before, lengths[before]!);
  sized(() => {
    for (let functions = number(code); functions--;) {
      sized(() => {
        for (let groups = number(code); groups--;) numbers(code, 2);
        for (let depth = 1; depth;) depth += instruction();
      });
    }
  });
  bytes(after, lengths[after]!);
  return out;
}
