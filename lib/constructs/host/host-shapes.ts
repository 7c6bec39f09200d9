import { DURATION_FORMAT } from '../../core/duration';
import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import { isCount } from '../../core/numbers';
import {
  type Field,
  type Fields,
  flag,
  isObject,
  listOf,
  objectOf,
  oneOf,
  optional,
  required,
  text,
  value,
} from '../../core/shapes';
import { commonFields } from '../base/egress-construct';
import { rateLimitField } from '../gateway/rate-limit';
import { credentialField } from './credential-shape';
import { DESTINATIONS } from './destination';
import type { ExternalHostProps, HostDns } from './external-host-props';
import { destinationFields } from './gateway-destination-shapes';
import { requestFields } from './request-shapes';
import { MAX_RETRIES } from './resilience';
import { tlsField } from './tls-shape';
import { tokenField } from './token-shape';
import { undecidedField } from './undecided';
import { waysField } from './way-shape';

const objectName = value(
  isKubernetesDnsSubdomain,
  {
    rule: 'input/name',
    allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 253 characters',
    fix: 'correct the name, or remove it for the name of the host',
  },
  true,
);

const RETRY_ON = {
  rule: 'input/retry-on',
  allowed: 'safe, wide-for-reads, wide, or { conditions, statusCodes }',
  fix: "correct the mode, or remove retryOn for 'safe'",
};

const CONDITION = { rule: 'input/retry-on', allowed: "Envoy's conditions, as strings", fix: 'correct the condition' };
const STATUS = { rule: 'input/retry-on', allowed: 'whole numbers from 400 to 599', fix: 'correct the status code' };

const retryConditions = objectOf(
  {
    conditions: required(
      listOf(text(CONDITION), {
        ...CONDITION,
        allowed: "a list of Envoy's conditions, such as ['connect-failure']",
        fix: 'write the conditions as a list',
      }),
      () => ['connect-failure'],
    ),
    statusCodes: optional(
      listOf(
        value((given) => typeof given === 'number', STATUS),
        { ...STATUS, allowed: 'a list of whole numbers from 400 to 599', fix: 'write the status codes as a list' },
      ),
    ),
  },
  RETRY_ON,
);

const resilienceFields = {
  timeout: optional(
    text({
      rule: 'input/timeout',
      allowed: `${DURATION_FORMAT}, greater than 0; or 'none' for requests without a time limit`,
      fix: 'correct the duration, or remove timeout for 15s',
    }),
    () => 'none',
  ),
  perTryTimeout: optional(
    text({
      rule: 'input/timeout',
      allowed: `${DURATION_FORMAT}, greater than 0`,
      fix: 'correct the duration, or remove perTryTimeout',
    }),
  ),
  retries: optional(
    value((given) => isCount(given, 0, MAX_RETRIES), {
      rule: 'input/retries',
      allowed: `a whole number from 0 to ${MAX_RETRIES}`,
      fix: 'correct the number, or remove retries for 2',
    }),
  ),
  retryOn: optional((given, path, reading) => {
    if (typeof given === 'string') return given;
    return isObject(given) ? retryConditions(given, path, reading) : text(RETRY_ON)(given, path, reading);
  }),
  maxConcurrentRetries: optional(
    value((given) => isCount(given, 1), {
      rule: 'input/max-concurrent-retries',
      allowed: 'a whole number of at least 1',
      fix: 'correct the number, or remove maxConcurrentRetries for 1024',
    }),
  ),
} satisfies Record<string, Field>;

const DNS = {
  rule: 'input/host-dns',
  allowed: 'an object { refreshRate, respectTtl }',
  fix: "write dns: { refreshRate: '30s' }, or remove it for 5s",
};

const dns = objectOf(
  {
    refreshRate: optional(
      text({ ...DNS, allowed: `${DURATION_FORMAT}, greater than 0`, fix: 'correct the duration, or remove refreshRate for 5s' }),
    ),
    respectTtl: optional(flag('input/host-dns', 'correct the value, or remove respectTtl for false')),
  } satisfies Record<keyof HostDns, Field>,
  DNS,
);

/** The shapes of the properties of an `ExternalHost`. */
export const hostFields: Fields<ExternalHostProps> = {
  ...destinationFields,
  objectNames: optional(
    objectOf(
      { destination: optional(objectName), route: optional(objectName), trafficPolicy: optional(objectName) },
      {
        rule: 'input/name',
        allowed: 'an object { destination, route, trafficPolicy } of names',
        fix: 'name the objects, or remove objectNames to use the name of the host',
      },
    ),
  ),
  protocol: optional(
    text({
      rule: 'input/protocol',
      allowed: 'http, http2, grpc',
      fix: 'correct the protocol, or remove it for http; the property tls controls TLS',
    }),
  ),
  tls: tlsField,
  ...requestFields,
  destination: optional(
    oneOf(Object.keys(DESTINATIONS), 'input/destination', 'correct the kind, or remove destination for ServiceEntry'),
  ),
  token: tokenField,
  credential: credentialField,
  dns: optional(dns),
  rateLimit: rateLimitField,
  undecided: undecidedField,
  maxStreamDuration: optional(
    text({
      rule: 'input/timeout',
      allowed: `${DURATION_FORMAT}, greater than 0`,
      fix: 'correct the duration, or remove maxStreamDuration for no limit',
    }),
  ),
  ways: waysField,
  ...resilienceFields,
  ...commonFields,
};
