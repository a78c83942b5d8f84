import { filter, map, merge, of, Subject, take, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { thenable, throwText } from '../test/world.ts';
import { Emitter } from './emitter.ts';

/** An emitter, and what it reports. */
function made<T = number>(): { readonly emitter: Emitter<T, string>; readonly reports: unknown[] } {
  const reports: unknown[] = [];
  return { emitter: new Emitter<T, string>((error, origin) => void reports.push(origin === null ? error : [error, origin])), reports };
}

const fail = (): never => throwText('broke');

describe('an emitter', () => {
  it('hands events to functions and observers alike, until they unsubscribe', () => {
    const { emitter } = made();
    const heard: string[] = [];
    const one = emitter.subscribe((n) => void heard.push(`one ${n}`));
    emitter.subscribe({ next: (n) => void heard.push(`two ${n}`) });
    emitter.subscribe();
    emitter.next(1);
    one.unsubscribe();
    emitter.next(2);
    expect(heard).toEqual(['one 1', 'two 1', 'two 2']);
  });

  it('connects a function, and calls one once', () => {
    const { emitter } = made();
    const heard: string[] = [];
    const off = emitter.connect((n) => void heard.push(`connect ${n}`));
    emitter.once((n) => void heard.push(`once ${n}`));
    const never = emitter.once(() => void heard.push('never'));
    never();
    emitter.next(1);
    emitter.next(2);
    off();
    emitter.next(3);
    expect(heard).toEqual(['connect 1', 'once 1', 'connect 2']);
  });

  it('promises the next event', async () => {
    const { emitter } = made();
    const [first, same] = [emitter.toPromise(), emitter.toPromise()];
    emitter.next(1);
    const second = emitter.toPromise();
    emitter.next(2);
    expect(await Promise.all([first, same, second])).toEqual([1, 1, 2]);
  });

  it('hands a later event to nobody before everybody has heard of the earlier one', () => {
    const { emitter } = made();
    const heard: string[] = [];
    emitter.subscribe((n) => {
      heard.push(`one ${n}`);
      if (n === 1) {
        emitter.next(2);
        emitter.next(3);
      }
    });
    emitter.subscribe((n) => void heard.push(`two ${n}`));
    emitter.next(1);
    expect(heard).toEqual(['one 1', 'two 1', 'one 2', 'two 2', 'one 3', 'two 3']);
  });

  it('knows whose event it is while it hands it out, also of those sent meanwhile', () => {
    const { emitter } = made();
    const heard: unknown[] = [];
    emitter.subscribe((n) => {
      heard.push([n, emitter.origin]);
      if (n === 1) {
        emitter.hand(2, 'b');
        emitter.next(3);
      }
    });
    emitter.hand(1, 'a');
    expect([heard, emitter.origin]).toEqual([[[1, 'a'], [2, 'b'], [3, null]], null]);
  });

  it('counts who wants everything, not who asks modestly', () => {
    const { emitter } = made();
    emitter.subscribeModestly(() => undefined);
    expect([emitter.demanded, emitter.observed]).toEqual([false, true]);
    const piped = emitter.pipe(map((n) => n)).subscribe(() => undefined);
    const once = emitter.once(() => undefined);
    expect(emitter.demanded).toBe(true);
    piped.unsubscribe();
    piped.unsubscribe();
    once();
    expect(emitter.demanded).toBe(false);
  });
});

describe('with the operators of RxJS', () => {
  it('an emitter is a stream like any other', () => {
    const { emitter } = made();
    const heard: unknown[] = [];
    emitter.pipe(filter((n) => n % 2 === 1), map((n) => n * 10), take(2)).subscribe((n) => void heard.push(n));
    emitter.asObservable().pipe(take(2), toArray()).subscribe((all) => void heard.push(all));
    merge(emitter, of(0)).pipe(take(2)).subscribe((n) => void heard.push(`merged ${n}`));
    for (const n of [1, 2, 3, 5]) emitter.next(n);
    expect(heard).toEqual(['merged 0', 10, 'merged 1', [1, 2], 30]);
    expect(emitter.observed).toBe(false);
  });

  it('leaving a piped stream leaves the emitter', () => {
    const { emitter } = made();
    const subscription = emitter.pipe(map((n) => n), filter(() => true)).subscribe(() => undefined);
    expect(emitter.observed).toBe(true);
    subscription.unsubscribe();
    expect([emitter.observed, emitter.demanded]).toEqual([false, false]);
  });

  it('its subscribers hear of its end', () => {
    const { emitter } = made();
    const heard: string[] = [];
    emitter.subscribe({ complete: () => void heard.push('complete') });
    emitter.pipe(toArray()).subscribe({ next: (all) => void heard.push(all.join()), complete: () => void heard.push('piped') });
    emitter.next(1);
    emitter.end();
    emitter.next(2);
    expect(heard).toEqual(['complete', '1', 'piped']);
  });

  it('a stream that is piped into it ends nothing, however it ends', () => {
    const { emitter, reports } = made();
    const heard: number[] = [];
    emitter.subscribe((n) => void heard.push(n));
    of(1).subscribe(emitter);
    const broken = new Subject<number>();
    broken.subscribe(emitter);
    broken.error('broke');
    emitter.next(2);
    expect([heard, reports]).toEqual([[1, 2], ['broke']]);
  });
});

describe('a subscriber that fails', () => {
  const ways: [string, (emitter: Emitter<number, string>) => void][] = [
    ['a function', (emitter) => emitter.subscribe(fail)],
    ['an observer', (emitter) => emitter.subscribe({ next: fail })],
    ['an async function', (emitter) => emitter.subscribe(async () => fail() as void)],
    ['a function with somebody’s promise', (emitter) => emitter.subscribe(() => thenable((_done, no) => no('broke' as unknown as Error)) as void)],
    ['connect', (emitter) => emitter.connect(fail)],
    ['once', (emitter) => emitter.once(fail)],
    ['an operator', (emitter) => emitter.pipe(map(fail)).subscribe(() => undefined)],
    ['an operator without a subscriber’s function', (emitter) => emitter.pipe(tap(fail)).subscribe()],
    ['a late operator', (emitter) => emitter.pipe(map((n) => n), filter(fail), take(1)).subscribe(() => undefined)],
    ['behind an operator', (emitter) => emitter.pipe(map((n) => n)).subscribe(fail)],
    ['behind asObservable', (emitter) => emitter.asObservable().subscribe(fail)],
    ['in its handling of errors', (emitter) => emitter.pipe(map(() => throwText('other'))).subscribe({ error: fail })],
  ];

  it.each(ways)('is told, with whose event it was, and keeps nobody else from hearing: %s', async (_way, subscribe) => {
    const { emitter, reports } = made();
    const heard: number[] = [];
    subscribe(emitter);
    emitter.subscribe((n) => void heard.push(n));
    emitter.hand(1, 'a run');
    emitter.next(2);
    // What RxJS could not get rid of it would throw from a timer, which ends the process: this test would fail.
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect([heard, reports[0]]).toEqual([[1, 2], ['broke', 'a run']]);
  });

  it('at its end is told as well', () => {
    const { emitter, reports } = made();
    emitter.subscribe({ complete: fail });
    emitter.end();
    expect(reports).toEqual(['broke']);
  });

  it('handles the errors of its own stream, and then nobody else is told', () => {
    const { emitter, reports } = made();
    const heard: unknown[] = [];
    emitter.pipe(map(fail)).subscribe({ error: (error) => void heard.push(error) });
    emitter.next(1);
    expect([heard, reports]).toEqual([['broke'], []]);
  });
});
