// A private apt directory: packages of a newer Debian, downloaded and unpacked as files. It reads the system's mirror
// address and keyring, works for any user, and changes nothing in the system.

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolchain } from '../paths.mjs';
import { Stop, capture, during, quietly } from '../run.mjs';

const suite = 'trixie';
const folder = join(toolchain, 'apt');

let opened;

/** The directory with fresh package lists, made at the first use. */
export function privateApt() {
  opened ??= open();
  return opened;
}

/** Takes the downloads and lists away again; what was unpacked from them stays. */
export function removePrivateApt() {
  opened = undefined;
  rmSync(folder, { recursive: true, force: true });
}

async function open() {
  removePrivateApt();
  for (const part of ['etc/parts', 'state', 'lists/partial', 'cache/archives/partial', 'downloads']) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  writeFileSync(join(folder, 'state/status'), '');
  const mirror = await systemMirror();
  const signed = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  writeFileSync(
    join(folder, 'etc/sources.list'),
    `deb ${signed} ${mirror} ${suite} main\ndeb-src ${signed} ${mirror} ${suite} main\n`,
  );
  writeFileSync(join(folder, 'apt.conf'), `${await systemProxies()}${configuration}`);

  const env = { ...process.env, APT_CONFIG: join(folder, 'apt.conf') };
  const downloads = join(folder, 'downloads');
  await during(`reading Debian ${suite}'s package lists`, () => quietly('apt-get', ['update'], { env }));
  return {
    /** Downloads binary packages; returns the path of each by its name. */
    async download(...packages) {
      await quietly('apt-get', ['download', ...packages], { env, cwd: downloads });
      const files = readdirSync(downloads);
      return Object.fromEntries(
        packages.map((name) => [
          name,
          join(
            downloads,
            files.find((file) => file.startsWith(`${name}_`)),
          ),
        ]),
      );
    },
    /** Downloads a source package; returns the path of its upstream archive. */
    async downloadSource(name) {
      await quietly('apt-get', ['source', '--download-only', name], { env, cwd: downloads });
      const upstream = new RegExp(`^${name}_.*\\.orig\\.tar\\.\\w+$`);
      return join(
        downloads,
        readdirSync(downloads).find((file) => upstream.test(file)),
      );
    },
  };
}

/** Unpacks a binary package into a folder; `tarOptions` choose what of it. */
export async function unpack(deb, into, tarOptions = []) {
  mkdirSync(into, { recursive: true });
  const pipe = 'deb=$1; shift; dpkg-deb --fsys-tarfile "$deb" | tar -x "$@"';
  await quietly('sh', ['-c', pipe, 'unpack', deb, '-C', into, ...tarOptions]);
}

const configuration = `
Dir::Etc "${folder}/etc"; Dir::Etc::sourcelist "${folder}/etc/sources.list"; Dir::Etc::sourceparts "/dev/null";
Dir::Etc::main "/dev/null"; Dir::Etc::parts "${folder}/etc/parts";
Dir::Etc::preferences "/dev/null"; Dir::Etc::preferencesparts "/dev/null";
Dir::State "${folder}/state"; Dir::State::lists "${folder}/lists"; Dir::State::status "${folder}/state/status";
Dir::Cache "${folder}/cache";
Acquire::Languages "none"; Debug::NoLocking "1"; APT::Sandbox::User "";
`;

/** The mirror this machine takes its own Debian from; it carries the newer suite too. */
async function systemMirror() {
  const codename = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  const format = ['indextargets', '--format', '$(REPO_URI) $(CODENAME)', 'Created-By: Packages'];
  const { stdout } = await capture('apt-get', format);
  const row = stdout.split('\n').find((line) => line.endsWith(` ${codename}`));
  if (!row)
    throw new Stop(
      'Debian packages cannot be had: apt-get knows no mirror of this Debian (run apt-get update)',
    );
  return row.split(' ')[0];
}

async function systemProxies() {
  const { stdout } = await capture('apt-config', ['dump']);
  return stdout
    .split('\n')
    .filter((line) => /^Acquire::https?::Proxy/i.test(line))
    .map((line) => `${line}\n`)
    .join('');
}
