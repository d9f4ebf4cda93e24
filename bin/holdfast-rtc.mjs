#!/usr/bin/env node
// The command of the package: `npx holdfast-rtc replay FILE`. Carries a recording into the core and its lines out;
// what a recording is and what is printed of it the core knows.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const usage = `Usage: holdfast-rtc replay [--frames] FILE

Runs a recording (client.exportRecording()) through the core again and prints what happened.
FILE may be gzipped; - reads from the standard input.

  --frames   print frames in full

Exit code: 0 the core did the same as when it was recorded; 1 it did something else; 2 FILE cannot be
read; 3 the core broke.
`;

const Exit = { Same: 0, Diverged: 1, Unreadable: 2, Broken: 3 };

function main([command, ...rest]) {
  const options = rest.filter((word) => word.startsWith('--'));
  const files = rest.filter((word) => !word.startsWith('--'));
  if (command === '--help' || command === '-h') return say(usage, Exit.Same);
  if (command !== 'replay' || files.length !== 1 || options.some((option) => option !== '--frames')) {
    return complain(usage);
  }
  let bytes;
  try {
    bytes = read(files[0]);
  } catch (error) {
    return complain(`${files[0]} cannot be read: ${error.message}\n`);
  }
  return replay(bytes, options.length > 0);
}

function read(file) {
  const bytes = readFileSync(file === '-' ? 0 : file);
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return gzipped ? gunzipSync(bytes) : bytes;
}

function replay(bytes, whole) {
  const core = load();
  const at = core.reserve(bytes.length);
  new Uint8Array(core.memory.buffer, at, bytes.length).set(bytes);
  core.begin(whole);
  const decoder = new TextDecoder();
  try {
    while (core.next()) {
      say(decoder.decode(new Uint8Array(core.memory.buffer, core.text(), core.size())));
    }
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    return complain(`The core broke at this step, as it may have done then: ${error.message}\n`, Exit.Broken);
  }
  return core.verdict();
}

function load() {
  const program = new WebAssembly.Module(readFileSync(new URL('../lib/replay.wasm', import.meta.url)));
  // It asks for nothing but to be let go when it aborts.
  const imports = {};
  for (const { module, name } of WebAssembly.Module.imports(program)) {
    imports[module] ??= {};
    imports[module][name] = () => 0;
  }
  const { exports } = new WebAssembly.Instance(program, imports);
  exports._initialize?.();
  return exports;
}

function say(text, exit) {
  process.stdout.write(text);
  return exit;
}

function complain(text, exit = Exit.Unreadable) {
  process.stderr.write(text);
  return exit;
}

// A reader that has seen enough is no error.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = main(process.argv.slice(2));
