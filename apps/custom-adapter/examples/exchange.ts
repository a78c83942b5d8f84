import { addExchange, SystemClock } from 'tradewright';
import { exchangeOf } from '../src/exchange-of.ts';
import { Generator, wave } from '../src/generator.ts';

/** Put another source of `src` here, or yours. */
addExchange(exchangeOf('waves', new Generator(wave, new SystemClock())));
