// A Kafka broker that only tells which brokers there are, and which one it is. By these names clients go from the first broker to
// the others. See https://kafka.apache.org/protocol: Metadata and FindCoordinator, both in version 0.
import { createServer, type Server } from 'node:net';

/** A broker, by the name that it advertises. */
export interface Broker {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

/** What a broker knows. */
export interface KafkaOptions {
  readonly self: Broker;
  readonly brokers: readonly Broker[];
}

const METADATA = 3;

const int16 = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255]);
const int32 = (value: number): Buffer => Buffer.concat([int16(value >> 16), int16(value)]);
const text = (value: string): Buffer => Buffer.concat([int16(value.length), Buffer.from(value)]);
const named = ({ id, host, port }: Broker): Buffer => Buffer.concat([int32(id), text(host), int32(port)]);

/** The response to a request without its length: the kind, its version, a number to repeat, and more. */
function responseTo(request: Buffer, { self, brokers }: KafkaOptions): Buffer {
  const list = Buffer.concat([int32(brokers.length), ...brokers.map(named), int32(0)]);
  const body = request.readInt16BE(0) === METADATA ? list : Buffer.concat([int16(0), named(self)]);
  const response = Buffer.concat([request.subarray(4, 8), body]);
  return Buffer.concat([int32(response.length), response]);
}

/** The broker. */
export function serve(options: KafkaOptions): Server {
  return createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const end = 4 + received.readInt32BE(0);
        socket.write(responseTo(received.subarray(4, end), options));
        received = received.subarray(end);
      }
    });
  });
}
