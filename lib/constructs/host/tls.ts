import type { BackendConfigPolicySpec } from '../../../imports/gateway.kgateway.dev/backend-config-policy';
import type { BackendTLSPolicySpec } from '../../../imports/gateway.networking.k8s.io/backend-tls-policy';
import { isEgressHostName, isKubernetesDnsSubdomain } from '../../core/net/dns';
import { isPublicHost } from '../../core/net/public-host';
import type { PropCheck } from '../../core/prop-checks';

/** TLS versions an upstream may be asked for. */
export type TlsVersion = '1.2' | '1.3';

/** How TLS to an upstream is originated. */
export interface TlsOrigination {
  /**
   * The name that the certificate must carry, and the SNI that is sent. A host name in lower case.
   *
   * @default - the host
   */
  readonly hostname?: string;
  /**
   * A ConfigMap in the gateway's namespace whose `ca.crt` holds the private CA that signs the upstream, in PEM.
   *
   * @default - the CAs of the proxy's system
   */
  readonly caConfigMap?: string;
  /**
   * The same in a Secret's `ca.crt`. BackendConfigPolicy (see `maxVersion`) reads private CAs from Secrets only.
   *
   * @default - the CAs of the proxy's system
   */
  readonly caSecret?: string;
  /**
   * The newest TLS version that is offered. kgateway's BackendTLSPolicy offers 1.2 at most, which nearly all upstreams
   * take; `'1.3'` is for those that take nothing older, and is set by BackendConfigPolicy instead. So is TLS to `http2` and
   * `grpc` upstreams, which must name their protocol in the handshake (ALPN).
   *
   * @default - '1.2' for protocol `http`, '1.3' for `http2` and `grpc`
   */
  readonly maxVersion?: TlsVersion;
}

/** Whether the gateway speaks TLS to the upstream. Clients speak plain HTTP to the gateway, inside the mesh's mTLS. */
export class Tls {
  /** The gateway originates TLS, and checks the certificate against the host and a CA. */
  public static originate(origination: TlsOrigination = {}): Tls {
    return new Tls(origination);
  }

  /** Plaintext to the upstream: anybody on the way can read and change it. */
  public static none(): Tls {
    return new Tls(undefined);
  }

  private constructor(
    /** `undefined` for plaintext. */
    public readonly origination: TlsOrigination | undefined,
  ) {}
}

/** The parts of the upstream's API objects that make TLS; at most one of them is set. */
export interface TlsParts {
  /** `BackendTLSPolicy.spec.validation`. */
  readonly validation?: BackendTLSPolicySpec['validation'];
  /** `BackendConfigPolicy.spec.tls`. */
  readonly backendConfig?: BackendConfigPolicySpec['tls'];
}

/** Decides by which object TLS to `host` is made. The two exclude each other: BackendTLSPolicy would win. */
export function tlsParts(tls: Tls, host: string, protocol: string): TlsParts {
  if (!tls.origination) return {};
  if (byBackendConfig(tls, protocol)) return { backendConfig: backendConfigTls(tls.origination, host, protocol) };
  const { hostname = host, caConfigMap, caSecret } = tls.origination;
  const name = caConfigMap ?? caSecret;
  if (!name) return { validation: { hostname, wellKnownCACertificates: 'System' } };
  return { validation: { hostname, caCertificateRefs: [{ group: '', kind: caConfigMap ? 'ConfigMap' : 'Secret', name }] } };
}

/** True when BackendTLSPolicy can't say what is wanted: TLS 1.3, or the protocol in the handshake. */
function byBackendConfig(tls: Tls, protocol: string): boolean {
  return tls.origination !== undefined && (tls.origination.maxVersion === '1.3' || protocol !== 'http');
}

/** Without `verifySubjectAltNames` any certificate of the CA would do. */
function backendConfigTls(origination: TlsOrigination, host: string, protocol: string): BackendConfigPolicySpec['tls'] {
  const { hostname = host, caSecret, maxVersion = '1.3' } = origination;
  return {
    ...(caSecret ? { secretRef: { name: caSecret } } : { wellKnownCACertificates: 'System' }),
    sni: hostname,
    verifySubjectAltNames: [hostname],
    parameters: { minVersion: '1.2', maxVersion },
    ...(protocol === 'http' ? {} : { alpnProtocols: ['h2'] }),
  };
}

/** Whether plaintext goes to a host on the Internet, which somebody chose. */
export function isOpenPlaintext(tls: Tls, host: string): boolean {
  return tls.origination === undefined && isEgressHostName(host) && isPublicHost(host);
}

interface TlsSubject {
  readonly props: { readonly host: string; readonly port: number; readonly tls?: Tls };
  readonly protocol: string;
  readonly tls: Tls;
  /** BackendConfigPolicy attaches to this destination. */
  readonly configurable: boolean;
}

const origination = ({ tls }: TlsSubject) => tls.origination ?? {};

/** What TLS to a host must be. */
export const tlsChecks: readonly PropCheck<TlsSubject>[] = [
  {
    rule: 'egress/tls-on-http-port',
    path: 'tls',
    breaks: ({ props, tls }) => props.port === 80 && tls.origination !== undefined,
    got: ({ props }) => (props.tls ? 'Tls.originate() for port 80' : 'nothing, which is Tls.originate(), for port 80'),
    allowed: 'Tls.none() on port 80, where plain HTTP is spoken',
    fix: 'take the port of its HTTPS listener, such as 443, or say tls: Tls.none()',
  },
  {
    rule: 'egress/plaintext-to-https-port',
    path: 'tls',
    breaks: ({ props, tls }) => props.port === 443 && tls.origination === undefined,
    got: () => 'Tls.none() for port 443',
    allowed: 'Tls.originate() on port 443: the gateway would send plaintext to it',
    fix: 'leave tls out',
  },
  {
    rule: 'input/tls',
    path: 'tls.hostname',
    breaks: (s) => origination(s).hostname !== undefined && !isEgressHostName(origination(s).hostname),
    got: (s) => origination(s).hostname,
    allowed: 'a host name in lower case, such as api.example.com',
    fix: 'write the name that the certificate carries, or leave it out for the host',
  },
  {
    rule: 'input/tls',
    path: 'tls.caConfigMap',
    breaks: (s) => origination(s).caConfigMap !== undefined && !isKubernetesDnsSubdomain(origination(s).caConfigMap),
    got: (s) => origination(s).caConfigMap,
    allowed: "the name of a ConfigMap in the gateway's namespace",
    fix: 'correct the name',
  },
  {
    rule: 'input/tls',
    path: 'tls.caConfigMap',
    breaks: (s) => origination(s).caConfigMap !== undefined && byBackendConfig(s.tls, s.protocol),
    got: (s) => origination(s).caConfigMap,
    allowed: 'caSecret, as TLS 1.3 and TLS to http2 and grpc upstreams read private CAs from Secrets only',
    fix: "put ca.crt into a Secret in the gateway's namespace and name it in caSecret",
  },
  {
    rule: 'input/tls',
    path: 'tls.caSecret',
    breaks: (s) => origination(s).caSecret !== undefined && !isKubernetesDnsSubdomain(origination(s).caSecret),
    got: (s) => origination(s).caSecret,
    allowed: "the name of a Secret in the gateway's namespace",
    fix: 'correct the name',
  },
  {
    rule: 'input/tls',
    path: 'tls.caSecret',
    breaks: (s) => origination(s).caSecret !== undefined && origination(s).caConfigMap !== undefined,
    got: (s) => `caConfigMap ${origination(s).caConfigMap} and caSecret ${origination(s).caSecret}`,
    allowed: 'one of the two',
    fix: 'leave one out',
  },
  {
    rule: 'input/tls',
    path: 'tls.maxVersion',
    breaks: (s) => !['1.2', '1.3', undefined].includes(origination(s).maxVersion),
    got: (s) => origination(s).maxVersion,
    allowed: '1.2, 1.3',
    fix: 'leave it out, or say 1.3 for an upstream that takes nothing older',
  },
  {
    rule: 'input/platform-feature',
    path: 'tls',
    breaks: (s) => byBackendConfig(s.tls, s.protocol) && !s.configurable,
    got: (s) => `${s.protocol} with TLS up to ${origination(s).maxVersion ?? '1.3'}`,
    allowed: 'protocol http with TLS 1.2 on this version of kgateway',
    fix: "target kgateway 2.3 or later, take destination 'Backend', or take protocol http and TLS 1.2",
  },
  {
    rule: 'egress/plaintext-to-public-host',
    severity: 'info',
    path: 'tls',
    breaks: ({ props, tls }) => isOpenPlaintext(tls, props.host),
    got: () => 'Tls.none()',
    allowed: 'Tls.originate(), if the host speaks TLS on any port',
    fix: 'nothing, if it does not',
  },
];
