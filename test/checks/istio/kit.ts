import { isDeepStrictEqual } from 'node:util';
import { istioIssues } from '../../../lib/checks/istio';
import type { IstioCheck, IstioTable } from '../../../lib/checks/istio/istio-check';
import { showPath } from '../../../lib/core/path';
import { type IstioVersion, Platform } from '../../../lib/core/platform';
import type { Manifest, ObjectMeta } from '../../../lib/manifests/manifest';
import { unguarded } from '../unguarded';

type Fields = Readonly<Record<string, unknown>>;
type Meta = Omit<Partial<ObjectMeta>, 'name'>;

const PORTS = [{ number: 443, name: 'https', protocol: 'HTTPS' }];

/** A ServiceEntry for `api.example.com` on port 443, with other fields in its spec. */
export function entry(spec: Fields = {}, metadata: Meta = {}): Manifest {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'api', namespace: 'egress-system', ...metadata },
    spec: { hosts: ['api.example.com'], resolution: 'DNS', ports: PORTS, ...spec },
  };
}

/** An AuthorizationPolicy. */
export function policy(spec?: Fields, metadata: Meta = {}): Manifest {
  const name = { name: 'callers', namespace: 'egress-system' };
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { ...name, ...metadata }, spec };
}

/** A PeerAuthentication. */
export function peers(spec?: Fields, metadata: Meta = {}): Manifest {
  const name = { name: 'strict', namespace: 'egress-system' };
  return { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { ...name, ...metadata }, spec };
}

/** The objects that the tests of a file have checked, and the results. */
const checked: { readonly object: Manifest; readonly istio: IstioVersion | undefined; readonly issues: string[] }[] = [];

/** What Istio reports about an object: `host spec.hosts[0]` for an error, `warning partial-wildcard spec.hosts[0]`. */
export function reported(object: Manifest, istio?: IstioVersion): string[] {
  const issues = judge(object, istio);
  checked.push({ object, istio, issues });
  return issues;
}

function judge(object: Manifest, istio: IstioVersion | undefined): string[] {
  return istioIssues(object, Platform.for({ istio }).capabilities).map(({ rule, severity, path }) => {
    return `${severity === 'error' ? '' : 'warning '}${rule.replace('istio/', '')} ${showPath(path)}`;
  });
}

/**
 * Tests that the tests of a file fail if any one check of some tables is removed. Call it after them.
 *
 * @param isOwn whether this file tests a check
 */
export function guardsEveryCheck<Spec>(tables: readonly IstioTable<Spec>[], isOwn = (_: IstioCheck<Spec>) => true): void {
  test('each check makes a test fail if it is removed', () => {
    const pass = () => checked.every(({ object, istio, issues }) => isDeepStrictEqual(judge(object, istio), issues));
    const checks = unguarded(
      tables.map((table) => table.checks),
      (check) => isOwn(check) && pass(),
    );
    expect(checks.map(({ rule, allowed }) => `${rule}: ${allowed}`)).toEqual([]);
  });
}
