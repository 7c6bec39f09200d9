import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Something that the machine needs before the bed can be built or run. */
interface Requirement {
  readonly name: string;
  /** How to install it. */
  readonly fix: string;
  /** Whether the machine has it. */
  readonly met: () => boolean;
  /** The Debian package that has it, if the suite may install it. */
  readonly package?: string;
}

/** The output of a command, or undefined if it is missing or fails. */
function output(command: string, ...args: string[]): string | undefined {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  return run.status === 0 ? run.stdout + run.stderr : undefined;
}

/** Whether `command args` prints a version of at least `major.minor`. */
function atLeast(wanted: readonly [number, number], command: string, ...args: string[]): boolean {
  const found = /(\d+)\.(\d+)/.exec(output(command, ...args) ?? '');
  if (!found) return false;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
}

const NAMESPACES = ['--user', '--map-root-user', '--net', '--mount', '--pid', '--mount-proc', '--fork', '--kill-child'];

/** A command of kube-router, kube-proxy or cases. Their packages are small, and have the same name on most systems. */
function debian(name: string): Requirement {
  const fix = `install ${name} with your package manager (as root, the suite does so where apt-get exists)`;
  return { name: `the ${name} command`, fix, package: name, met: () => output(name, '--version') !== undefined };
}

const REQUIREMENTS: readonly Requirement[] = [
  {
    name: 'Linux',
    fix: 'run the suite on Linux (a virtual machine is enough): it needs network and mount namespaces',
    met: () => process.platform === 'linux',
  },
  {
    name: 'Go 1.26 or newer',
    fix: 'install it from https://go.dev/dl and put its bin folder on the PATH',
    met: () => atLeast([1, 26], 'go', 'version'),
  },
  {
    name: 'Python 3.11 or newer',
    fix: 'install python3 with your package manager and put it on the PATH',
    met: () => atLeast([3, 11], 'python3', '--version'),
  },
  {
    name: 'pip for that Python',
    fix: 'run "python3 -m ensurepip", or install python3-pip with your package manager',
    package: 'python3-pip',
    met: () => output('python3', '-m', 'pip', '--version') !== undefined,
  },
  {
    name: 'user namespaces',
    fix:
      'allow them: "sysctl -w kernel.unprivileged_userns_clone=1" (Debian), ' +
      '"sysctl -w kernel.apparmor_restrict_unprivileged_userns=0" (Ubuntu), and have unshare (util-linux 2.36 or newer)',
    met: () => output('unshare', ...NAMESPACES, 'true') !== undefined,
  },
  { name: 'the ip command', fix: 'install iproute2 with your package manager', met: () => output('ip', '-V') !== undefined },
  debian('iptables'),
  debian('ipset'),
  debian('curl'),
  {
    name: 'netfilter on bridges',
    fix: 'load it: "modprobe br_netfilter"',
    met: () => existsSync('/proc/sys/net/bridge/bridge-nf-call-iptables'),
  },
  { name: 'openssl', fix: 'install openssl with your package manager', met: () => output('openssl', 'version') !== undefined },
];

/** The options of `unshare` that isolate a run. */
export const UNSHARE_OPTIONS: readonly string[] = NAMESPACES;

/** Installs the missing Debian packages, if this is possible. */
function installPackages(missing: readonly Requirement[]): void {
  const packages = missing.flatMap((one) => one.package ?? []);
  if (packages.length === 0 || process.getuid?.() !== 0 || output('apt-get', '--version') === undefined) return;
  console.log(`installing ${packages.join(' and ')} with apt-get`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]) {
    const { status, stderr } = spawnSync('apt-get', args, { encoding: 'utf8', env });
    if (status !== 0) console.error(`apt-get ${args.join(' ')} failed: ${stderr.trim()}`);
  }
}

/**
 * Checks the machine, and installs the packages that it may install.
 *
 * @throws Error with each missing requirement and how to install it
 */
export function checkRequirements(): void {
  installPackages(REQUIREMENTS.filter((requirement) => !requirement.met()));
  const missing = REQUIREMENTS.filter((requirement) => !requirement.met());
  if (missing.length === 0) return;
  const lines = missing.map(({ name, fix }) => `  ${name}: ${fix}`);
  throw new Error(`The conformance suite cannot run on this machine. Missing:\n${lines.join('\n')}`);
}
