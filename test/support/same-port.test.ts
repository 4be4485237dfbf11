// A pair of sockets at one port, where others hold ports of their own.
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { bindBoth } from './same-port.ts';

const ADDRESS = '127.0.0.1';
const make = () => ({ tcp: createServer(), udp: createSocket('udp4') });

test('where the other half is taken, another port is tried', async () => {
  const holders: Socket[] = [];
  let pairs = 0;
  // The first three are given ports whose half somebody takes in between.
  const first = () => {
    const pair = make();
    if ((pairs += 1) > 3) return pair;
    const bind = pair.udp.bind.bind(pair.udp) as (port: number, address: string) => Socket;
    pair.udp.bind = ((port: number, address: string) => {
      const holder = createSocket('udp4');
      holders.push(holder);
      holder.bind(port, address, () => bind(port, address));
      return pair.udp;
    }) as Socket['bind'];
    return pair;
  };
  const { tcp, udp, port } = await bindBoth(first, ADDRESS);
  assert.deepEqual([pairs, udp.address().port], [4, port]);
  for (const each of [tcp, udp, ...holders]) each.close();
});

test('a port that was asked for and is taken is told, not waited for', async () => {
  const holder = createSocket('udp4');
  await new Promise<void>((resolve) => holder.bind(0, ADDRESS, resolve));
  await assert.rejects(bindBoth(make, ADDRESS, holder.address().port), { code: 'EADDRINUSE' });
  holder.close();
});
