import { expect, it, vi } from 'vitest';
import { Interrupt } from './interrupt.ts';

it('an interrupt tells everybody who listens, once', () => {
  const interrupt = new Interrupt();
  const [one, other, gone] = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
  for (const listener of [one, other, gone]) interrupt.addEventListener('abort', listener);
  interrupt.removeEventListener('abort', gone);
  expect(interrupt.aborted).toBe(false);
  interrupt.abort();
  interrupt.abort();
  expect([interrupt.aborted, one.mock.calls.length, other.mock.calls.length, gone.mock.calls.length]).toEqual([true, 1, 1, 0]);
});

it('who leaves or ends something while it is being told does not keep others from hearing of it', () => {
  const interrupt = new Interrupt();
  const last = vi.fn<() => void>();
  interrupt.addEventListener('abort', () => interrupt.removeEventListener('abort', last));
  interrupt.addEventListener('abort', () => interrupt.abort());
  interrupt.addEventListener('abort', last);
  interrupt.abort();
  expect(last).toHaveBeenCalledOnce();
});
