import { EvaluationError } from '../fault';
import type { FunctionTable } from '../overloads';
import { encodeJson } from './json';

/** Base64 and JSON. */
export const ENCODERS: FunctionTable = {
  'base64.decode': { string: decoded },
  'base64.encode': { bytes: (bytes: Uint8Array) => Buffer.from(bytes).toString('base64') },
  'json.encode': { any: encodeJson },
};

const PADDED = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BARE = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3})?$/;

/** With or without padding. Go ignores line ends. */
function decoded(text: string): Uint8Array {
  const plain = text.replace(/[\r\n]/g, '');
  if (!PADDED.test(plain) && !BARE.test(plain)) throw new EvaluationError('illegal base64 data');
  return Buffer.from(plain, 'base64');
}
