export { differentEvents } from '@tradewright/core/testing';
