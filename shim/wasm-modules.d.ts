// The two modules that the build makes of the C++.

declare module '#core/glue' {
  /** Makes an instance of the core, a `CoreModule`. `instantiateWasm` is asked for the program, at once. */
  export default function makeModule(options: {
    instantiateWasm(
      imports: WebAssembly.Imports,
      ready: (instance: WebAssembly.Instance) => void,
    ): WebAssembly.Exports;
  }): unknown;
}

declare module '#core/wasm' {
  /** The length of the WebAssembly. */
  export const size: number;
  /** The lengths of its strands, once unpacked. */
  export const lengths: readonly number[];
  /** The strands: packed with LZMA, in base64. */
  export const bytes: string;
}
