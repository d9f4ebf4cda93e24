// Writes a WebAssembly program byte by byte: asks for the next one by saying what it is. Knows the binary format, of the
// instructions those that the core is made of (W3C WebAssembly Core Specification, 5.4), and not where bytes come from.
// The lengths of functions and of their section are not asked for: they follow from what is written.

/** What a byte can be; of sections each has a kind of its own, counted by its number. */
export const kinds = {
  operation: 0,
  local: 1,
  offset: 2,
  constant: 3,
  callee: 4,
  alignment: 5,
  block: 6,
  label: 7,
  other: 8,
  declaration: 9,
  section: 10,
} as const;

const codeSection = 10;

/** A program of `size` bytes. Throws when what it is told makes a longer one, so that it ends whatever it is told. */
export function writeProgram(size: number, next: (kind: number) => number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  let made = 0;

  const byte = (kind: number): number => {
    if (made >= size) throw new RangeError('The program is longer than it is');
    return (out[made++] = next(kind));
  };
  const bytes = (kind: number, count: number): void => {
    while (count--) byte(kind);
  };
  const number = (kind: number): number => {
    let value = 0;
    for (let shift = 0, read = 128; read > 127; shift += 7) {
      read = byte(kind);
      value |= (read & 127) << shift;
    }
    return value >>> 0;
  };
  const numbers = (kind: number, count: number): void => {
    while (count--) number(kind);
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
    const operation = byte(kinds.operation);
    if (operation > 0x27 && operation < 0x3f) {
      number(kinds.alignment);
      number(kinds.offset);
    } else if (operation > 0x1f && operation < 0x23) number(kinds.local);
    else if (operation === 0x10) number(kinds.callee);
    else if (operation === 0x41 || operation === 0x42) number(kinds.constant);
    else if (operation === 0x11) numbers(kinds.other, 2);
    else if (operation === 0x0e) numbers(kinds.label, number(kinds.other) + 1);
    else if (operation === 0x43 || operation === 0x44) bytes(kinds.other, operation === 0x43 ? 4 : 8);
    else if (operation === 0x0c || operation === 0x0d) number(kinds.label);
    else if (operation === 0xfc) {
      const which = number(kinds.other);
      if (which > 7) numbers(kinds.other, which & 1 ? 1 : 2);
    } else if ([0x23, 0x24, 0x3f, 0x40].includes(operation)) number(kinds.other);
    else if (operation > 0x01 && operation < 0x05) {
      number(kinds.block);
      return 1;
    }
    return operation === 0x0b ? -1 : 0;
  };

  bytes(kinds.section, 8);
  while (made < size) {
    const section = byte(kinds.section);
    if (section !== codeSection) bytes(kinds.section + section, number(kinds.section));
    else {
      sized(() => {
        for (let functions = number(kinds.section); functions--;) {
          sized(() => {
            for (let groups = number(kinds.declaration); groups--;) numbers(kinds.declaration, 2);
            for (let depth = 1; depth;) depth += instruction();
          });
        }
      });
    }
  }
  return out;
}
