import type { AnswerFault } from './fault.ts';

type Shape = Extract<AnswerFault, { kind: 'shape' }>['shape'];

export const GARBAGE = '[[1690848000000,"1.37","1.3';
export const HTML = '<!DOCTYPE html><html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>cloudfront</center></body></html>';

/** JSON, but not what was asked for. */
export function misshapen(body: unknown, shape: Shape): unknown {
  switch (shape) {
    case 'object':
      return {};
    case 'null':
      return null;
    case 'number':
      return 42;
    case 'texts':
      return rowsOf(body).map((row) => row.map(() => 'unavailable'));
    case 'short-rows':
      return rowsOf(body).map((row) => row.slice(0, 3));
  }
}

/** The rows of an answer; one, if it has none. */
function rowsOf(body: unknown): readonly (readonly unknown[])[] {
  const rows = Array.isArray(body) ? body.filter((row): row is unknown[] => Array.isArray(row)) : [];
  return rows.length > 0 ? rows : [[0, '0', '0', '0', '0', '0']];
}

/** What Binance says to a status. */
export function statusBody(status: number): { readonly code: number; readonly msg: string } {
  if (status === 429) return { code: -1003, msg: 'Too many requests; current limit of IP(127.0.0.1) is 6000 requests per minute. Please use the websocket for live updates to avoid polling the API.' };
  if (status === 418) return { code: -1003, msg: 'Way too many requests; IP(127.0.0.1) banned. Please use WebSocket Streams for live updates to avoid bans.' };
  if (status === 503) return { code: -1008, msg: 'Server is currently overloaded with other requests. Please try again in a few minutes.' };
  return { code: -1000, msg: 'An unknown error occurred while processing the request.' };
}
