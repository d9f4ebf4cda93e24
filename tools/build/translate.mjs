// Translates the WebAssembly to JavaScript with Binaryen's wasm2js: the same program for pages that may not have
// WebAssembly. Knows the text format as far as one kind of instruction, nothing of what the program does.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolchain } from '../paths.mjs';
import { quietly, Stop } from '../run.mjs';

/** What the program uses; with more, Binaryen would make of it what wasm2js cannot translate. */
const features = ['bulk-memory', 'nontrapping-float-to-int', 'sign-ext', 'mutable-globals'].map(
  (name) => `--enable-${name}`,
);

/** Writes a module with `instantiate`. `folder` is for what is made on the way. */
export async function translate(wasm, folder) {
  const [plain, lowered, script] = ['core.wat', 'lowered.wat', 'translated.js'].map((name) =>
    join(folder, name),
  );
  await binaryen('wasm-dis', wasm, '-o', plain);
  writeFileSync(lowered, withoutSaturation(readFileSync(plain, 'utf8')));
  await binaryen('wasm2js', '-Oz', '--emscripten', lowered, '-o', script);

  const trap = "throw new Error('abort');";
  const code = readFileSync(script, 'utf8');
  if (code.split(trap).length !== 2)
    throw new Stop('wasm2js traps in another way than tools/build/translate.mjs knows');
  return `${code.replace(trap, "throw new WebAssembly.RuntimeError('unreachable');")}\nexport { instantiate };\n`;
}

/** wasm2js knows no conversion that saturates: each kind that is used becomes a function of the program's own. */
function withoutSaturation(text) {
  const used = new Set();
  const calling = text.replace(/\((i(?:32|64)\.trunc_sat_f(?:32|64)_[su])/g, (_, name) => {
    used.add(name);
    return `(call $${name}`;
  });
  return calling.trimEnd().replace(/\)$/, `${[...used].map(saturating).join('\n')}\n)\n`);
}

/** What is no number becomes 0, what is too large the largest, what is too small the smallest. */
function saturating(name) {
  const [, to, bits, from, sign] = /^(i(\d+))\.trunc_sat_(f\d+)_([su])$/.exec(name);
  const end = 2n ** BigInt(sign === 's' ? bits - 1 : bits);
  const smallest = sign === 's' ? -end : 0n;
  const number = '(local.get $number)';
  return `(func $${name} (param $number ${from}) (result ${to})
    (if (result ${to}) (${from}.lt ${number} (${from}.const ${end}))
      (then (if (result ${to}) (${from}.gt ${number} (${from}.const ${smallest}))
        (then (${to}.trunc_${from}_${sign} ${number}))
        (else (${to}.const ${smallest}))))
      (else (if (result ${to}) (${from}.ge ${number} (${from}.const ${end}))
        (then (${to}.const ${end - 1n}))
        (else (${to}.const 0))))))`;
}

const binaryen = (tool, ...args) => quietly(join(toolchain, 'binaryen/bin', tool), [...features, ...args]);
