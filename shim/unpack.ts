// Unpacks the WebAssembly out of the text that the bundle carries it as, by a small one that the bundle carries beside
// it, made of `unpack/`. Trusts its input as far as it came in the same file; of a spoilt one it makes an exception or
// a program that does not compile, in bounded time.

/** The letters of the small one begin here; its bytes have so many, and the two behind them lead to further bytes. */
const [firstLetter, letters] = [35, 90] as const;
const page = 0x10000;

interface Unpacker extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory;
  /** Writes the program of `size` bytes that the text at `text` was made of. */
  readonly unpack: (text: number, to: number, size: number) => void;
}

/** The program of `size` bytes that `tools/build/pack.mjs` made this text of. */
export function unpack(unpacker: string, text: string, size: number): Uint8Array<ArrayBuffer> {
  const program = new WebAssembly.Module(bytesOf(unpacker));
  const { memory, unpack } = new WebAssembly.Instance(program).exports as Unpacker;
  const from = memory.grow(Math.ceil((text.length + size) / page)) * page;
  new TextEncoder().encodeInto(text, new Uint8Array(memory.buffer, from));
  unpack(from, from + text.length, size);
  return new Uint8Array(memory.buffer, from + text.length, size);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let leading = 0;
  for (const letter of text) {
    const digit = letter.charCodeAt(0) - firstLetter;
    if (digit < letters) {
      bytes.push(leading + digit);
      leading = 0;
    } else leading = (digit - letters + 1) * letters;
  }
  return Uint8Array.from(bytes);
}
