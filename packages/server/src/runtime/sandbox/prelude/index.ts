import { installBase64 } from './base64.ts';
import { installConsole } from './console.ts';
import { installCrypto } from './crypto.ts';
import { defineGlobal } from './define-global.ts';
import { host } from './host-functions.ts';
import { removeGlobals } from './remove-globals.ts';
import { installStructuredClone } from './structured-clone.ts';
import { installTextEncoding } from './text-encoding.ts';
import { installTimers } from './timers.ts';
import { installUrl } from './url.ts';

/** Frames of an error: deep enough for the author's own to be there when MikroORM threw. */
const stackFrames = 50;

/* Runs before any other code of the bundle: import this file first. */
Error.stackTraceLimit = stackFrames;
removeGlobals();
installConsole();
installTimers();
installCrypto();
installUrl();
installTextEncoding();
installBase64();
installStructuredClone();
const reportLater = Promise.prototype.then.bind(Promise.resolve());
defineGlobal('queueMicrotask', (callback: () => void) => {
  if (typeof callback !== 'function') throw new TypeError('queueMicrotask needs a function.');
  void reportLater(() => callback());
});
const startedAt = Date.now() - host.clock();
defineGlobal('performance', Object.freeze({ timeOrigin: startedAt, now: () => host.clock() }));
