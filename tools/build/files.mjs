// Says what each file costs in a bundle, by its source map: a byte belongs to the file that the map names for what
// stands there, or else for what stands before. The list of exports belongs to nobody: a map knows nothing of it.

import { SourceMap } from 'node:module';
import { basename } from 'node:path';

export const nobody = 'list of exports';

/** The bytes of each file, by its name, from the largest to the smallest; together they are the whole code. */
export function costOfFiles(code, map) {
  const sources = new SourceMap(JSON.parse(map));
  const body = code.replace(/export\{[^{}]*\};?\s*$/, '');
  const cost = new Map();
  const charge = (file, text) => cost.set(file, (cost.get(file) ?? 0) + Buffer.byteLength(text));
  for (const [line, text] of body.split(/(?<=\n)/).entries()) {
    let column = 0;
    for (const character of text) {
      charge(basename(sources.findEntry(line, column).originalSource ?? nobody), character);
      column += character.length;
    }
  }
  const sorted = [...cost].sort(([, one], [, other]) => other - one);
  const rest = code.slice(body.length);
  return { ...Object.fromEntries(sorted), [nobody]: (cost.get(nobody) ?? 0) + Buffer.byteLength(rest) };
}
