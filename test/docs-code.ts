import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NOW_SECONDS, ROOT } from './child';

/** A fenced block of a page. */
export interface Block {
  /** The page and the line where the block begins: `README.md:57`. */
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

/** The pages for users and contributors, by their path in the repository. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`)
    .sort(),
];

export const pageText = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  const text = pageText(page);
  return [...text.matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)].map(({ index, 1: language = '', 2: code = '' }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    language,
    code,
  }));
}

/** Whether a block is a whole program, and not a piece of one. */
export const isProgram = ({ code }: Block): boolean => code.includes('app.synth();');

/** Pieces inserted where the page asks readers to put them: before the program synthesizes. Each has a scope of its own. */
export function completed(pieces: readonly Block[], program: Block): string {
  const isImport = (line: string) => line.startsWith('import ');
  const lines = pieces.map(({ code }) => code.split('\n'));
  const imports = new Set(lines.flatMap((all) => all.filter(isImport)));
  const bodies = lines.map((all) => `{\n${all.filter((line) => !isImport(line)).join('\n')}}\n`);
  return [...imports, program.code.replace('app.synth();', () => `${bodies.join('')}app.synth();`)].join('\n');
}

/** A folder that looks like a project with the package installed: `cdk8s-egress` is this repository. */
export class Folder {
  private readonly path = mkdtempSync(join(tmpdir(), 'docs-'));

  constructor() {
    symlinkSync(join(ROOT, 'node_modules'), join(this.path, 'node_modules'));
    const paths = {
      'cdk8s-egress': [join(ROOT, 'lib/index.ts')],
      'cdk8s-egress/simulate': [join(ROOT, 'lib/simulate/index.ts')],
      'cdk8s-egress/*': [join(ROOT, '*')],
    };
    const compilerOptions = { paths, noUnusedLocals: false, rootDir: '/' };
    writeFileSync(
      join(this.path, 'tsconfig.json'),
      JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'] }),
    );
  }

  /** @returns the name of the file */
  public write(name: string, code: string): string {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), code);
    return name;
  }

  /** The errors that the compiler reports for the files. */
  public typeErrors(): string {
    return this.node(join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.').stdout;
  }

  /** Runs a file as a user does. `files` are those written to dist/. */
  public run(program: string): { status: number | null; stderr: string; files: Record<string, string> } {
    const dist = join(this.path, 'dist');
    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist);
    const { status, stderr } = this.node('--require', 'tsx/cjs', program);
    const names = readdirSync(dist, { withFileTypes: true }).filter((entry) => entry.isFile());
    const files = names.map(({ name }) => [name, readFileSync(join(dist, name), 'utf8')]);
    return { status, stderr, files: Object.fromEntries(files) };
  }

  public remove(): void {
    rmSync(this.path, { recursive: true });
  }

  private node(...args: string[]) {
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(NOW_SECONDS) };
    return spawnSync(process.execPath, args, { cwd: this.path, env, encoding: 'utf8' });
  }
}
