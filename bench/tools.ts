import { join } from 'node:path';
import { provideGo } from '../test/conformance/bed/provision/go';
import { type GoToolSet, pinnedVersion } from '../test/conformance/bed/provision/tool-sets';
import { provideWheels } from '../test/conformance/bed/provision/wheels';

/** The other tools with their paths. Tools that are not available are undefined. */
export interface Tools {
  readonly helm: Tool | undefined;
  readonly kubeconform: Tool | undefined;
  readonly jsonnet: Tool | undefined;
  /** The folder of the Python packages. */
  readonly kcl: Tool | undefined;
  /** Why some are not available. */
  readonly missing: readonly string[];
}

/** One of the other tools. */
export interface Tool {
  readonly path: string;
  /** Its name and pinned version. */
  readonly title: string;
}

const MODULES: Readonly<Record<'helm' | 'kubeconform' | 'jsonnet', string>> = {
  helm: 'helm.sh/helm/v4',
  kubeconform: 'github.com/yannh/kubeconform',
  jsonnet: 'github.com/google/go-jsonnet',
};

/** Builds or downloads the tools into the cache, unless they exist. The quick benchmark compares with Helm and kubeconform only. */
export async function provideTools(quick: boolean): Promise<Tools> {
  const missing: string[] = [];
  const attempt = async (name: string, provide: () => Promise<Tool>) => {
    try {
      return await provide();
    } catch (error) {
      missing.push(`${name}: ${String(error).split('\n')[0]}`);
      return undefined;
    }
  };
  const helm = await attempt('helm', () => goTool('helm'));
  const kubeconform = await attempt('kubeconform', () => goTool('kubeconform'));
  const jsonnet = quick ? undefined : await attempt('go-jsonnet', () => goTool('jsonnet'));
  const kcl = quick ? undefined : await attempt('KCL', kclLibrary);
  return { helm, kubeconform, jsonnet, kcl, missing };
}

async function goTool(name: keyof typeof MODULES): Promise<Tool> {
  const programs = { [name]: `${MODULES[name]}/cmd/${name}` };
  const set: GoToolSet = { name, programs, home: '../../../bench/modules' };
  const folder = await provideGo(set);
  return { path: join(folder, 'bin', name), title: `${name} ${pinnedVersion(set, MODULES[name])}` };
}

async function kclLibrary(): Promise<Tool> {
  return { path: await provideWheels('kcl', join(__dirname, 'kcl.txt')), title: 'KCL 0.13.2' };
}
