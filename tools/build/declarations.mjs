// Writes the package's declarations with TypeScript's own compiler; this is the shim's type check as well. Beside each
// bundle, and at the deep paths that applications know from the reference, lie small files that name them again.
// Knows names, nothing of what is behind them.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot } from '../paths.mjs';
import { quietly } from '../run.mjs';

/** For require(), and for imports: what is a default export depends on it. */
const endings = ['d.ts', 'd.mts'];

/** Which declarations each entry of the package has, by the name of its bundle. */
const entries = { bundle: 'index', external: 'external', js: 'index' };

/** What the reference declares at a path of its own, in our names. The reference has no code there either. */
const deep = {
  index: "export * from '@';",
  TelnyxRTC: "export type { TelnyxRTC, TelnyxRTC as default } from '@';",
  Region: "export type { Region } from '@';",
  'utils/interfaces':
    "export type { ICallOptions, IClientOptions, ICredentials, INotification, TargetParams } from '@';",
  'Modules/Verto/webrtc/Call': "export type { Call, Call as default } from '@';",
  'Modules/Verto/webrtc/interfaces': [
    'export type {',
    '  AnswerParams,',
    '  Call as IWebRTCCall,',
    '  ICallOptions as IVertoCallOptions,',
    '  IHangupParams,',
    '  IWebRTCBrowser,',
    '  IWebRTCInfo,',
    '  IWebRTCSupportedBrowser,',
    "} from '@';",
  ].join('\n'),
  'Modules/Verto/webrtc/AIConversationTypes': [
    'export type {',
    '  AIConversationFunctionCallOutputParams,',
    '  AIConversationFunctionCallParams,',
    '  AIConversationOutboundItem,',
    '  AIConversationOutboundParams,',
    '  AIConversationParams,',
    '  FunctionCallItem,',
    '  FunctionCallOutputItem,',
    '  IAIConversationMessageEvent,',
    '  ISendAIConversationMessageOptions,',
    '  ResponseAudioStreamSubscribeItem,',
    "} from '@';",
  ].join('\n'),
  'Modules/Verto/util/interfaces': [
    'export type {',
    '  IAudioSettings,',
    '  IClientOptions as IVertoOptions,',
    '  ILoginParams,',
    "} from '@';",
  ].join('\n'),
  // Written so in guides; the reference itself has it one folder up or with another spelling.
  'Modules/Verto/utils/interfaces': [
    "export type * from '../../../utils/interfaces.js';",
    "export type * from '../util/interfaces.js';",
  ].join('\n'),
};

export async function declarations() {
  for (const folder of ['lib/types', 'lib/src']) rmSync(inRoot(folder), { recursive: true, force: true });
  const options = ['--noEmit', 'false', '--emitDeclarationOnly', '--project', inRoot('tsconfig.json')];
  await quietly(process.execPath, [inRoot('node_modules/typescript/bin/tsc'), ...options]);

  for (const [bundle, types] of Object.entries(entries)) {
    for (const ending of ['d.ts', 'd.mts'])
      write(`${bundle}.${ending}`, `export * from './types/${types}.js';`);
  }
  for (const [path, text] of Object.entries(deep)) {
    const up = '../'.repeat(path.split('/').length);
    const named = text.replaceAll("'@'", `'${up}types/index.js'`);
    for (const ending of endings) write(`src/${path}.${ending}`, named);
  }
}

function write(path, text) {
  const file = inRoot('lib', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
}
