import { createServer, type Server } from 'node:http';

const EVERY_MS = 100;

/** A server that opens WebSockets and returns their bytes, and that answers all other requests with a stream that never ends. */
export function serve(): Server {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const ticking = setInterval(() => response.write('data: tick\n\n'), EVERY_MS);
    response.on('close', () => clearInterval(ticking));
  });
  return server.on('upgrade', (_request, socket, head) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.write(head);
    socket.on('error', () => socket.destroy()).pipe(socket);
  });
}
