// Starts the embedded gateway and the demo's page, both on this machine only. `npm start` builds first and comes here.

import { pathToFileURL } from 'node:url';

import { startGateway } from './gateway/index.mjs';
import { servePage } from './page-server.mjs';

const usualPort = 8080;

/**
 * @param {object} [options]
 * @param {number} [options.port] 0 takes a free one; left out: the usual one, or a free one if it is taken
 * @returns {Promise<{url: string, gateway: object, close: () => Promise<void>}>}
 */
export async function serve({ port } = {}) {
  const gateway = await startGateway();
  const page = await servePageSomewhere(gateway, port);
  return {
    url: page.url,
    gateway,
    close: async () => {
      await page.close();
      await gateway.close();
    },
  };
}

async function servePageSomewhere({ url, httpUrl }, port) {
  try {
    return await servePage({ url, httpUrl, port: port ?? usualPort });
  } catch (error) {
    if (error.code !== 'EADDRINUSE' || port !== undefined) throw error;
    return servePage({ url, httpUrl, port: 0 });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const demo = await serve();
  console.log(demo.url);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void demo.close());
}
