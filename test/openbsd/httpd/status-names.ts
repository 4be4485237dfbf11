// The names httpd(8) gives its status codes.
import { STATUS_CODES } from 'node:http';

const OTHERS: Readonly<Record<number, string>> = { 207: 'Multi-status', 418: "I'm a teapot", 420: 'Enhance Your Calm' };

export function statusName(status: number): string {
  return OTHERS[status] ?? STATUS_CODES[status] ?? 'Unknown Error';
}
