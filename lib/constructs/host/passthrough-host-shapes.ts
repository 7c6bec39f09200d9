import { type Field, type Fields, foreign, oneOf, optional, portNumber, required, text, value } from '../../core/shapes';
import { commonFields } from '../base/egress-construct';
import { destinationFields } from './gateway-destination-shapes';
import { hostFields } from './host-shapes';
import type { PassthroughHostProps } from './passthrough-host-props';

const INSPECTION = {
  rule: 'input/inspection',
  allowed: "'none', which acknowledges that nobody inspects the connections",
  fix: "set inspection: 'none' and the reason; if the protocol is HTTP, use an ExternalHost, whose requests are decided on and logged",
};

const REASON = {
  rule: 'input/inspection',
  allowed: 'why the gateway cannot read the requests, as a non-empty text',
  fix: "state the reason, such as reason: 'the client authenticates with its own certificate'",
};

const FOREIGN = {
  rule: 'input/property',
  allowed: 'properties of a connection, not those of requests',
  fix: 'the gateway sees no requests here: remove the property, or use an ExternalHost',
};

/** The properties of an `ExternalHost` that are not about requests. */
const OTHERS: readonly string[] = ['destination', 'dns', 'objectNames'];

/** The properties of an `ExternalHost` for its requests. */
function aboutRequests(known: object): Record<string, Field> {
  const names = Object.keys(hostFields).filter((name) => !Object.hasOwn(known, name) && !OTHERS.includes(name));
  return Object.fromEntries(names.map((name) => [name, foreign(FOREIGN)]));
}

const ownFields: Fields<PassthroughHostProps> = {
  ...destinationFields,
  protocol: optional(
    oneOf(
      ['tls', 'tcp'],
      'input/protocol',
      'correct the protocol, or remove it for tls; for HTTP and gRPC, use an ExternalHost; nothing can route UDP',
    ),
  ),
  inspection: required(
    value((given) => given === 'none', INSPECTION, true),
    () => 'none',
  ),
  reason: required(text(REASON), () => 'unknown'),
  listenerPort: optional(portNumber('input/port', 'correct the port, or remove it for a port that follows from the name')),
  ...commonFields,
};

/** The shapes of the properties of a `PassthroughHost`. */
export const passthroughFields: Fields<PassthroughHostProps> = { ...ownFields, ...aboutRequests(ownFields) };
