import { SourceError, type CancelSignal, type Clock } from '@tradewright/core';

const MOST_ATTEMPTS = 4;
const TIMEOUT_MS = 10_000;

/**
 * What `read` makes of an answer, which is JSON. Told to slow down (429), it waits as long as it is told to and asks again.
 *
 * @throws {SourceError} `http/status` for a refusal, `http/failed` when nothing came in time, or nothing that `read` can use
 */
export async function askPolitely<T>(url: string, read: (answer: unknown) => T, clock: Clock, cancel?: CancelSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(url, read, clock, cancel);
    if ('value' in answer) return answer.value;
    const { status, retryAfterMs } = answer;
    if (status !== 429 || attempt === MOST_ATTEMPTS) throw new SourceError('http/status', `${url} answered ${status}.`, { retryable: status === 429 || status >= 500 });
    await clock.sleep(retryAfterMs, cancel);
  }
}

type Answer<T> = { readonly value: T } | { readonly status: number; readonly retryAfterMs: number };

async function ask<T>(url: string, read: (answer: unknown) => T, clock: Clock, cancel: CancelSignal | undefined): Promise<Answer<T>> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  const callOff = clock.after(TIMEOUT_MS, abort);
  cancel?.addEventListener('abort', abort);
  try {
    // A signal that was aborted before says nothing more.
    if (cancel?.aborted === true) abort();
    const response = await fetch(url, { signal: stop.signal });
    if (response.ok) return { value: read(await response.json()) };
    // An answer nobody reads would keep its connection.
    await response.body?.cancel();
    return { status: response.status, retryAfterMs: 1000 * (Number(response.headers.get('retry-after')) || 1) };
  } catch (cause) {
    throw new SourceError('http/failed', `${url} gave no answer that can be used: ${String(cause)}`, { cause, retryable: true });
  } finally {
    callOff();
    cancel?.removeEventListener('abort', abort);
  }
}
