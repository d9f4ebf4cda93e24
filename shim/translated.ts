// The carrier of `holdfast-rtc/js`: the core as the build translated it to JavaScript, for pages whose policy forbids
// WebAssembly. Knows nothing of what the program does.

import { instantiate } from '#core/translated';

/** As in `carried.ts`; there is nothing to get ready. */
export function program(): (imports: WebAssembly.Imports) => { exports: WebAssembly.Exports } {
  return (imports) => ({ exports: instantiate(imports) });
}

export function excuse(): string {
  return 'The core could not be started';
}
