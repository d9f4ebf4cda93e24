// The carrier of `holdfast-rtc/external`: the core in a file of its own, fetched and compiled while it arrives. Until
// then there is no program, and whoever needs it at once is told. Knows nothing of what the program does.

let compiled: WebAssembly.Module | undefined;
let address: string | URL | undefined;
let loading: Promise<void> | undefined;
let failure: unknown;

/** Where the core is. */
export interface IReadyOptions {
  /** The address of `lib/core.wasm`; by default it lies beside the bundle. Later attempts use it as well. */
  url?: string | URL;
}

/**
 * Resolves when the core is loaded: from then on calls can be placed. Constructing a client begins to load it, and
 * `connect()` waits for it, so this is needed only to begin earlier, or to say from where. Loads once.
 * @throws (rejects) where it cannot be loaded; the next call tries again.
 */
export function ready({ url }: IReadyOptions = {}): Promise<void> {
  if (compiled) return Promise.resolve();
  if (url && String(url) !== String(address)) {
    address = url;
    loading = undefined;
  }
  if (loading) return loading;
  const attempt: Promise<void> = load().then(
    (module) => {
      compiled ??= module;
    },
    (error: unknown) => {
      // An attempt from another address may have taken its place.
      if (loading && loading !== attempt) return loading;
      loading = undefined;
      failure = error;
      throw error;
    },
  );
  loading = attempt;
  return attempt;
}

/** @internal Whether there is a program. */
export const isLoaded = () => compiled !== undefined;

/** @internal As in `carried.ts`. */
export function program(): (imports: WebAssembly.Imports) => { exports: WebAssembly.Exports } {
  const module = compiled;
  if (!module) throw new Error('core.wasm is not loaded', { cause: failure });
  return (imports) => new WebAssembly.Instance(module, imports);
}

/** @internal */
export function excuse(): string {
  return failure
    ? 'The core could not be loaded; ready({ url }) says where core.wasm is, and a Content-Security-Policy must ' +
        "allow it as connect-src, and script-src 'wasm-unsafe-eval'"
    : 'The core is not loaded yet; await ready() first, or wait for telnyx.ready';
}

async function load(): Promise<WebAssembly.Module> {
  // Bundlers look for these very words to find the file.
  const response = await fetch(address ?? new URL('./core.wasm', import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  // Under any other type no browser streams it; that costs time only.
  const streams =
    'compileStreaming' in WebAssembly && response.headers.get('content-type') === 'application/wasm';
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
