import { expect, it } from 'vitest';
import { StoreNews, type StoreWord } from './store-news.ts';

const word = (message: string): StoreWord => ({ message, retry: null });

it('what a store said before anybody listened is told first, and once', () => {
  const [news, first, second] = [new StoreNews(), [] as string[], [] as string[]];
  news.tell(word('a'));
  news.tell(word('b'));
  news.listen(({ message }) => first.push(message));
  news.tell(word('c'));
  news.listen(({ message }) => second.push(message));
  news.tell(word('d'));
  expect({ first, second }).toEqual({ first: ['a', 'b', 'c'], second: ['d'] });
});
