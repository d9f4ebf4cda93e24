// The default carrier of the core: its WebAssembly inside the bundle, unpacked and compiled when it is first wanted.
// Knows nothing of what the program does.

import { size, text, unpacker } from '#core/wasm';

import { unpack } from './unpack.js';

/** Gets the program ready, and gives what makes an instance of it. Throws where the page may not have it. */
export function program(): (imports: WebAssembly.Imports) => { exports: WebAssembly.Exports } {
  const compiled = new WebAssembly.Module(unpack(unpacker, text, size));
  return (imports) => new WebAssembly.Instance(compiled, imports);
}

/** Why there is no program, for whoever builds the page. */
export function excuse(): string {
  return typeof WebAssembly === 'undefined'
    ? 'This browser has no WebAssembly, or the page may not use it'
    : "The core could not be compiled; a Content-Security-Policy must allow script-src 'wasm-unsafe-eval'";
}
