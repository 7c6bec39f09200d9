import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkManifests } from '../../../lib/checks/check-manifests';
import type { Severities } from '../../../lib/checks/object/check-object';
import { objectName } from '../../../lib/core/format-finding';
import { showPath } from '../../../lib/core/path';
import { Platform, type PlatformVersions } from '../../../lib/core/platform';
import type { Manifest } from '../../../lib/manifests/manifest';
import { readManifests } from '../../../lib/manifests/read/read-manifests';
import { NOW } from '../../kit';

/** What a situation is checked with. */
export interface Circumstances {
  readonly platform?: PlatformVersions;
  readonly external?: readonly string[];
  readonly gatewayClasses?: readonly string[];
  readonly severities?: Severities;
  readonly platformNamespaces?: readonly string[];
}

/** The text of a file in `inputs/`: a situation that users met on real clusters. */
export function input(name: string): string {
  return readFileSync(join(__dirname, 'inputs', `${name}.yaml`), 'utf8');
}

/** What the constructs make of one host and the namespace of its callers: a situation without findings. */
export const COMPLETE = input('00-base');

/** The same without the network policies of the gateway, to which situations add objects: they have their own policies, or none. */
export const BASE = COMPLETE.split(/^---$/m)
  .filter((text) => !/^kind: NetworkPolicy$/m.test(text) || !/^ {2}name: exit/m.test(text))
  .join('---');

/** What the situations leave out: the base decides by a header, and most of their gateways and names are short. */
const LEFT_OUT: Severities = {
  'egress/client-asserted-header': 'off',
  'egress/gateway-reach': 'off',
  'egress/search-domain': 'off',
  'egress/unguarded-listener': 'off',
};

/** The findings in YAML texts that are checked together, each as `severity rule  Kind ns/name path`. */
export function judge(texts: readonly string[], circumstances: Circumstances = {}): string[] {
  return judgeObjects(manifestsIn(texts), circumstances);
}

/** The same for objects, such as those of the base without some of them. */
export function judgeObjects(objects: readonly Manifest[], { platform = {}, ...options }: Circumstances = {}): string[] {
  const severities: Severities = { ...LEFT_OUT, ...options.severities };
  const { findings } = checkManifests(objects, { ...options, platform: Platform.for(platform), now: NOW, severities });
  return findings.map(({ severity, rule, object, path }) => {
    return `${severity} ${rule}  ${object ? objectName(object) : ''} ${showPath(path)}`.trimEnd();
  });
}

/** The objects in YAML texts. */
export function manifestsIn(texts: readonly string[]): Manifest[] {
  const sources = texts.map((text, index) => ({ file: `${index}.yaml`, text }));
  return readManifests(sources).objects.map(({ manifest }) => manifest);
}
