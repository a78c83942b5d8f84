interface PortText {
  /** Ends the names of class and file. */
  readonly suffix: string;
  readonly suite: string;
  readonly does: string;
  /** The middle of the README's example, for an adapter called `adapter`. */
  readonly example: string;
}

/** The ports of core that have a suite and are worth a package; a rule or a sizer is one function. Each has its templates in `files/<port>`. */
export const PORTS = {
  'candle-source': {
    suffix: 'source',
    suite: 'candleSourceCases',
    does: 'candles of the past',
    example: `for await (const page of adapter.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2024, 0, 2) })) console.log(page.length);`,
  },
  'candle-feed': {
    suffix: 'feed',
    suite: 'candleFeedCases',
    does: 'closed candles as they come',
    example: `for await (const candle of adapter.candles({ symbol: 'BTCUSDT', interval: '1m', fromMs: Date.now() - 600_000 })) {
  console.log(candle);
  break;
}`,
  },
  'candle-store': { suffix: 'candle-store', suite: 'candleStoreCases', does: 'closed candles, kept', example: `console.log(await adapter.series());\nawait adapter.close();` },
  'state-store': { suffix: 'state-store', suite: 'stateStoreCases', does: 'state that survives', example: `console.log(await adapter.load(['run:1']));\nawait adapter.close();` },
  broker: { suffix: 'broker', suite: 'brokerCases', does: 'orders, executed', example: `console.log(await adapter.find('order-1'));\nawait adapter.close();` },
  clock: { suffix: 'clock', suite: 'clockCases', does: 'time, rest and breath', example: `console.log(new Date(adapter.nowMs()));` },
} as const satisfies Readonly<Record<string, PortText>>;

export type Port = keyof typeof PORTS;

export function isPort(text: string): text is Port {
  return Object.hasOwn(PORTS, text);
}
