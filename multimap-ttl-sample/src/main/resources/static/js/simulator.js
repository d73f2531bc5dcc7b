import { request } from './api.js';
import { byId, setText } from './dom.js';
import { messages } from './messages.js';
import { tick } from './steps.js';

const run = byId('run');
const couriers = byId('couriers');
const speed = byId('speed');

let act;
let sending = false;

function running() {
  return run.getAttribute('aria-checked') === 'true';
}

async function send(isRunning) {
  sending = true;
  try {
    const settings = { running: isRunning, couriers: Number(couriers.value), speed: Number(speed.value) };
    showSimulator(await request('simulator',
      { method: 'PUT', body: JSON.stringify(settings), type: 'application/json' }), true);
  }
  finally {
    sending = false;
  }
}

/** Shows what the simulator is set to, by whichever page, but takes no knob out of anybody's hand. */
export function showSimulator(settings, mine = false) {
  if (sending && !mine) {
    return;
  }
  run.setAttribute('aria-checked', settings.running);
  if (settings.running) {
    tick('start');
  }
  for (const [knob, value] of [[couriers, settings.couriers], [speed, settings.speed]]) {
    if (mine || !knob.matches(':active, :focus')) {
      knob.value = value;
    }
  }
  label();
}

function label() {
  setText(byId('number'), couriers.value);
  setText(byId('times'), speed.value);
}

export function startSimulator(refresh) {
  act = messages(byId('message'), refresh);
  run.addEventListener('click', () => act(async () => {
    await send(!running());
    return running()
      ? ['Couriers ride, and all who are due ping in one call.', 'couriers.addMany(couriersByZone)']
      : ['The simulator has stopped. Nothing else was done: watch the number of keys.'];
  }));
  for (const knob of [couriers, speed]) {
    knob.addEventListener('input', label);
    knob.addEventListener('change', () => act(async () => {
      await send(running());
      return [`${couriers.value} couriers, ${speed.value} times as fast as usual.`];
    }));
  }
}
