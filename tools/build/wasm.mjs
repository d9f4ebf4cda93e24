// Reads the sections of a WebAssembly file: which function takes how many bytes under which name, and the file without
// its names. Knows the binary format, nothing of what the functions do.

const custom = 0;
const imports = 2;
const code = 10;
const data = 11;

/** The same program without its custom sections: what ships. */
export function withoutCustomSections(bytes) {
  const kept = sections(bytes).filter(({ id }) => id !== custom);
  return Buffer.concat([bytes.subarray(0, 8), ...kept.map(({ from, to }) => bytes.subarray(from, to))]);
}

/** The functions of a file that carries names: `{name, size}` each, size with its own length prefix. */
export function functions(bytes) {
  const found = sections(bytes);
  const names = functionNames(found.find(({ id, name }) => id === custom && name === 'name'));
  const reader = found.find(({ id }) => id === code).content();
  const first = importedFunctions(found.find(({ id }) => id === imports));
  return Array.from({ length: reader.unsigned() }, (_, index) => {
    const begin = reader.position;
    reader.skip(reader.unsigned());
    return { name: names.get(first + index) ?? '', size: reader.position - begin };
  });
}

/** The program without the lengths of its functions and of their section: they follow from the rest. */
export function withoutLengths(bytes) {
  const section = sections(bytes).find(({ id }) => id === code);
  if (!section) return bytes;
  const reader = section.content();
  const kept = [bytes.subarray(0, section.from + 1)];
  const begin = reader.position;
  let functions = reader.unsigned();
  kept.push(bytes.subarray(begin, reader.position));
  for (; functions > 0; functions -= 1) {
    const length = reader.unsigned();
    kept.push(bytes.subarray(reader.position, reader.position + length));
    reader.skip(length);
  }
  return Buffer.concat([...kept, bytes.subarray(section.to)]);
}

/** The bytes of the data section: texts, tables, virtual function tables. */
export function dataSize(bytes) {
  const section = sections(bytes).find(({ id }) => id === data);
  return section ? section.to - section.from : 0;
}

function sections(bytes) {
  const reader = new Reader(bytes, 8);
  const found = [];
  while (reader.position < bytes.length) {
    const from = reader.position;
    const id = reader.byte();
    const length = reader.unsigned();
    const to = reader.position + length;
    const body = new Reader(bytes, reader.position, to);
    const name = id === custom ? body.text() : '';
    const start = body.position;
    found.push({ id, name, from, to, content: () => new Reader(bytes, start, to) });
    reader.position = to;
  }
  return found;
}

function functionNames(section) {
  const names = new Map();
  if (!section) return names;
  const reader = section.content();
  while (reader.position < reader.end) {
    const kind = reader.byte();
    const length = reader.unsigned();
    if (kind !== 1) {
      reader.skip(length);
      continue;
    }
    for (let left = reader.unsigned(); left > 0; left -= 1) names.set(reader.unsigned(), reader.text());
  }
  return names;
}

function importedFunctions(section) {
  const reader = section.content();
  let count = 0;
  for (let left = reader.unsigned(); left > 0; left -= 1) {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) {
      count += 1;
      reader.unsigned();
    } else if (kind === 3) {
      reader.skip(2);
    } else {
      if (kind === 1) reader.skip(1);
      const limits = reader.byte();
      reader.unsigned();
      if (limits & 1) reader.unsigned();
    }
  }
  return count;
}

class Reader {
  constructor(bytes, position, end = bytes.length) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  byte() {
    return this.bytes[this.position++];
  }

  /** An unsigned number in LEB128. */
  unsigned() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  text() {
    const length = this.unsigned();
    this.skip(length);
    return this.bytes.toString('utf8', this.position - length, this.position);
  }

  skip(length) {
    this.position += length;
  }
}
