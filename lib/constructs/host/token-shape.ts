import { brandOf, CALLER, TOKEN } from '../../core/brand';
import {
  BROKEN,
  type Field,
  isObject,
  objectOf,
  optional,
  recordOf,
  required,
  type Shape,
  someOf,
  text,
  value,
  withType,
} from '../../core/shapes';
import { type AccountToken, type ClaimsToken, Token } from '../authz/tokens/token';

const TOKEN_VALUE = {
  rule: 'input/token',
  allowed: 'Token.serviceAccount({ issuer, accounts }) or Token.claims({ issuer, claims })',
  fix: 'write token: Token.serviceAccount({ issuer, accounts: [Caller.serviceAccount(…)] }), or remove it',
};
const ISSUER = {
  rule: 'input/token',
  allowed: 'a TokenIssuer of this app',
  fix: 'create a TokenIssuer for the gateway of the host',
};
const ACCOUNTS = {
  rule: 'input/token',
  allowed: 'at least one Caller',
  fix: "write accounts: [Caller.serviceAccount('team-a', 'agent')]",
};
const CLAIMS = {
  rule: 'input/token',
  allowed: 'the values of at least one claim, as lists of texts',
  fix: "write claims: { team: ['payments'] }",
};

const isIssuer = (given: unknown) => isObject(given) && typeof given.extensionName === 'string' && isObject(given.gateway);
const issuer = required(value(isIssuer, ISSUER), () => undefined);
const claims: Shape = (given, path, reading) =>
  isObject(given) && Object.keys(given).length === 0
    ? reading.report(path, given, CLAIMS)
    : recordOf(someOf(text(CLAIMS), CLAIMS), CLAIMS)(given, path, reading);

const SHAPES = {
  serviceAccount: objectOf(
    {
      issuer,
      accounts: required(
        someOf(
          value((given) => brandOf(given, CALLER) !== undefined, ACCOUNTS),
          ACCOUNTS,
        ),
        () => undefined,
      ),
    } satisfies Record<keyof AccountToken, Field>,
    TOKEN_VALUE,
  ),
  claims: objectOf({ issuer, claims: required(claims, () => undefined) } satisfies Record<keyof ClaimsToken, Field>, TOKEN_VALUE),
};

/** The value can be of another copy of this package. Nothing is synthesized without a malformed one. */
const token: Shape = (given, path, reading) => {
  const kind = brandOf(given, TOKEN);
  if (kind !== 'serviceAccount' && kind !== 'claims') return reading.report(path, withType(given), TOKEN_VALUE);
  const before = reading.problems.length;
  const read = SHAPES[kind]((given as Token).asked, path, reading);
  if (read === BROKEN || reading.problems.length > before) return BROKEN;
  return kind === 'claims' ? Token.claims(read as ClaimsToken) : Token.serviceAccount(read as AccountToken);
};

/** The property `token` of a host. */
export const tokenField: Field = optional(token);
