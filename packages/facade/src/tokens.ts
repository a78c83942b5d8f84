import type { Clock } from '@tradewright/core';
import { Token } from 'typedi';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import type { Listeners } from './listeners.ts';
import type { LoggerSwitch } from './logger.ts';
import type { Reports } from './report/reports.ts';
import type { Registries } from './registries.ts';
import type { Risks } from './risks.ts';

export const CLOCK: Token<Clock> = new Token('clock');
export const CONFIG: Token<Config> = new Token('config');
export const EVENTS: Token<Events> = new Token('events');
export const LISTENERS: Token<Listeners> = new Token('listeners');
export const LOGGER: Token<LoggerSwitch> = new Token('logger');
export const REGISTRIES: Token<Registries> = new Token('registries');
export const REPORTS: Token<Reports> = new Token('reports');
export const RISKS: Token<Risks> = new Token('risks');
