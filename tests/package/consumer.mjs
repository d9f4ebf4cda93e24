// A project of somebody else's: an empty folder into which the tarball is installed without a network. Knows nothing
// of what is tried in it.

import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from '../../tools/package.mjs';
import { capture } from '../../tools/run.mjs';

export class Consumer {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-consumer-')));
  /** Where the tarball lies, once it is installed. */
  tarball = '';

  /** A path in the project. */
  path = (...parts) => join(this.folder, ...parts);

  /** A path in the installed package. */
  installed = (...parts) => this.path('node_modules/holdfast-rtc', ...parts);

  async install() {
    this.tarball = await pack(this.folder);
    writeFileSync(this.path('package.json'), '{ "name": "consumer", "private": true }\n');
    const quiet = ['--offline', '--no-audit', '--no-fund', '--loglevel=error'];
    await this.succeeds('npm', ['install', ...quiet, this.tarball]);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a program in the project; a failure is in `code`. */
  run(command, args) {
    return capture(command, args, { cwd: this.folder });
  }

  /** The same for a program that must not fail; returns what it printed. */
  async succeeds(command, args) {
    const { code, stdout, stderr } = await this.run(command, args);
    assert.equal(code, 0, stdout + stderr);
    return stdout;
  }
}
