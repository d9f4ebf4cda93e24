// The installed package as it gets into pages: through bundlers without configuration, and as plain files. Each page runs
// in Chromium under a policy that allows what its entry needs and no more, and must come as far as a socket.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startChromium } from '../e2e/support/chromium.mjs';
import { Consumer } from './consumer.mjs';
import { serve } from './serve.mjs';

const consumer = new Consumer();
let server;
let chromium;

before(async () => {
  await consumer.install();
  server = await serve(consumer.folder);
  chromium = await startChromium();
});

after(async () => {
  await chromium?.close();
  await server?.close();
  consumer.remove();
});

const plain = "script-src 'self'";
const wasm = `${plain} 'wasm-unsafe-eval'`;

const entries = [
  { entry: 'holdfast-rtc', policy: wasm },
  { entry: 'holdfast-rtc/external', policy: wasm },
  { entry: 'holdfast-rtc/js', policy: plain },
];

/** Each builds `main.js` of a folder into `<folder>/dist/main.js`, and whatever belongs to it. */
const bundlers = {
  async vite(folder) {
    const { build } = await import('vite');
    writeFileSync(join(folder, 'index.html'), page('main.js'));
    await build({ root: folder, base: './', logLevel: 'error' });
    return 'dist/index.html';
  },
  async webpack(folder) {
    const { default: webpack } = await import('webpack');
    const paths = { context: folder, entry: './main.js', output: { path: join(folder, 'dist') } };
    const stats = await new Promise((resolve, reject) => {
      webpack({ ...paths, mode: 'production' }, (error, result) => (error ? reject(error) : resolve(result)));
    });
    assert.ok(!stats.hasErrors(), stats.toString());
  },
  async rollup(folder) {
    const { rollup } = await import('rollup');
    const { default: nodeResolve } = await import('@rollup/plugin-node-resolve');
    const build = await rollup({ input: join(folder, 'main.js'), plugins: [nodeResolve()] });
    await build.write({ dir: join(folder, 'dist'), format: 'es' });
  },
  async esbuild(folder) {
    const { build } = await import('esbuild');
    const paths = { entryPoints: [join(folder, 'main.js')], outdir: join(folder, 'dist') };
    await build({ ...paths, bundle: true, format: 'esm', logLevel: 'error' });
  },
};

/** They do not know what `new URL(…, import.meta.url)` means; the page must say where the file is. */
const findNoFiles = ['rollup', 'esbuild'];

for (const [bundler, build] of Object.entries(bundlers)) {
  for (const { entry, policy } of entries) {
    test(`${entry} through ${bundler}`, async () => {
      const name = `${bundler}-${entry.replace('/', '-')}`;
      const folder = consumer.path(name);
      const told = entry.endsWith('external') && findNoFiles.includes(bundler);
      write(folder, 'main.js', told ? tellingWhere + program(entry) : program(entry));
      const built = (await build(folder)) ?? 'index.html';
      if (built === 'index.html') write(folder, 'index.html', page('dist/main.js'));
      await dials(`${name}/${built}`, policy);
    });
  }
}

test('holdfast-rtc/external in the development server of Vite', async () => {
  const { createServer } = await import('vite');
  const folder = consumer.path('vite-serve');
  write(folder, 'main.js', program('holdfast-rtc/external'));
  write(folder, 'index.html', page('main.js'));
  const vite = await createServer({
    root: folder,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, fs: { allow: [consumer.folder] } },
  });
  try {
    await vite.listen();
    await comesTo(vite.resolvedUrls.local[0], address);
  } finally {
    await vite.close();
  }
});

for (const [bundle, policy] of [
  ['bundle', wasm],
  ['external', wasm],
  ['js', plain],
]) {
  test(`${bundle}.mjs as a file in a plain page`, async () => {
    write(consumer.path(bundle), 'main.js', program(`/node_modules/holdfast-rtc/lib/${bundle}.mjs`));
    write(consumer.path(bundle), 'index.html', page('main.js'));
    await dials(`${bundle}/index.html`, policy);
  });

  test(`${bundle}.js as a script gives TelnyxWebRTC, to be used in the next statement`, async () => {
    const folder = consumer.path(`${bundle}-script`);
    write(folder, 'main.js', program('').replace(/^import.*/m, 'const { TelnyxRTC } = TelnyxWebRTC;'));
    const script = `<script src="/node_modules/holdfast-rtc/lib/${bundle}.js"></script>`;
    write(folder, 'index.html', `${script}<script src="main.js"></script>`);
    await dials(`${bundle}-script/index.html`, policy);
  });
}

test('the file of the core may come as any type', async () => {
  server.type = 'text/plain';
  try {
    await dials('external/index.html', wasm);
  } finally {
    server.type = undefined;
  }
});

test("without 'wasm-unsafe-eval' the default entry says what is missing", async () => {
  server.policy = plain;
  await comesTo(server.address('bundle/index.html'), /^45001 .*wasm-unsafe-eval/);
});

for (const { entry } of entries) {
  for (const [kind, file] of [
    ['ES module', 'smoke.mjs'],
    ['CommonJS module', 'smoke.cjs'],
  ]) {
    test(`${entry} as an ${kind} of Node`.replace('an C', 'a C'), async () => {
      const text =
        tellsFile(entry) +
        program(entry) +
        'setTimeout(() => process.exit(console.log(globalThis.told)), 500);\n';
      const required = text.replace(/^import (.*) from (.*);$/gm, 'const $1 = require($2);');
      writeFileSync(consumer.path(file), file.endsWith('.cjs') ? required : text);
      assert.match(await consumer.succeeds(process.execPath, [file]), address);
    });
  }
}

const address = /^wss:\/\/rtc\.telnyx\.com/;

/** Connects with a socket that only says where to. */
const program = (entry) => `import { TelnyxRTC } from '${entry}';
globalThis.WebSocket = class extends EventTarget {
  constructor(url) { super(); globalThis.told = String(url); }
  close() {}
};
const client = new TelnyxRTC({ login: 'ada', password: 'secret' });
client.connect().catch((error) => { globalThis.told = error.code + ' ' + error.message; });
`;

const tellingWhere = `import { ready } from 'holdfast-rtc/external';
ready({ url: '/node_modules/holdfast-rtc/lib/core.wasm' });
`;

/** Node fetches no files; what it may fetch is an address with the file in it. */
const tellsFile = (entry) =>
  entry.endsWith('external')
    ? `import { readFileSync } from 'node:fs';
import { ready } from 'holdfast-rtc/external';
const file = readFileSync('node_modules/holdfast-rtc/lib/core.wasm');
ready({ url: 'data:application/wasm;base64,' + file.toString('base64') });
`
    : '';

const page = (script) => `<!doctype html><script type="module" src="./${script}"></script>`;

function write(folder, name, text) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
}

async function dials(path, policy) {
  server.policy = policy;
  await comesTo(server.address(path), address);
}

async function comesTo(url, expected) {
  const opened = await chromium.open(url);
  try {
    await opened.waitForFunction(() => globalThis.told, null, { timeout: 15_000 });
    assert.match(await opened.evaluate(() => globalThis.told), expected);
  } finally {
    await opened.context().close();
  }
}
