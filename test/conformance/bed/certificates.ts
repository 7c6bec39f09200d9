import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemAuthorities } from './components/envoy';
import type { World } from './world';

/** The certificate and key of a server, as PEM text. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** The contents of a certificate. */
export interface CertificateOptions {
  /** The host names that it is valid for. */
  readonly names: readonly string[];
  /** Whether it has expired. @default false */
  readonly expired?: boolean;
}

const ELLIPTIC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate authority for this run. */
export class Authority {
  private issued = 0;
  private readonly folder: string;

  /** @param name unique in the run */
  constructor(
    private readonly world: World,
    readonly name: string,
  ) {
    this.folder = world.subfolder('authorities', name);
    this.openssl('req', '-x509', ...ELLIPTIC, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', `/CN=${name}`);
  }

  /** The authority's certificate, as PEM text. */
  get certificate(): string {
    return readFileSync(join(this.folder, 'ca.crt'), 'utf8');
  }

  /** Makes every gateway that starts from now on trust this authority as a system authority. */
  trustBySystem(): void {
    writeFileSync(systemAuthorities(this.world), this.certificate, { flag: 'a' });
  }

  /** The environment that makes curl, Python's requests and httpx, and Node.js trust this authority. */
  get trustedByClients(): Record<string, string> {
    const file = join(this.folder, 'ca.crt');
    return { CURL_CA_BUNDLE: file, REQUESTS_CA_BUNDLE: file, SSL_CERT_FILE: file, NODE_EXTRA_CA_CERTS: file };
  }

  /** Issues a certificate. */
  issue({ names, expired = false }: CertificateOptions): ServerCertificate {
    this.issued += 1;
    const [key, request, cert] = ['key', 'csr', 'crt'].map((end) => `server-${this.issued}.${end}`) as [string, string, string];
    const alternatives = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`;
    this.openssl('req', ...ELLIPTIC, '-keyout', key, '-out', request, '-subj', `/CN=${names[0]}`, '-addext', alternatives);
    // The end date of an expired certificate is before today. openssl accepts a negative number of days.
    const days = ['-days', expired ? '-1' : '1', '-CAcreateserial', '-copy_extensions', 'copyall'];
    this.openssl('x509', '-req', '-in', request, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-out', cert, ...days);
    const read = (file: string): string => readFileSync(join(this.folder, file), 'utf8');
    return { cert: read(cert), key: read(key) };
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
  }
}
