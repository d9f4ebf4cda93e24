// Runs clang-tidy over the core, a file on each processor. A file that was clean is looked at again only when it, a
// header or the rules have changed.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { cmakeConfigure } from '../cmake.mjs';
import { filesIn } from '../files.mjs';
import { inRoot } from '../paths.mjs';
import { capture, during, say } from '../run.mjs';

export async function tidy() {
  const folder = await cmakeConfigure('native-debug');
  const shared = digest([
    '.clang-tidy',
    'CMakeLists.txt',
    'CMakePresets.json',
    ...filesIn(['src'], '.hpp', '.def'),
  ]);
  const due = [];
  const clean = [];
  for (const file of filesIn(['src'], '.cpp')) {
    const print = `${shared} ${digest([file])}`;
    const record = join(folder, 'tidy', file);
    const known = existsSync(record) && readFileSync(record, 'utf8') === print;
    (known ? clean : due).push({ file, print, record });
  }
  let failed = 0;
  const worker = async () => {
    for (let next = due.shift(); next; next = due.shift()) {
      if (!(await isClean(next, folder))) failed += 1;
    }
  };
  const total = due.length + clean.length;
  if (due.length > 0) {
    const title = `clang-tidy over ${due.length} files (${clean.length} unchanged since they were clean)`;
    await during(title, () => Promise.all(Array.from({ length: availableParallelism() }, worker)));
  }
  return { passed: total - failed, failed };
}

async function isClean({ file, print, record }, folder) {
  // The compiler's own warnings belong to the native stage, which knows system headers from ours.
  const args = ['-p', folder, '--quiet', '--extra-arg=-Wno-error', file];
  const { code, stdout, stderr } = await capture('clang-tidy-19', args);
  if (code !== 0) {
    say(`${file}:\n${stdout || stderr}`);
    return false;
  }
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, print);
  return true;
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(inRoot(file)));
  return hash.digest('hex');
}
