/** What `--help` says. */
export const USAGE = `Finds what the cluster would refuse, ignore or misread in Kubernetes manifests for egress.

usage: cdk8s-egress check [FILE|DIR|-]... [options]

  FILE, DIR, -     YAML or JSON; a folder with all below it; the standard input (also when nothing is named)
  --format F       text (default), json, sarif, github
  --platform P     versions of the cluster, such as kgateway=2.3,kyvernoAuthz=0.4,kyverno=1.19,istio=1.29
  --severity R=S   a rule's severity: off, info, warning, error; once per rule
  --external O     'Kind namespace/name' of an object that another repository owns; once per object
  --now DATE       the instant at which approvals are judged
  --help, --version

exit code: 0 clean, 1 errors or warnings, 2 input that can't be used or a wrong command line
`;
