// Bundles the shim with the core, once for each entry of the package: `lib/<entry>.mjs` for imports, `lib/<entry>.js` for
// require(), AMD and script tags. Also says what syntax the package asks of a browser and of a consumer's bundler.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { coreModules, packedCore, shippedWasm } from './embed.mjs';
import { minified } from './minify.mjs';

/** Older than any browser that compiles WebAssembly of this size at once, which Chrome does from 114 on. */
export const target = 'es2022';

/** The names of the bundles, and how each brings the core. */
const entries = {
  bundle: {
    carrier: 'carried',
    // What is packed comes last: amid the code, gzip would spell parts of both in a code that suits neither.
    contents: [
      "export * from './index.ts';",
      "import { carry } from '#core/wasm';",
      `import { packed, unpacker } from ${JSON.stringify(packedCore)};`,
      'carry(packed, unpacker);',
    ].join('\n'),
  },
  external: { carrier: 'fetched', contents: "export * from './external.ts';" },
  js: {
    carrier: 'translated',
    contents: "export * from './index.ts';",
    // What the core traps with must exist where there is no WebAssembly, and be thrown by nobody else.
    define: { 'WebAssembly.RuntimeError': 'EvalError' },
  },
};

/** What the build makes of them. */
export const bundles = Object.keys(entries).flatMap((name) => [`${name}.mjs`, `${name}.js`]);

export async function bundle(version) {
  const writing = Object.entries(entries).flatMap(([name, entry]) => {
    const head = universalHead + (entry.carrier === 'fetched' ? ownAddress : '');
    const universal = { format: 'cjs', banner: { js: head }, footer: { js: '});' } };
    return [
      write(`${name}.mjs`, { ...options(version, entry), format: 'esm' }),
      write(`${name}.js`, { ...options(version, entry, { 'import.meta.url': 'address_' }), ...universal }),
    ];
  });
  await Promise.all(writing);
  copyFileSync(shippedWasm, inRoot('lib/core.wasm'));
}

async function write(name, wanted) {
  const esbuild = await import('esbuild');
  const outfile = inRoot('lib', name);
  const made = await esbuild.build({ ...wanted, sourcemap: 'external', write: false, outfile });
  const [map, code] = made.outputFiles.map(({ text }) => text);
  const sourceMap = { content: withoutEmbeddedSource(map), url: `${name}.map` };
  const small = await minified(code, { module: wanted.format === 'esm', sourceMap });
  mkdirSync(inRoot('lib'), { recursive: true });
  writeFileSync(outfile, small.code);
  writeFileSync(`${outfile}.map`, small.map);
}

/** The shim's code alone, to be measured: without the core it carries; and its source map. */
export async function shimAlone(version) {
  const esbuild = await import('esbuild');
  const wanted = options(version, { ...entries.bundle, contents: "export * from './index.ts';" });
  const external = Object.keys(coreModules);
  const alias = { '#core/carrier': wanted.alias['#core/carrier'] };
  const kept = { sourcemap: 'external', write: false, outfile: inRoot('lib/shim.mjs') };
  const made = await esbuild.build({ ...wanted, alias, external, format: 'esm', ...kept });
  const [map, code] = made.outputFiles.map(({ text }) => text);
  return minified(code, { module: true, sourceMap: { content: map } });
}

const options = (version, { carrier, contents, define }, form = {}) => ({
  stdin: { contents, resolveDir: inRoot('shim') },
  alias: { ...coreModules, '#core/carrier': inRoot(`shim/${carrier}.ts`) },
  bundle: true,
  target,
  platform: 'browser',
  charset: 'utf8',
  define: { __HOLDFAST_VERSION__: JSON.stringify(version), ...define, ...form },
  logLevel: 'warning',
});

// One file for three kinds of loader; esbuild's CommonJS output needs nothing but `module`.
const universalHead =
  '(function(load){' +
  "if(typeof module==='object'&&module.exports)load(module);" +
  "else if(typeof define==='function'&&define.amd)define(function(require,exports,module){load(module)});" +
  'else{var module_={exports:{}};load(module_);self.TelnyxWebRTC=module_.exports}' +
  '})(function(module){';

// Where a script came from is known only while it runs; elsewhere nobody knows.
const ownAddress = "var address_=typeof document==='object'&&document.currentScript?.src||undefined;";

/** A source map need not repeat the embedded core: nobody reads it, and it is as large as the bundle. */
function withoutEmbeddedSource(text) {
  const map = JSON.parse(text);
  map.sourcesContent = map.sources.map((source, index) =>
    /core\/(packed|translated)\.mjs$/.test(source) ? null : map.sourcesContent[index],
  );
  return map;
}
