// Running other programs, and saying plainly what goes on meanwhile. Knows nothing of what the programs are for.

import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';

/** Ends a command with one line that a person can act on; no stack trace is printed for it. */
export class Stop extends Error {}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Runs the entry point of a module that was started as a command; does nothing when it was imported. */
export async function main(module, entry) {
  if (process.argv[1] === undefined || module.url !== pathToFileURL(realpathSync(process.argv[1])).href)
    return;
  try {
    process.exitCode = (await entry(process.argv.slice(2))) ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Stop ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}

/**
 * Runs a program to its end and returns what it said; a failure is in `code`, never thrown.
 * With `echo` its output also appears at once.
 */
export function capture(command, args, { cwd = root, env = process.env, timeout, echo = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, timeout, stdio: ['ignore', 'pipe', 'pipe'] });
    const heard = { stdout: [], stderr: [] };
    for (const name of ['stdout', 'stderr']) {
      child[name].on('data', (chunk) => {
        heard[name].push(chunk);
        if (echo) process[name].write(chunk);
      });
    }
    const settle = (code, problem = '') =>
      resolve({
        code,
        stdout: Buffer.concat(heard.stdout).toString(),
        stderr: Buffer.concat(heard.stderr).toString() + problem,
      });
    child.on('error', (error) => settle(127, error.message));
    child.on('close', (code, signal) => settle(code ?? 1, signal ? `ended by ${signal}` : ''));
  });
}

/** Runs a program whose output is for the reader; throws when it fails. */
export async function run(command, args, options) {
  const { code } = await capture(command, args, { ...options, echo: true });
  if (code !== 0) throw new Stop(`${command} ${args[0] ?? ''} failed with status ${code}`);
}

/** Runs a program whose output matters only when it fails; returns its standard output. */
export async function quietly(command, args, options) {
  const { code, stdout, stderr } = await capture(command, args, options);
  if (code === 0) return stdout;
  const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-25).join('\n');
  process.stderr.write(`${tail}\n`);
  throw new Stop(`${[command, ...args].join(' ').slice(0, 200)} failed with status ${code}`);
}

/** Does one long thing under a title: says that it began, every half minute that it goes on, and how long it took. */
export async function during(title, work) {
  const begun = Date.now();
  const seconds = () => (Date.now() - begun) / 1000;
  say(`${title} …`);
  const heartbeat = setInterval(() => say(`  … ${seconds().toFixed(0)} s`), 30_000);
  try {
    const result = await work();
    say(`  done in ${seconds().toFixed(seconds() < 10 ? 1 : 0)} s`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}
