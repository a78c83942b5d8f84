import { ok, type Floor, type Route } from './answer.ts';
import { klinesRoute } from './klines-route.ts';
import { signed } from './signed.ts';
import { exchangeInfoRoute, noMarkets } from './symbols-route.ts';

const ping: Route = { weight: 1, answer: () => ok({}) };
const time: Route = { weight: 1, answer: (_floor, { nowMs }) => ok({ serverTime: nowMs }) };

/** All that is answered, by path. */
export const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/api/v3/ping', ping],
  ['/api/v3/time', time],
  ['/api/v3/exchangeInfo', exchangeInfoRoute('spot')],
  ['/api/v3/klines', klinesRoute('spot', 1000)],
  ['/api/v3/uiKlines', klinesRoute('spot', 1000)],
  ['/fapi/v1/ping', ping],
  ['/fapi/v1/time', time],
  ['/fapi/v1/exchangeInfo', exchangeInfoRoute('linear')],
  ['/fapi/v1/klines', klinesRoute('linear', 1500)],
  ['/dapi/v1/ping', ping],
  ['/dapi/v1/time', time],
  ['/dapi/v1/exchangeInfo', noMarkets],
  ['/eapi/v1/exchangeInfo', { weight: 1, answer: () => ok({ optionSymbols: [] }) }],
  ['/sapi/v1/system/status', { weight: 1, answer: () => ok({ status: 0, msg: 'normal' }) }],
  ['/sapi/v1/capital/config/getall', signed((floor) => ok(coins(floor)))],
  ['/sapi/v1/margin/allPairs', signed(() => ok([]))],
  ['/sapi/v1/margin/isolated/allPairs', signed(() => ok([]))],
  ['/sapi/v1/account/apiRestrictions', signed((floor) => ok(restrictions(floor)))],
]);

function coins(floor: Floor): unknown[] {
  const assets = new Set([...floor.markets('spot'), ...floor.markets('linear')].flatMap(({ base, quote }) => [base, quote]));
  return [...assets].map((coin) => ({ coin, name: coin, depositAllEnable: true, withdrawAllEnable: true, free: '0', locked: '0', trading: true, isLegalMoney: false, networkList: [] }));
}

function restrictions({ account }: Floor): unknown {
  return {
    ipRestrict: false,
    createTime: 1_698_645_219_000,
    enableReading: true,
    enableWithdrawals: account.enableWithdrawals,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: false,
    permitsUniversalTransfer: false,
    enableVanillaOptions: false,
    enableSpotAndMarginTrading: true,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enablePortfolioMarginTrading: false,
  };
}
