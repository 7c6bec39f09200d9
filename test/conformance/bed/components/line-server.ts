import { createServer, type Server } from 'node:net';

/** A server that greets, and returns each line with its name. So it serves clients that wait for the server, and those that begin. */
export function lineServer(name: string): Server {
  return createServer((socket) => {
    let rest = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) socket.write(`${name}: ${line}\n`);
    });
    socket.write(`${name} ready\n`);
  });
}
