import { createHmac } from 'node:crypto';
import { refused, type Answer, type Asked, type Floor, type Route } from './answer.ts';

/** A route that wants a key, and a signature where the account's secret is known. */
export function signed(answer: (floor: Floor) => Answer): Route {
  return { weight: 1, answer: (floor, asked) => refusal(floor, asked) ?? answer(floor) };
}

function refusal({ account }: Floor, { apiKey, query, queryText }: Asked): Answer | undefined {
  if (!apiKey) return refused(-2014, 'API-key format invalid.', 401);
  if (account.refused === true || (account.apiKey !== undefined && account.apiKey !== apiKey)) return refused(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
  for (const name of ['timestamp', 'signature'] as const) {
    if (!query.get(name)) return refused(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
  }
  if (account.secret === undefined) return undefined;
  const told = queryText.replace(/&?signature=[^&]*/, '');
  const expected = createHmac('sha256', account.secret).update(told).digest('hex');
  return query.get('signature') === expected ? undefined : refused(-1022, 'Signature for this request is not valid.');
}
