import { brandOf, CREDENTIAL } from '../../core/brand';
import { BROKEN, type Field, isObject, objectOf, optional, required, type Shape, text, withType } from '../../core/shapes';
import { Credential, type CredentialSecret, type HeaderCredential } from './credential';

const CREDENTIAL_VALUE = {
  rule: 'input/credential',
  allowed: 'Credential.bearer({ secret, key }), Credential.basic({ secret, key }) or Credential.header({ name, secret, key })',
  fix: "write credential: Credential.bearer({ secret: 'api-token', key: 'authorization' })",
};

const part = (allowed: string) =>
  required(text({ rule: 'input/credential', allowed, fix: 'correct the value' }), () => 'malformed');

const source = {
  secret: part("the name of a Secret in the gateway's namespace"),
  key: part('the key of the Secret'),
} satisfies Record<keyof CredentialSecret, Field>;

const ofSecret = objectOf(source, CREDENTIAL_VALUE);
const ofHeader = objectOf(
  { name: part('the name of a header, such as x-api-key'), ...source } satisfies Record<keyof HeaderCredential, Field>,
  CREDENTIAL_VALUE,
);

/** The type only: the value may be the secret itself. */
function unshown(given: unknown): unknown {
  return typeof given === 'string' ? 'a string' : isObject(given) ? 'an object of another class' : withType(given);
}

/** The value can be of another copy of this package. */
const credential: Shape = (given, path, reading) => {
  const kind = brandOf(given, CREDENTIAL);
  if (kind !== 'bearer' && kind !== 'basic' && kind !== 'header') return reading.report(path, unshown(given), CREDENTIAL_VALUE);
  const { name, ...rest } = (given as Credential).source ?? {};
  const read = kind === 'header' ? ofHeader({ name, ...rest }, path, reading) : ofSecret(rest, path, reading);
  return read === BROKEN ? BROKEN : Credential[kind](read as HeaderCredential);
};

/** The property `credential` of a host. */
export const credentialField: Field = optional(credential);
