import { request } from './api.js';
import { byId, setText } from './dom.js';
import { messages } from './messages.js';
import { tick } from './steps.js';

const run = byId('run');
const couriers = byId('couriers');
const speed = byId('speed');

let act;
let changes = 0;
let unanswered = 0;
let lastSent = Promise.resolve();

/** Counts what somebody did here, so that an answer to an older question can be told from one to a newer. */
export function simulatorChanges() {
  return changes;
}

function running() {
  return run.getAttribute('aria-checked') === 'true';
}

/** Sends what the knobs are set to, after what was sent before, so that the last word is the last to arrive. */
async function send() {
  unanswered++;
  lastSent = lastSent.catch(() => {}).then(() => request('simulator', {
    method: 'PUT',
    body: JSON.stringify({ running: running(), couriers: Number(couriers.value), speed: Number(speed.value) }),
    type: 'application/json',
  }));
  await lastSent.finally(() => {
    unanswered--;
    changes++;
  });
}

/** Shows what the simulator is set to, by whichever page, unless somebody changed it here after that was asked for. */
export function showSimulator(settings, changesWhenAsked) {
  if (settings.running) {
    tick('start');
  }
  if (unanswered > 0 || changesWhenAsked !== changes) {
    return;
  }
  run.setAttribute('aria-checked', settings.running);
  for (const [knob, value] of [[couriers, settings.couriers], [speed, settings.speed]]) {
    if (!knob.matches(':active')) {
      knob.value = value;
    }
  }
  label();
}

function label() {
  setText(byId('number'), couriers.value);
  setText(byId('times'), `${speed.value}×`);
}

export function startSimulator(refresh) {
  act = messages(byId('message'), refresh);
  run.addEventListener('click', () => {
    const starts = !running();
    run.setAttribute('aria-checked', starts);
    changes++;
    act(async () => {
      await send();
      return starts
        ? ['Couriers ride, and all who are due ping in one call.', 'couriers.addMany(couriersByZone)']
        : ['The simulator has stopped. Nothing else was done: watch the number of keys.'];
    });
  });
  for (const knob of [couriers, speed]) {
    knob.addEventListener('input', () => {
      changes++;
      label();
    });
    knob.addEventListener('change', () => act(async () => {
      await send();
      return [`${couriers.value} couriers, ${speed.value} times as fast as usual.`];
    }));
  }
}
