import type { IConstruct } from 'constructs';
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
  portNumber,
  recordOf,
  required,
  type Shape,
  text,
  value,
} from '../../core/shapes';
import { commonFields } from '../base/egress-construct';
import { callerSetsField } from '../caller/caller-shapes';
import { Decision } from './decision';
import type { EgressGatewayProps, ImportedGatewayProps } from './egress-gateway-props';
import type { IEgressGateway } from './gateway-base';
import { STREAM_IDLE } from './gateway-checks';
import { networkFields } from './network-fields';
import { rateLimitField } from './rate-limit';
import { isAskUrl, type Refusals } from './refusals';

const NAME = {
  rule: 'input/name',
  allowed: 'a DNS label (a-z, 0-9 and -, starting with a letter, at most 63 characters), because the Service has the same name',
  fix: 'rename the gateway',
};
const NAMESPACE = {
  rule: 'input/namespace',
  allowed: 'a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus',
  fix: 'correct the namespace',
};

/** A name, or an object whose name the checks read. */
export const nameOrObject = (texts: typeof NAMESPACE): Shape =>
  value((given) => typeof given === 'string' || (isObject(given) && !(given instanceof Date)), texts, true);

const listener = objectOf(
  {
    name: required(
      value(
        isKubernetesDnsSubdomain,
        {
          rule: 'input/listeners',
          allowed: 'the name of a set of callers: a-z, 0-9, - and ., at most 253 characters',
          fix: 'write the name as the owner of the gateway does',
        },
        true,
      ),
      (unique) => unique,
    ),
    port: required(portNumber('input/listeners', 'correct the port'), () => 8080),
    protocol: optional(oneOf(['HTTP', 'TLS', 'TCP'], 'input/listeners', 'correct the protocol, or remove it for HTTP')),
  },
  { rule: 'input/listeners', allowed: 'a listener { name, port }', fix: "write the listener as { name: 'http', port: 8080 }" },
);

const shared = {
  name: required(text(NAME), (unique) => unique),
  namespace: required(nameOrObject(NAMESPACE), (unique) => unique),
  listenerSets: optional(flag('input/property', 'correct the value, or remove listenerSets for false')),
  decision: optional(
    oneOf(['required', 'none', 'while-available'], 'input/property', "correct the value, or remove decision for 'required'"),
  ),
} satisfies Record<string, Field>;

const accessLog = objectOf(
  {
    query: optional(flag('input/property', 'correct the value, or remove query for false')),
    fields: optional(
      recordOf(
        text({
          rule: 'input/access-log-fields',
          allowed: "a text with command operators, such as '%REQ(USER-AGENT)%'",
          fix: 'correct the field',
        }),
        {
          rule: 'input/access-log-fields',
          allowed: "an object of fields, such as { user_agent: '%REQ(USER-AGENT)%' }",
          fix: 'correct the fields, or remove them for the default',
        },
      ),
    ),
  },
  {
    rule: 'input/access-log-fields',
    allowed: 'an object { query, fields }, or false for no access log',
    fix: 'remove accessLog to log the default fields, or set its fields',
  },
);

const REFUSALS = {
  rule: 'input/refusals',
  allowed: 'an object { format, ask }',
  fix: "write refusals: { format: 'json' }, or remove it",
};

const refusals = objectOf(
  {
    format: required(oneOf(['json', 'text'], 'input/refusals', 'correct the format'), () => 'json'),
    ask: optional(
      value(
        isAskUrl,
        {
          rule: 'input/refusals',
          allowed: 'a URL such as https://git.example.com/egress?title={host}, with the placeholders {host}, {rule} and {id}',
          fix: 'correct the URL, or remove ask',
        },
        true,
      ),
    ),
  } satisfies Record<keyof Refusals, Field>,
  REFUSALS,
);

/** The shapes of the properties of an `EgressGateway`. */
export const gatewayFields: Fields<EgressGatewayProps> = {
  ...shared,
  ...networkFields,
  callerSets: callerSetsField,
  createNamespace: optional(flag('input/property', 'correct the value, or remove createNamespace for false')),
  accessLog: optional((given, path, reading) => (given === false ? given : accessLog(given, path, reading))),
  refusals: optional(refusals),
  rateLimit: rateLimitField,
  webSockets: optional(flag('input/property', 'correct the value, or remove webSockets for false')),
  streamIdle: optional(
    text({ rule: 'input/timeout', allowed: STREAM_IDLE, fix: 'correct the duration, or remove streamIdle for 5m' }),
  ),
  stripHostPort: optional(flag('input/property', 'correct the value, or remove stripHostPort for the default')),
  dynamicCaSecret: optional(
    value(isKubernetesDnsSubdomain, {
      rule: 'input/tls',
      allowed: "the name of a Secret in the gateway's namespace",
      fix: 'correct the name, or remove dynamicCaSecret for the CAs of the system',
    }),
  ),
  replicas: optional(
    value((given) => isCount(given, 1), {
      rule: 'input/replicas',
      allowed: 'a whole number of at least 1',
      fix: 'correct the number; to close the gateway, remove its hosts',
    }),
  ),
  gatewayClass: optional(
    text({ rule: 'input/property', allowed: 'the name of a GatewayClass', fix: 'correct the name, or remove it for kgateway' }),
  ),
  serviceType: optional(oneOf(['ClusterIP', 'NodePort', 'LoadBalancer'], 'input/property', 'remove serviceType for ClusterIP')),
  allowedRoutes: optional(oneOf(['Same', 'All'], 'input/property', 'remove allowedRoutes for Same')),
  ...commonFields,
};

const FORWARDED = {
  rule: 'input/extension',
  allowed: 'the names of request headers',
  fix: 'write the names as the owner of the gateway did, or remove headersToForward',
};

/** The shapes of the properties of a gateway that another repository owns. */
export const importedGatewayFields: Fields<ImportedGatewayProps> = {
  ...shared,
  listeners: optional(
    listOf(listener, {
      rule: 'input/listeners',
      allowed: 'a list of listeners { name, port, protocol }',
      fix: "write listeners: [{ name: 'http', port: 8080 }]",
    }),
  ),
  extension: optional(
    value(
      isKubernetesDnsSubdomain,
      {
        rule: 'input/extension',
        allowed: 'the name of an ExtAuthPolicy',
        fix: 'write the name that the owner of the gateway chose',
      },
      true,
    ),
  ),
  headersToForward: optional(
    listOf(text(FORWARDED), { ...FORWARDED, allowed: "a list of names of request headers, such as ['x-team']" }),
  ),
};

/** A gateway of this package, of another copy of it, or of the user's own class. */
function isGateway(given: unknown): boolean {
  if (!isObject(given)) return false;
  const { attachHost, attachPolicy, gatewayName, namespace, hosts, listeners, callerSets, node } = given;
  return (
    typeof attachHost === 'function' &&
    typeof attachPolicy === 'function' &&
    typeof gatewayName === 'string' &&
    typeof namespace === 'string' &&
    Array.isArray(hosts) &&
    Array.isArray(callerSets) &&
    (listeners === undefined || Array.isArray(listeners)) &&
    isObject(node)
  );
}

/** A gateway. */
export const gatewayShape: Shape = value(isGateway, {
  rule: 'input/gateway',
  allowed: 'an EgressGateway, or the result of EgressGateway.fromGatewayName',
  fix: 'set it to the gateway construct of the program',
});

/** Takes the place of a malformed gateway. It registers nothing. */
function detachedGateway(name: string): Pick<IEgressGateway, Exclude<keyof IEgressGateway, keyof IConstruct>> {
  return {
    gatewayName: name,
    namespace: name,
    isImported: false,
    listeners: undefined,
    decision: new Decision(name),
    callerSets: [],
    hosts: [],
    attachHost: ({ hostName }) => hostName,
    attachPolicy: () => {},
  };
}

/** The property `gateway` of a construct. */
export const gatewayField: Field = required(gatewayShape, detachedGateway);
