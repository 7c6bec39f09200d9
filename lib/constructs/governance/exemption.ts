import { celOf } from './policy-parts';

/** Users and groups to whom rules about the platform do not apply. */
export interface Exemption {
  /** Names of users, such as `system:serviceaccount:argocd:argocd-application-controller`. @default - none */
  readonly users?: readonly string[];
  /** Names of groups, such as `platform-team`. @default - none */
  readonly groups?: readonly string[];
}

/** The controllers of Kubernetes, where they have no service accounts of their own, and the one of kgateway, which makes gateways. */
const PLATFORM_USERS = ['system:kube-controller-manager', 'system:serviceaccount:kgateway-system:kgateway'];
/** Administrators, who could remove the policies as well, and the controllers of Kubernetes. */
const PLATFORM_GROUPS = ['system:masters', 'kubeadm:cluster-admins', 'system:serviceaccounts:kube-system'];

/** Whether the request is by one of these users or groups, as CEL. In the background, nobody makes a request. */
export function isBy({ users = [], groups = [] }: Exemption): string {
  const byUser = `has(request.userInfo.username) && request.userInfo.username in ${celOf(users)}`;
  const byGroup = `has(request.userInfo.groups) && request.userInfo.groups.exists(group, group in ${celOf(groups)})`;
  const ways = [...(users.length > 0 ? [byUser] : []), ...(groups.length > 0 ? [byGroup] : [])];
  return ways.length === 0 ? 'false' : ways.map((way) => `(${way})`).join(' || ');
}

/** The condition that a policy does not apply to the platform and to those who are exempt. */
export function notExempt({ users = [], groups = [] }: Exemption) {
  const all = { users: [...PLATFORM_USERS, ...users], groups: [...PLATFORM_GROUPS, ...groups] };
  return notBy('not-by-the-platform', all);
}

/** The condition that a policy does not apply to these users and groups. */
export function notBy(name: string, who: Exemption) {
  return { name, expression: `!(${isBy(who)})` };
}

/** The controllers of Kubernetes and the API server itself, which write the addresses of pods and nodes. */
export const NOT_BY_CONTROLLERS = notBy('not-by-the-controllers', {
  users: ['system:kube-controller-manager', 'system:apiserver'],
  groups: ['system:serviceaccounts:kube-system'],
});
