// Bundles the shim with the embedded core: `lib/bundle.mjs` for imports, `lib/bundle.js` for require(), AMD and script
// tags. Also says what syntax the package asks of a browser and of a consumer's bundler.

import { mkdirSync, writeFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { coreModules, packedCore } from './embed.mjs';
import { minified } from './minify.mjs';

/** Older than any browser that compiles WebAssembly of this size at once, which Chrome does from 114 on. */
export const target = 'es2022';

const entry = inRoot('shim/index.ts');

export async function bundle(version) {
  // What is packed comes last: amid the code, gzip would spell parts of both in a code that suits neither.
  const contents = [
    `export * from ${JSON.stringify(entry)};`,
    "import { carry } from '#core/wasm';",
    `import { packed } from ${JSON.stringify(packedCore)};`,
    'carry(packed);',
  ].join('\n');
  const whole = {
    ...options(version),
    entryPoints: [],
    stdin: { contents, resolveDir: inRoot() },
    alias: coreModules,
  };
  const universal = { format: 'cjs', banner: { js: universalHead }, footer: { js: '});' } };
  await Promise.all([
    write('bundle.mjs', { ...whole, format: 'esm' }),
    write('bundle.js', { ...whole, ...universal }),
  ]);
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

/** The shim's code alone, to be measured: without the core it carries. */
export async function shimAlone(version) {
  const esbuild = await import('esbuild');
  const external = Object.keys(coreModules);
  const { outputFiles } = await esbuild.build({ ...options(version), external, format: 'esm', write: false });
  const { code } = await minified(outputFiles[0].text, { module: true });
  return Buffer.from(code);
}

const options = (version) => ({
  entryPoints: [entry],
  bundle: true,
  target,
  platform: 'browser',
  charset: 'utf8',
  define: { __HOLDFAST_VERSION__: JSON.stringify(version) },
  logLevel: 'warning',
});

// One file for three kinds of loader; esbuild's CommonJS output needs nothing but `module`.
const universalHead =
  '(function(load){' +
  "if(typeof module==='object'&&module.exports)load(module);" +
  "else if(typeof define==='function'&&define.amd)define(function(require,exports,module){load(module)});" +
  'else{var module_={exports:{}};load(module_);self.TelnyxWebRTC=module_.exports}' +
  '})(function(module){';

/** A source map need not repeat the embedded WebAssembly: nobody reads it, and it is as large as the bundle. */
function withoutEmbeddedSource(text) {
  const map = JSON.parse(text);
  map.sourcesContent = map.sources.map((source, index) =>
    source.endsWith('core/packed.mjs') ? null : map.sourcesContent[index],
  );
  return map;
}
