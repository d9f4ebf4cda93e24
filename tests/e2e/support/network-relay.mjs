// Carries connections out of a network namespace: from a port of its loopback to a socket file, which namespaces do
// not part. `node network-relay.mjs PORT PATH`; says a line when it listens.

import { connect, createServer } from 'node:net';

const [port, path] = process.argv.slice(2);

createServer((near) => {
  const far = connect(path);
  near.pipe(far).pipe(near);
  near.on('error', () => far.destroy()).on('close', () => far.destroy());
  far.on('error', () => near.destroy()).on('close', () => near.destroy());
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
