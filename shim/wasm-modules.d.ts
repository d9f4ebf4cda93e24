// The two modules that the build makes of the C++, and the library that unpacks one of them.

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
  /** The length of the WebAssembly once inflated. */
  export const size: number;
  /** The WebAssembly: deflated, in base64. */
  export const bytes: string;
}

declare module 'tiny-inflate' {
  /** Inflates raw deflate into `target`, which must be as long as the result. */
  export default function inflate(source: Uint8Array, target: Uint8Array): Uint8Array<ArrayBuffer>;
}
