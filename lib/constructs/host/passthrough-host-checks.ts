import type { Capabilities } from '../../core/platform';
import { RESERVED_PORTS_TEXT, reservedFor } from '../../core/ports';
import type { PropCheck } from '../../core/prop-checks';
import { approvalChecks } from './approval-checks';
import { isCapturedTwice } from './capture';
import { addressChecks } from './host-address-checks';
import { tlsCallerChecks } from './host-caller-checks';
import { hostNameChecks, keepHost } from './host-name';
import { objectNameChecks } from './object-name-checks';
import type { PassthroughHostProps, PassthroughProtocol } from './passthrough-host-props';

/** The data that the checks of a passthrough host use. */
export interface PassthroughSubject {
  readonly props: PassthroughHostProps;
  readonly hostName: string;
  readonly protocol: PassthroughProtocol;
  readonly capabilities: Capabilities;
  readonly now: Date;
  readonly content: () => readonly string[];
}

type Row = PropCheck<PassthroughSubject>;

const isTls = ({ protocol }: PassthroughSubject) => protocol === 'tls';
const isTcp = ({ protocol }: PassthroughSubject) => protocol === 'tcp';

const hostRows: readonly Row[] = [
  {
    rule: 'input/host',
    path: 'host',
    breaks: ({ props: { host } }) => host.includes('://'),
    allowed: 'a host name in lower case, such as api.example.com, without a scheme',
    fix: ({ props: { host } }) => keepHost(host, 'the property protocol says what applications speak'),
  },
  {
    rule: 'input/host',
    path: 'host',
    breaks: ({ props: { host } }) => host.includes('*'),
    allowed: 'a full host name: the mesh captures only full names, and the gateway connects to one name',
    fix: "declare each host with its full name; for HTTP, an ExternalHost with destination 'dynamic' can have a wildcard",
  },
  ...hostNameChecks,
];

const listenerRows: readonly Row[] = [
  {
    rule: 'input/platform-feature',
    path: 'protocol',
    breaks: (s) => isTls(s) && !s.capabilities.tlsRoutes,
    got: () => 'tls, which needs a TLSRoute',
    allowed: 'Gateway API 1.5 or later, with kgateway 2.3 or later, for TLSRoutes',
    fix: 'target these versions, or use an ExternalHost if the protocol is HTTP',
  },
  {
    rule: 'input/platform-feature',
    path: 'protocol',
    breaks: (s) => isTcp(s) && !s.capabilities.tcpRoutes,
    got: () => 'tcp, which needs a TCPRoute',
    allowed: 'Gateway API 1.6 or later, with kgateway 2.4 or later, for TCPRoutes',
    fix: 'target these versions',
  },
  {
    rule: 'input/gateway',
    path: 'gateway',
    breaks: (s) => isTcp(s) && s.props.gateway.isImported,
    got: ({ props }) => `${props.gateway.namespace}/${props.gateway.gatewayName}, a gateway of another repository`,
    allowed: 'an EgressGateway of this app: a TCP destination has a listener of its own, which the owner of the gateway creates',
    fix: 'declare the host in the repository of the gateway',
  },
  {
    rule: 'input/port',
    path: 'listenerPort',
    breaks: (s) => isTls(s) && s.props.listenerPort !== undefined,
    allowed: 'no listenerPort with protocol tls: all hosts with the same callers share a listener',
    fix: "remove it; to choose the port, use new CallerSet({ name: '…', tlsPort: 20443, callers: […] })",
  },
  {
    rule: 'input/port',
    path: 'listenerPort',
    breaks: ({ props: { listenerPort } }) => listenerPort !== undefined && reservedFor(listenerPort) !== undefined,
    got: ({ props: { listenerPort = 0 } }) => `${listenerPort} (${reservedFor(listenerPort)})`,
    allowed: `ports other than ${RESERVED_PORTS_TEXT}`,
    fix: 'choose another port, or remove listenerPort',
  },
];

const portRows: readonly Row[] = [
  {
    rule: 'input/duplicate-host',
    path: 'port',
    breaks: ({ props: { gateway, host, port } }) => isCapturedTwice(gateway, host, port),
    got: ({ props: { host, port } }) => `port ${port} of ${host}, which another host of this gateway has too`,
    allowed: 'each port of a host once per gateway: the port selects the listener, and so the callers',
    fix: 'declare the port of the host once, with all its callers',
  },
  {
    rule: 'egress/tls-on-http-port',
    path: 'port',
    breaks: (s) => isTls(s) && s.props.port === 80,
    got: () => 'protocol tls for port 80',
    allowed: 'a port of TLS, such as 443: calls to http://… name no server, and the gateway closes their connections',
    fix: 'use the HTTPS port of the host; for http://…, use an ExternalHost',
  },
];

const LIMITS = 'no request rule, no positive decision, no access log, and no end by the minute';
const REVOCATION =
  'the client checks the certificate itself: if it also calls the CRL or OCSP hosts of the CA, declare them as ExternalHosts with Tls.none()';

const inspectionRows: readonly Row[] = [
  {
    rule: 'input/inspection',
    path: 'reason',
    breaks: ({ props }) => props.reason.trim() === '',
    allowed: 'why the gateway cannot read the requests',
    fix: "state the reason, such as reason: 'the client authenticates with its own certificate'",
  },
  {
    rule: 'egress/no-decision',
    severity: 'info',
    path: 'inspection',
    breaks: () => true,
    got: ({ props: { inspection, reason } }) => `'${inspection}': ${reason}`,
    allowed: (s) => `${isTls(s) ? 'TLS by server name' : 'TCP'} has ${LIMITS}`,
    fix: (s) => `if the protocol is HTTP, use an ExternalHost${isTls(s) ? `; ${REVOCATION}` : ''}`,
  },
];

/** The checks of callers apply to TLS only: TCP needs a gateway of this app. */
const callerRows = tlsCallerChecks.map((check): Row => ({ ...check, breaks: (s) => isTls(s) && check.breaks(s) }));

/** The checks of a `PassthroughHost`. */
export const passthroughChecks: readonly Row[] = [
  ...objectNameChecks,
  ...hostRows,
  ...addressChecks,
  ...listenerRows,
  ...portRows,
  ...callerRows,
  ...inspectionRows,
  ...approvalChecks,
];
