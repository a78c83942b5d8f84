const IDS = ['BTCUSDT', 'ETH/USDT', 'k'.repeat(300), 'SOLUSDT'];

/** The entity that change number `n` is about. */
export function idOf(n: number): string {
  return IDS[n % IDS.length]!;
}

/** What change number `n` writes, small and large in turn; `undefined` where it removes. */
export function change(n: number): { readonly n: number; readonly text: string } | undefined {
  return n % 11 === 10 ? undefined : { n, text: String.fromCharCode(97 + (n % 26)).repeat(n % 3 === 0 ? 300_000 : 10) };
}
