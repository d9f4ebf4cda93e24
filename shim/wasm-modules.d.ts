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
  /** How long each byte is spelt before it is packed, in each of the codes. */
  export const lengths: readonly string[];
  /** The WebAssembly, packed. */
  export const text: string;
}
