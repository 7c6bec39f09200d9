import { fork } from 'node:child_process';
import { UNSHARE_OPTIONS } from './provision/requirements';

/**
 * Runs a TypeScript program isolated in new user, network, mount and PID namespaces. It listens on no address of the machine.
 * When it ends, the kernel ends all processes that it started. Resolves with the last message that it sent.
 *
 * @throws Error if the program fails
 */
export function runAlone<T>(program: string, args: readonly string[]): Promise<T> {
  const execArgv = [...UNSHARE_OPTIONS, process.execPath, '--import', require.resolve('tsx')];
  const child = fork(program, [...args], { execPath: 'unshare', execArgv });
  const end = (): boolean => child.kill('SIGKILL');
  // The program also watches the channel, so that it ends if this process is killed.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      end();
      process.exit(1);
    });
  }
  return new Promise((resolve, reject) => {
    let last: T | undefined;
    child.on('message', (message) => {
      last = message as T;
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 && last !== undefined ? resolve(last) : reject(new Error(`the bed ended early (exit code ${code})`)),
    );
  });
}
