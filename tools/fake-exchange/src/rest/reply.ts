import type { ServerResponse } from 'node:http';
import type { AnswerFault } from '../faults/fault.ts';
import { GARBAGE, HTML, misshapen, statusBody } from '../faults/spoilt-body.ts';
import type { Answer } from './answer.ts';

/** What was sent: the status, or `null` where no whole answer was. */
export type Sent = number | null;

const JSON_TYPE = 'application/json;charset=UTF-8';

/** Sends an answer. */
export function reply(response: ServerResponse, { status, body }: Answer): Sent {
  return send(response, status, JSON_TYPE, JSON.stringify(body));
}

/** Sends what a fault makes of an answer; `null` as answer where the fault does without. */
export function replyWrongly(response: ServerResponse, fault: AnswerFault, answer: () => Answer): Sent {
  switch (fault.kind) {
    case 'status':
      if (fault.retryAfterS !== undefined) response.setHeader('Retry-After', fault.retryAfterS);
      return send(response, fault.status, JSON_TYPE, JSON.stringify(statusBody(fault.status)));
    case 'hang':
      return null;
    case 'cut':
      return fault.at === 'before' ? cutOff(response) : cutInTheMiddle(response, answer());
    case 'garbage':
      return send(response, 200, JSON_TYPE, GARBAGE);
    case 'html':
      return send(response, fault.status ?? 200, 'text/html', HTML);
    case 'empty':
      return send(response, 200, JSON_TYPE, '');
    case 'shape':
      return send(response, 200, JSON_TYPE, JSON.stringify(misshapen(answer().body, fault.shape)));
  }
}

function send(response: ServerResponse, status: number, type: string, text: string): Sent {
  const body = Buffer.from(text);
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': body.length });
  response.end(body);
  return status;
}

function cutOff(response: ServerResponse): Sent {
  response.destroy();
  return null;
}

function cutInTheMiddle(response: ServerResponse, { status, body }: Answer): Sent {
  const whole = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'Content-Type': JSON_TYPE, 'Content-Length': whole.length });
  // Destroyed at once, the first half would never leave.
  response.write(whole.subarray(0, whole.length >> 1), () => response.destroy());
  return null;
}
