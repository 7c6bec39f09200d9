import { brandOf, TLS } from '../../core/brand';
import type { Path } from '../../core/path';
import {
  BROKEN,
  type Field,
  objectOf,
  oneOf,
  optional,
  type Reading,
  required,
  type Shape,
  text,
  withType,
} from '../../core/shapes';
import { type MutualTls, Tls, type TlsOrigination } from './tls';

const TLS_VALUE = {
  rule: 'input/tls',
  allowed: 'Tls.originate({ … }), Tls.mutual({ … }) or Tls.none()',
  fix: 'write tls: Tls.originate({ … }), or remove tls for Tls.originate()',
};

const shared = {
  hostname: optional(
    text({
      rule: 'input/tls',
      allowed: 'a host name in lower case, such as api.example.com',
      fix: 'write the name in the certificate, or remove hostname to use the host',
    }),
  ),
  maxVersion: optional(
    oneOf(['1.2', '1.3'], 'input/tls', "remove maxVersion, or set it to '1.3' for a host that accepts nothing older"),
  ),
};

const SECRET = { rule: 'input/tls', allowed: "the name of a Secret in the gateway's namespace", fix: 'correct the name' };

const origination = objectOf(
  {
    ...shared,
    caConfigMap: optional(
      text({ rule: 'input/tls', allowed: "the name of a ConfigMap in the gateway's namespace", fix: 'correct the name' }),
    ),
    caSecret: optional(text(SECRET)),
  } satisfies Record<keyof TlsOrigination, Field>,
  TLS_VALUE,
);

const mutual = objectOf(
  { ...shared, secret: required(text(SECRET), () => 'malformed') } satisfies Record<keyof MutualTls, Field>,
  TLS_VALUE,
);

/** Only `Tls.none()` means plaintext. The value can be of another copy of this package. */
const tlsShape: Shape = (given, path, reading) => {
  const factory = brandOf(given, TLS);
  if (factory === 'mutual') return mutualShape(given as Tls, path, reading);
  if (factory === 'none') return given instanceof Tls ? given : Tls.none();
  if (factory !== 'originate') return reading.report(path, withType(given), TLS_VALUE);
  const before = (given as Tls).origination;
  const read = origination(before, path, reading);
  if (typeof read === 'symbol') return read;
  return given instanceof Tls && read === before ? given : Tls.originate(read as TlsOrigination);
};

const mutualShape = (given: Tls, path: Path, reading: Reading) => {
  const { caSecret: secret, ...others } = given.origination ?? {};
  const read = mutual({ ...others, secret }, path, reading);
  return read === BROKEN ? BROKEN : Tls.mutual(read as MutualTls);
};

/** The property `tls`. A malformed value is replaced with TLS, never with plaintext. */
export const tlsField: Field = optional(tlsShape, () => Tls.originate());
