// Keeps where the published reference client is, and where pages find it.

import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** For `servePages({ folders })`. */
export const referenceFolders = {
  '/reference/': dirname(createRequire(import.meta.url).resolve('@telnyx/webrtc')),
};

/** For `Phone.open`. */
export const referenceSdk = '/reference/bundle.mjs';
