// Says what each room of the C++ costs in the linked WebAssembly. A function belongs to the room whose file defines it;
// one made from a header or a template belongs to the room of the first type of ours in its name.

import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { inRoot } from '../paths.mjs';
import { quietly } from '../run.mjs';
import { dataSize, functions, withoutCustomSections } from './wasm.mjs';

const rooms = {
  call: 'src/call',
  signaling: 'src/signaling',
  wire: 'src/wire',
  catalog: 'src/catalog',
  quality: 'src/quality',
  record: 'src/record',
  session: 'src',
  'web and embind': 'web',
};
const json = 'nlohmann/json';
const library = 'C and C++ library';
const data = 'data (texts, tables)';
const rest = 'everything else';

/** The bytes of each room, in the order of the rooms; together they are the whole file that ships. */
export async function costOfRooms(linked) {
  const wasm = readFileSync(join(linked, 'core.wasm'));
  const roomOf = await classifier(linked);
  const cost = Object.fromEntries(
    [...Object.keys(rooms), json, library, data, rest].map((room) => [room, 0]),
  );
  for (const { name, size } of functions(wasm)) cost[roomOf(name)] += size;
  cost[data] = dataSize(wasm);
  const attributed = Object.values(cost).reduce((sum, bytes) => sum + bytes, 0);
  cost[rest] += withoutCustomSections(wasm).length - attributed;
  return cost;
}

async function classifier(linked) {
  const [definitions, types] = [await roomsOfDefinitions(linked), roomsOfTypes()];
  return (decorated) => {
    const name = decorated.replace(/( \(\.[\w.]+\)|\.\d+)$/, '');
    if (definitions.has(name)) return definitions.get(name);
    const outermost = /^(?:[\w<>:*& ]*? )?(\w+)::/.exec(name)?.[1];
    if (outermost === 'nlohmann') return json;
    const ours = /\bholdfast::((?:\w+::)*\w+)/
      .exec(name)?.[1]
      .split('::')
      .find((word) => types.has(word));
    if (ours) return types.get(ours);
    if (name.includes('nlohmann::')) return json;
    if (/emscripten::|embind|_GLOBAL__/.test(name)) return 'web and embind';
    if (/^(legalfunc|dynCall|stack|__wasm|_?emscripten_)/.test(name)) return rest;
    return name === '' ? rest : library;
  };
}

/** Each function that a source file of ours defines for good, by its name. */
async function roomsOfDefinitions(linked) {
  const found = new Map();
  const folder = join(linked, 'CMakeFiles');
  for (const path of filesBelow(folder).filter((name) => name.endsWith('.cpp.o'))) {
    const room = roomOfFile(path.split(sep).slice(1).join('/'));
    const symbols = await quietly('/usr/lib/llvm-19/bin/llvm-nm', [
      '-C',
      '--defined-only',
      join(folder, path),
    ]);
    for (const [, name] of symbols.matchAll(/ [Tt] (.+)$/gm)) found.set(name, room);
  }
  return found;
}

function roomsOfTypes() {
  const found = new Map();
  for (const folder of ['src', 'web']) {
    for (const path of filesBelow(inRoot(folder)).filter((name) => name.endsWith('.hpp'))) {
      const room = roomOfFile(`${folder}/${path}`);
      const text = readFileSync(inRoot(folder, path), 'utf8');
      for (const [, name] of text.matchAll(
        /\b(?:struct|class|enum class|namespace|using) (?:\w+::)*(\w+)\b/g,
      )) {
        if (name !== 'holdfast' && !found.has(name)) found.set(name, room);
      }
    }
  }
  return found;
}

const roomOfFile = (path) => Object.keys(rooms).find((room) => path.startsWith(rooms[room])) ?? rest;

const filesBelow = (folder) => readdirSync(folder, { recursive: true }).sort();
