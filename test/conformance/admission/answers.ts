import assert from 'node:assert/strict';
import type { Bed, KubeObject } from '../bed';
import type { Attempt } from './attempts';

/** A user of the API server. */
export interface Who {
  readonly user: string;
  readonly groups?: readonly string[];
}

/** Somebody who may write everything, so that only admission refuses. */
export const WRITER: Who = { user: 'writer', groups: ['writers'] };
export const ARGO: Who = { user: 'argo', groups: ['writers'] };
export const ROOT: Who = { user: 'root', groups: ['system:masters'] };
export const KGATEWAY: Who = { user: 'system:serviceaccount:kgateway-system:kgateway', groups: ['writers'] };
export const CONTROLLER: Who = {
  user: 'system:serviceaccount:kube-system:namespace-controller',
  groups: ['system:serviceaccounts:kube-system', 'writers'],
};

/** Gives everything to the group of these users. */
export const RIGHTS: KubeObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'writers' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'writers' }],
};

const flagsOf = ({ user, groups = [] }: Who) => [`--as=${user}`, ...groups.map((group) => `--as-group=${group}`)];

/** What the API server says when somebody writes an object, without changing anything: empty if it accepts the object. */
export async function answer(bed: Bed, object: KubeObject, as: Who = WRITER): Promise<string> {
  // For its own validation, kubectl would first read the schemas of all kinds.
  const flags = ['--server-side', '--force-conflicts', '--dry-run=server', '--validate=false', ...flagsOf(as)];
  const { status, stderr } = await bed.cluster.kubectl(['apply', ...flags, '-f', '-'], JSON.stringify(object));
  return status === 0 ? '' : stderr;
}

/** The result of kubectl for somebody: empty if it succeeds. */
export async function kubectl(bed: Bed, as: Who, ...args: readonly string[]): Promise<string> {
  const { status, stderr } = await bed.cluster.kubectl([...args, ...flagsOf(as)]);
  return status === 0 ? '' : stderr;
}

/** How attempts are judged. */
export interface Judgement {
  /** @default WRITER */
  readonly as?: Who;
  /** What each refusal must also contain, such as who refuses. @default - nothing */
  readonly by?: string;
}

/** The attempts with another verdict than expected, each with the answer. */
export async function differences(bed: Bed, attempts: readonly Attempt[], { as, by = '' }: Judgement = {}): Promise<string[]> {
  const wrong: string[] = [];
  for (const [title, object, message] of attempts) {
    const got = await answer(bed, object, as);
    const isExpected = message === undefined ? got === '' : got.includes(message) && got.includes(by);
    if (!isExpected) wrong.push(`${title}: ${got || 'accepted'}`);
  }
  return wrong;
}

/** Makes attempts, and compares all verdicts at once. */
export async function judge(bed: Bed, attempts: readonly Attempt[], judgement?: Judgement): Promise<void> {
  assert.deepEqual(await differences(bed, attempts, judgement), []);
}
