// What the watch daemon does not do unless it is told twice.
import { BlockList, isIPv6 } from 'node:net';
import { formatEndpoint } from '../formats/endpoint.ts';
import type { WatchConfig } from '../model/config.ts';
import { Failure } from '../model/failure.ts';
import type { CommandContext } from './command-context.ts';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** It talks to the internet all day and needs no rights: throws Failure for root. */
export function refuseRoot({ options }: CommandContext): void {
  if (process.getuid?.() !== 0 || options.allowRoot) return;
  throw new Failure([{ code: 'watch-refused', message: 'stsctl watch needs no rights of root', unchanged: 'nothing is watched', next: 'doas -u _stsctl stsctl watch, or set it up as a daemon: stsctl setup-daemon' }]);
}

/** The page has no login: throws Failure for an address that other machines reach. */
export function refuseExposed({ listen, allowRemote }: WatchConfig, { options }: CommandContext): void {
  if (options.allowRemote || allowRemote || LOOPBACK.check(listen.address, isIPv6(listen.address) ? 'ipv6' : 'ipv4')) return;
  throw new Failure([{ code: 'watch-refused', message: `${formatEndpoint(listen)} is reached by other machines, and whoever reaches the status page reads it`, unchanged: 'nothing is watched', next: 'listen on 127.0.0.1 and put relayd(8) in front, or say: --allow-remote, or allow_remote = yes in [watch]' }]);
}
