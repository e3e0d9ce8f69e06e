import { installBase64 } from './base64.ts';
import { installConsole } from './console.ts';
import { installCrypto } from './crypto.ts';
import { defineGlobal } from './define-global.ts';
import { host } from './host-functions.ts';
import { installStructuredClone } from './structured-clone.ts';
import { installTextEncoding } from './text-encoding.ts';
import { installTimers } from './timers.ts';
import { installUrl } from './url.ts';

/* Runs before any other code of the bundle: import this file first. */
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
defineGlobal(
  'performance',
  Object.freeze({
    get timeOrigin() {
      return Date.now() - host.clock();
    },
    now: () => host.clock(),
  }),
);
