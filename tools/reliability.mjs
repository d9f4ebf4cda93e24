// Keeps `docs/reliability.md`: each command that measures writes its own section there, and leaves the others alone.

import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

/** Puts the text in the place of the section of that name, or at the end when there is none. */
export function renewSection(name, text) {
  const file = inRoot('docs/reliability.md');
  const page = readFileSync(file, 'utf8');
  const section = `## ${name}\n\n${text.trim()}\n`;
  const begin = page.indexOf(`## ${name}\n`);
  if (begin < 0) return writeFileSync(file, `${page.trimEnd()}\n\n${section}`);
  const next = page.indexOf('\n## ', begin);
  writeFileSync(file, page.slice(0, begin) + section + (next < 0 ? '' : page.slice(next)));
}
