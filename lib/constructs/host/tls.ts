import type { BackendConfigPolicySpec } from '../../../imports/gateway.kgateway.dev/backend-config-policy';
import type { BackendTLSPolicySpec } from '../../../imports/gateway.networking.k8s.io/backend-tls-policy';
import { TLS } from '../../core/brand';
import { isEgressHostName, isKubernetesDnsSubdomain } from '../../core/net/dns';
import { isPublicHost } from '../../core/net/public-host';
import type { PropCheck } from '../../core/prop-checks';

/** The TLS versions that can be offered to a host. */
export type TlsVersion = '1.2' | '1.3';

/** How the gateway originates TLS to a host. */
export interface TlsOrigination {
  /**
   * The name that the certificate must have, and that the gateway sends as SNI. A host name in lower case.
   * `BackendTLSPolicy.spec.validation.hostname`.
   *
   * @default - the host
   */
  readonly hostname?: string;
  /**
   * The name of a ConfigMap in the gateway's namespace. Its key `ca.crt` has the private CA of the host, in PEM.
   * `BackendTLSPolicy.spec.validation.caCertificateRefs[]`.
   *
   * @default - the system CAs of the proxy
   */
  readonly caConfigMap?: string;
  /**
   * The name of a Secret with the same key. With BackendConfigPolicy (see `maxVersion`), a private CA must be in a Secret.
   * `BackendConfigPolicy.spec.tls.secretRef`.
   *
   * @default - the system CAs of the proxy
   */
  readonly caSecret?: string;
  /**
   * The newest TLS version that the gateway offers. BackendTLSPolicy of kgateway offers at most 1.2, which nearly all hosts
   * accept. Use `'1.3'` for hosts that accept nothing older: it is set by a BackendConfigPolicy instead. So is TLS for the
   * protocols `http2` and `grpc`, which must be negotiated in the handshake (ALPN).
   * `BackendConfigPolicy.spec.tls.parameters.maxVersion`.
   *
   * @default - '1.2' for protocol `http`, '1.3' for `http2` and `grpc`
   */
  readonly maxVersion?: TlsVersion;
}

type TlsFactory = 'originate' | 'mutual' | 'none';

/** How the gateway authenticates to a host by a client certificate. */
export interface MutualTls {
  /**
   * The name of a Secret in the gateway's namespace with the client certificate `tls.crt` (with its intermediates), its private key
   * `tls.key`, and the CAs of the host in `ca.crt`, all in PEM. The system CAs of the proxy are not used: for a host with a public
   * certificate, `ca.crt` holds the CA that issued it. `BackendConfigPolicy.spec.tls.secretRef`.
   */
  readonly secret: string;
  /** As in {@link TlsOrigination}. @default - the host */
  readonly hostname?: string;
  /** The newest TLS version that the gateway offers. `BackendConfigPolicy.spec.tls.parameters.maxVersion`. @default '1.3' */
  readonly maxVersion?: TlsVersion;
}

/** Whether the gateway uses TLS to the host. Clients send plain HTTP to the gateway, which the mesh encrypts. */
export class Tls {
  /** The gateway originates TLS. It verifies the certificate of the host, by its name and a CA. */
  public static originate(origination: TlsOrigination = {}): Tls {
    return new Tls('originate', origination);
  }

  /**
   * The same, and the gateway presents a client certificate. Applications neither need nor see it. A renewed certificate is in effect
   * within seconds. If the Secret is missing or malformed, requests to the host fail.
   */
  public static mutual(certificate: MutualTls): Tls {
    const { secret, ...origination } = certificate ?? {};
    return new Tls('mutual', { ...origination, caSecret: secret });
  }

  /** The gateway sends plaintext, which anybody on the network path can read and change. */
  public static none(): Tls {
    return new Tls('none', undefined);
  }

  protected readonly [TLS]: TlsFactory;

  private constructor(
    factory: TlsFactory,
    /** The settings of TLS; `undefined` for plaintext. */
    public readonly origination: TlsOrigination | undefined,
  ) {
    this[TLS] = factory;
  }

  /** Whether the gateway presents a client certificate. It is in the Secret of the CAs. */
  public get isMutual(): boolean {
    return this[TLS] === 'mutual';
  }
}

/** The parts of API objects that configure TLS. At most one of them is set. */
export interface TlsParts {
  /** `BackendTLSPolicy.spec.validation`. */
  readonly validation?: BackendTLSPolicySpec['validation'];
  /** `BackendConfigPolicy.spec.tls`. */
  readonly backendConfig?: BackendConfigPolicySpec['tls'];
}

/** Selects the object that configures TLS to `host`. Only one can: BackendTLSPolicy would take precedence. */
export function tlsParts(tls: Tls, host: string, protocol: string): TlsParts {
  if (!tls.origination) return {};
  if (byBackendConfig(tls, protocol)) return { backendConfig: backendConfigTls(tls.origination, host, protocol) };
  const { hostname = host, caConfigMap, caSecret } = tls.origination;
  const name = caConfigMap ?? caSecret;
  if (!name) return { validation: { hostname, wellKnownCACertificates: 'System' } };
  return { validation: { hostname, caCertificateRefs: [{ group: '', kind: caConfigMap ? 'ConfigMap' : 'Secret', name }] } };
}

/** True if BackendTLSPolicy lacks the settings: TLS 1.3, a client certificate, or the protocol in the handshake. */
function byBackendConfig(tls: Tls, protocol: string): boolean {
  return tls.origination !== undefined && (tls.isMutual || tls.origination.maxVersion === '1.3' || protocol !== 'http');
}

/** Without `verifySubjectAltNames`, Envoy would accept any certificate of the CA. */
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

/** Whether the properties choose plaintext to a host on the Internet. */
export function isOpenPlaintext(tls: Tls, host: string): boolean {
  return tls.origination === undefined && isEgressHostName(host) && isPublicHost(host);
}

interface TlsSubject {
  readonly props: { readonly host: string; readonly port: number; readonly tls?: Tls };
  readonly protocol: string;
  readonly tls: Tls;
  /** Whether a BackendConfigPolicy can attach to this destination. */
  readonly configurable: boolean;
}

const origination = ({ tls }: TlsSubject) => tls.origination ?? {};

/** The checks of the property `tls`. */
export const tlsChecks: readonly PropCheck<TlsSubject>[] = [
  {
    rule: 'egress/tls-on-http-port',
    path: 'tls',
    breaks: ({ props, tls }) => props.port === 80 && tls.origination !== undefined,
    got: ({ props }) => (props.tls ? 'Tls.originate() for port 80' : 'the default, Tls.originate(), for port 80'),
    allowed: 'Tls.none() for port 80, the port of plain HTTP',
    fix: 'use the HTTPS port of the host, such as 443, or set tls: Tls.none()',
  },
  {
    rule: 'egress/plaintext-to-https-port',
    path: 'tls',
    breaks: ({ props, tls }) => props.port === 443 && tls.origination === undefined,
    got: () => 'Tls.none() for port 443',
    allowed: 'Tls.originate() for port 443: otherwise the gateway sends plaintext to it',
    fix: 'remove tls',
  },
  {
    rule: 'input/tls',
    path: 'tls.hostname',
    breaks: (s) => origination(s).hostname !== undefined && !isEgressHostName(origination(s).hostname),
    got: (s) => origination(s).hostname,
    allowed: 'a host name in lower case, such as api.example.com',
    fix: 'write the name in the certificate, or remove hostname to use the host',
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
    allowed: 'caSecret: with TLS 1.3, http2 or grpc, kgateway reads private CAs only from Secrets',
    fix: "put ca.crt into a Secret in the gateway's namespace, and set caSecret to its name",
  },
  {
    rule: 'input/tls',
    path: 'tls.secret',
    breaks: (s) => s.tls.isMutual && !isKubernetesDnsSubdomain(origination(s).caSecret),
    got: (s) => origination(s).caSecret,
    allowed: "the name of a Secret in the gateway's namespace",
    fix: 'correct the name',
  },
  {
    rule: 'input/tls',
    path: 'tls.caSecret',
    breaks: (s) => !s.tls.isMutual && origination(s).caSecret !== undefined && !isKubernetesDnsSubdomain(origination(s).caSecret),
    got: (s) => origination(s).caSecret,
    allowed: "the name of a Secret in the gateway's namespace",
    fix: 'correct the name',
  },
  {
    rule: 'input/tls',
    path: 'tls.caSecret',
    breaks: (s) => origination(s).caSecret !== undefined && origination(s).caConfigMap !== undefined,
    got: (s) => `caConfigMap ${origination(s).caConfigMap} and caSecret ${origination(s).caSecret}`,
    allowed: 'only one of the two',
    fix: 'remove one of them',
  },
  {
    rule: 'input/platform-feature',
    path: 'tls',
    breaks: (s) => byBackendConfig(s.tls, s.protocol) && !s.configurable,
    got: (s) =>
      `${s.protocol} with ${s.tls.isMutual ? 'a client certificate' : `TLS up to ${origination(s).maxVersion ?? '1.3'}`}`,
    allowed: 'protocol http with TLS 1.2 and without a client certificate on this version of kgateway',
    fix: "target kgateway 2.3 or later, use destination 'Backend', or use protocol http with TLS 1.2",
  },
  {
    rule: 'egress/plaintext-to-public-host',
    severity: 'info',
    path: 'tls',
    breaks: ({ props, tls }) => isOpenPlaintext(tls, props.host),
    got: () => 'Tls.none()',
    allowed: 'Tls.originate(), if the host supports TLS on any port',
    fix: 'remove tls, and set port to the TLS port of the host, if it has one',
  },
];
