// The modules that the build makes of the C++, and the one that it chooses for each entry of the package.

declare module '#core/carrier' {
  /** Gets the program ready, and gives what makes an instance of it. Throws where the page cannot have it. */
  export function program(): (imports: WebAssembly.Imports) => { exports: WebAssembly.Exports };
  /** Why there is no program, for whoever builds the page. */
  export function excuse(): string;
}

declare module '#core/glue' {
  /** Makes an instance of the core, a `CoreModule`. `instantiateWasm` is asked for the program, at once. */
  export default function makeModule(options: {
    instantiateWasm(
      imports: WebAssembly.Imports,
      ready: (instance: { exports: WebAssembly.Exports }) => void,
    ): WebAssembly.Exports;
  }): unknown;
}

declare module '#core/wasm' {
  /** The length of the WebAssembly. */
  export const size: number;
  /** What unpacks it, as text. */
  export const unpacker: string;
  /** The WebAssembly, packed. */
  export const text: string;
}

declare module '#core/translated' {
  /** Makes an instance of the core without WebAssembly. */
  export function instantiate(imports: WebAssembly.Imports): WebAssembly.Exports;
}
