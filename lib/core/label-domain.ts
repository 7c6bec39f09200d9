import type { Construct } from 'constructs';
import { type ApprovalKeys, approvalKeys, DEFAULT_APPROVAL_KEYS } from './labels';
import { isKubernetesDnsSubdomain } from './net/dns';

const CONTEXT = 'cdk8s-egress/label-domain';

/** Whether a value can be a label domain: a DNS subdomain that Kubernetes does not reserve for itself. */
export function isLabelDomain(given: unknown): given is string {
  return isKubernetesDnsSubdomain(given) && !/(^|\.)(kubernetes|k8s)\.io$/.test(given);
}

/** How to correct a malformed label domain. */
export const LABEL_DOMAIN = {
  allowed: 'a DNS subdomain such as acme.io (a-z, 0-9, - and ., at most 253 characters), other than kubernetes.io and k8s.io',
  fix: 'write the domain without a scheme and without a slash',
} as const;

/** The names of the label and the annotations of approvals below `scope`. */
export function approvalKeysOf(scope: Construct): ApprovalKeys {
  const domain: unknown = scope.node.tryGetContext(CONTEXT);
  return isLabelDomain(domain) ? approvalKeys(domain) : DEFAULT_APPROVAL_KEYS;
}

/** Sets the label domain for everything below `scope`. Call it before the first child is created. */
export function setLabelDomain(scope: Construct, domain: string): void {
  scope.node.setContext(CONTEXT, domain);
}
