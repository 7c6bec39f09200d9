import { brandOf, TLS } from '../../core/brand';
import { type Field, objectOf, oneOf, optional, type Shape, text, withType } from '../../core/shapes';
import { Tls, type TlsOrigination } from './tls';

const TLS_VALUE = {
  rule: 'input/tls',
  allowed: 'Tls.originate({ … }) or Tls.none()',
  fix: 'write tls: Tls.originate({ … }), or remove tls for Tls.originate()',
};

const origination = objectOf(
  {
    hostname: optional(
      text({
        rule: 'input/tls',
        allowed: 'a host name in lower case, such as api.example.com',
        fix: 'write the name in the certificate, or remove hostname to use the host',
      }),
    ),
    caConfigMap: optional(
      text({ rule: 'input/tls', allowed: "the name of a ConfigMap in the gateway's namespace", fix: 'correct the name' }),
    ),
    caSecret: optional(
      text({ rule: 'input/tls', allowed: "the name of a Secret in the gateway's namespace", fix: 'correct the name' }),
    ),
    maxVersion: optional(
      oneOf(['1.2', '1.3'], 'input/tls', "remove maxVersion, or set it to '1.3' for a host that accepts nothing older"),
    ),
  },
  TLS_VALUE,
);

/** Only `Tls.none()` means plaintext. The value can be of another copy of this package. */
const tlsShape: Shape = (given, path, reading) => {
  const factory = brandOf(given, TLS);
  if (factory === 'none') return given instanceof Tls ? given : Tls.none();
  if (factory !== 'originate') return reading.report(path, withType(given), TLS_VALUE);
  const before = (given as Tls).origination;
  const read = origination(before, path, reading);
  if (typeof read === 'symbol') return read;
  return given instanceof Tls && read === before ? given : Tls.originate(read as TlsOrigination);
};

/** The property `tls`. A malformed value is replaced with TLS, never with plaintext. */
export const tlsField: Field = optional(tlsShape, () => Tls.originate());
