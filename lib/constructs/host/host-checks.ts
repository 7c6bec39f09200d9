import { DURATION_FORMAT, toMillis } from '../../core/duration';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import { approvalChecks } from './approval-checks';
import { credentialChecks } from './credential-checks';
import { dynamicChecks } from './dynamic-checks';
import type { ExternalHostProps } from './external-host-props';
import { addressChecks } from './host-address-checks';
import { hostCallerChecks } from './host-caller-checks';
import { hostNameChecks } from './host-name';
import { limitChecks } from './limit-checks';
import { objectNameChecks } from './object-name-checks';
import { requestChecks } from './request-checks';
import type { Resilience } from './resilience';
import { resilienceChecks } from './resilience-checks';
import { type Tls, tlsChecks } from './tls';
import { tokenChecks } from './token-checks';
import { undecidedChecks } from './undecided';
import { wayChecks } from './way-checks';

/** The data that the checks of a host use. */
export interface HostSubject {
  readonly props: ExternalHostProps;
  readonly hostName: string;
  readonly protocol: string;
  readonly resilience: Resilience;
  readonly tls: Tls;
  readonly configurable: boolean;
  readonly breaker: boolean;
  readonly capabilities: Capabilities;
  readonly now: Date;
  readonly content: () => readonly string[];
}

const PROTOCOLS: readonly unknown[] = ['http', 'http2', 'grpc'];
/** The suffix of the TrafficPolicy for GET and HEAD, after the name of the other policy. */
export const READS_SUFFIX = '-reads';
/** The suffix of the TrafficPolicy with the rules of the host, if others of its rules have policies of their own. */
export const RULES_SUFFIX = '-rules';

/** The checks of an `ExternalHost`. */
export const hostChecks: readonly PropCheck<HostSubject>[] = [
  ...objectNameChecks,
  ...hostNameChecks,
  {
    rule: 'input/host-dns',
    path: 'dns.refreshRate',
    breaks: ({ props: { dns } }) => dns?.refreshRate !== undefined && !toMillis(dns.refreshRate),
    allowed: `${DURATION_FORMAT}, greater than 0`,
    fix: 'correct the duration, or remove refreshRate for 5s',
  },
  {
    rule: 'input/platform-feature',
    path: 'dns',
    breaks: ({ props: { dns }, capabilities }) => dns !== undefined && !capabilities.backendConfigOfServiceEntry,
    allowed: 'no settings of DNS on this version of kgateway',
    fix: 'target kgateway 2.3 or later, or remove dns',
  },
  ...limitChecks,
  ...undecidedChecks,
  ...dynamicChecks,
  ...wayChecks,
  ...requestChecks,
  ...addressChecks,
  {
    rule: 'input/protocol',
    path: 'protocol',
    breaks: ({ protocol }) => /^(tcp|udp|tls)$/i.test(protocol),
    allowed: 'http, http2, grpc: with other protocols, the gateway sees no requests to decide on',
    fix: 'call the destination over HTTP, or use a PassthroughHost for TLS or TCP; nothing can route UDP',
  },
  {
    rule: 'input/protocol',
    path: 'protocol',
    breaks: ({ protocol }) => !PROTOCOLS.includes(protocol),
    got: ({ protocol }) => protocol,
    allowed: 'http, http2, grpc',
    fix: 'correct the protocol, or remove it for http; the property tls controls TLS',
  },
  ...hostCallerChecks,
  ...tlsChecks,
  ...credentialChecks,
  ...tokenChecks,
  ...resilienceChecks,
  ...approvalChecks,
];
