// Keeps a network for a browser that a test can pull the plugs of: a namespace with two links to this machine for
// media, and a way for its web traffic that no link is part of, so that either can fail without the other.
// Knows nothing of browsers. Needs root, as Linux has it.

import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const ip = (...args) => execute('ip', args);

const links = ['a', 'b'];
const outside = (link) => `10.77.${links.indexOf(link) + 1}.1`;
const inside = (link) => `10.77.${links.indexOf(link) + 1}.2`;

export class Network {
  #name = `holdfast-${process.pid}`;
  #folder;
  #servers = [];
  #relays = [];

  /** A namespace whose links are plugged in as named: `a`, `b`. */
  static async make(...plugged) {
    const network = new Network();
    await network.#make(plugged);
    return network;
  }

  async #make(plugged) {
    this.#folder = await mkdtemp(join(tmpdir(), 'network-'));
    await ip('netns', 'add', this.#name);
    try {
      await this.#ip('link', 'set', 'lo', 'up');
      for (const link of links) {
        await ip('link', 'add', this.#end(link), 'type', 'veth', 'peer', 'name', link, 'netns', this.#name);
        await ip('addr', 'add', `${outside(link)}/24`, 'dev', this.#end(link));
        await ip('link', 'set', this.#end(link), 'up');
        await this.#ip('addr', 'add', `${inside(link)}/24`, 'dev', link);
        if (plugged.includes(link)) await this.plug(link);
      }
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  plug(link) {
    return this.#ip('link', 'set', 'dev', link, 'up');
  }

  unplug(link) {
    return this.#ip('link', 'set', 'dev', link, 'down');
  }

  /** A program that runs another one in there, with its arguments. */
  async entrance(program) {
    const path = join(this.#folder, 'enter');
    await writeFile(path, `#!/bin/sh\nexec ip netns exec ${this.#name} ${program} "$@"\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** Has a server on this machine's loopback answer on the loopback in there, under the same port. */
  async reach(url) {
    const port = Number(new URL(url).port);
    const path = join(this.#folder, String(port));
    const server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ]) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
    server.listen(path);
    await once(server, 'listening');
    this.#servers.push(server);

    const script = fileURLToPath(new URL('network-relay.mjs', import.meta.url));
    const relay = spawn('ip', ['netns', 'exec', this.#name, process.execPath, script, String(port), path]);
    this.#relays.push(relay);
    await once(relay.stdout, 'data');
  }

  async close() {
    for (const relay of this.#relays) relay.kill();
    for (const server of this.#servers) server.close();
    for (const link of links) await ip('link', 'del', this.#end(link)).catch(() => undefined);
    await ip('netns', 'del', this.#name).catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true });
  }

  #end(link) {
    return `hf${process.pid}${link}`;
  }

  #ip(...args) {
    return ip('-n', this.#name, ...args);
  }
}
